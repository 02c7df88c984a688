package dev.evenkeel.contract;

/** The way in which a donor's endpoint leaves the Service that clients use. */
public enum Lever {
    /** Let the plan choose from what the Kubernetes objects show; the choice and its reason are in the plan. */
    AUTO,
    /** Patch the pod label {@code evenkeel.dev/serving} that the Service selects by; donors are out before EMQX starts. */
    LABEL,
    /**
     * Set EMQX Operator's readiness gate {@code apps.emqx.io/on-serving} as the operator itself would at its next look:
     * False on donors as soon as EMQX, started, refuses clients there, and True once it takes them again.
     */
    GATE,
    /**
     * Something else takes donors out when EMQX, started, refuses clients there: EMQX Operator, a readiness probe, a load
     * balancer. It is watched, and EMQX is stopped where it comes too late.
     */
    OBSERVE,
    /** No Kubernetes Service is in front: nothing is excluded, only {@code availability_check} is verified. */
    NONE;

    /** Whether donors are out before EMQX is started; otherwise they leave while EMQX waits. */
    public boolean beforeStart() {
        return switch (this) {
            case LABEL -> true;
            case AUTO, GATE, OBSERVE, NONE -> false;
        };
    }

    /** Whether we set something on the donors' pods, which must be taken back. */
    public boolean marksPods() {
        return switch (this) {
            case LABEL, GATE -> true;
            case AUTO, OBSERVE, NONE -> false;
        };
    }

    /** Whether it is verified that no client is sent to donors when eviction begins. */
    public boolean verified() {
        return switch (this) {
            case LABEL, GATE, OBSERVE -> true;
            case AUTO, NONE -> false;
        };
    }
}
