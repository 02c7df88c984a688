package dev.evenkeel.kubernetes;

/** Whether EMQX takes clients at a pod: who knows EMQX tells. A gate is never set against it. */
@FunctionalInterface
public interface Admission {
    /** Asks now. */
    Answer at(String pod);

    /** What EMQX says. */
    enum Answer {
        /** It takes clients there. */
        OPEN,
        /** It refuses them, for a rebalance, or for what cannot be told now: until that is over. */
        CLOSED,
        /** It refuses them, and no rebalance is why: an evacuation, which is others' business. */
        CLOSED_BY_OTHERS,
        /** It says nothing. */
        SILENT
    }
}
