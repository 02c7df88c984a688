package dev.evenkeel.demo;

import dev.evenkeel.contract.RunPhase;

/** What happens in a phase, short enough for a table of 80 columns; {@link RunPhase#meaning} is longer. */
final class PhaseWords {
    static final int LENGTH_MAX = 40;

    private PhaseWords() {}

    static String of(RunPhase phase) {
        return switch (phase) {
            case ASSESSING -> "looks at EMQX and Kubernetes";
            case AWAITING_APPROVAL -> "waits for approval of the plan";
            case EXCLUDING -> "takes the donors out of the Service";
            case STARTING -> "starts EMQX's rebalance";
            case WAIT_HEALTH_CHECK -> "EMQX waits for the load balancers";
            case EVICTING_CONNS -> "EMQX evicts connections from the donors";
            case WAIT_TAKEOVER -> "clients take their sessions along";
            case EVICTING_SESSIONS -> "EMQX moves absent clients' sessions";
            case PAUSED -> "is paused";
            case STOPPING -> "stops EMQX's rebalance";
            case RESTORING -> "puts the donors back into the Service";
            case AWAITING_CLIENTS -> "waits for the clients that are on their way";
            case VERIFYING -> "counts afresh";
            case DELEGATED -> "goes on under the cluster's own id";
            case DONE -> "is over";
        };
    }
}
