package dev.evenkeel.contract;

/** Where a run is. The middle four are EMQX's own states. */
public enum RunPhase {
    ASSESSING("looking at EMQX and Kubernetes"),
    AWAITING_APPROVAL("waiting for approval of the plan"),
    EXCLUDING("taking donors out of the Service"),
    STARTING("starting EMQX's rebalance"),
    WAIT_HEALTH_CHECK("load balancers turn away from the donors"),
    EVICTING_CONNS("EMQX evicts connections from the donors"),
    WAIT_TAKEOVER("clients take their sessions with them"),
    EVICTING_SESSIONS("EMQX moves the sessions of absent clients"),
    AWAITING_CLIENTS("waiting for evicted clients to be back"),
    PAUSED("paused: EMQX evicts nobody"),
    STOPPING("stopping EMQX's rebalance"),
    RESTORING("putting the donors back into the Service"),
    VERIFYING("counting, and waiting for clients that are not back yet"),
    DELEGATED("the run goes on under the cluster's own workflow id"),
    DONE("over");

    private final String meaning;

    RunPhase(String meaning) {
        this.meaning = meaning;
    }

    /** What happens in this phase, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The phase in which a run watches EMQX in this state. */
    public static RunPhase watching(EmqxState state) {
        return switch (state) {
            case WAIT_HEALTH_CHECK -> WAIT_HEALTH_CHECK;
            case EVICTING_CONNS -> EVICTING_CONNS;
            case WAIT_TAKEOVER -> WAIT_TAKEOVER;
            case EVICTING_SESSIONS -> EVICTING_SESSIONS;
            case GONE -> throw new IllegalStateException("a rebalance that is gone is not watched");
        };
    }
}
