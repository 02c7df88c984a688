package dev.evenkeel.contract;

/**
 * What else must not happen, as an alert rule says it: it holds while Prometheus answers the query with at least one
 * sample. Where Prometheus is the worker's settings say.
 *
 * @param name what notes and results call it: up to 63 lower case letters, digits or '-', each only once in a request
 * @param query PromQL, at most 2,000 characters, such as {@code max(rate(process_cpu_seconds_total[1m])) > 0.9}
 * @param action what follows when two looks running show that it holds
 */
public record GuardCondition(String name, String query, Reaction action) {
    public GuardCondition {
        action = action == null ? Reaction.PAUSE : action;
    }

    /** What follows. */
    public enum Reaction {
        /** The rate is halved, and raised again after a minute in which it does not hold. */
        SLOW,
        /** Nobody is evicted until two looks running show that it does not hold. */
        PAUSE,
        /** The run ends. */
        ABORT
    }
}
