package dev.evenkeel.contract;

/**
 * The states of an EMQX rebalance as {@code global_status} names them, and {@link #GONE} for "no longer listed", which
 * after success, stop, and loss of the coordinator looks the same.
 *
 * <pre>
 *   WAIT_HEALTH_CHECK -> EVICTING_CONNS     the wait is over; donors refuse newcomers from here on
 *   EVICTING_CONNS    -> WAIT_TAKEOVER      a tick found the means within the threshold
 *   WAIT_TAKEOVER     -> EVICTING_SESSIONS  the wait is over
 *   EVICTING_SESSIONS -> GONE               a tick found the absent clients' sessions within the threshold
 *   any               -> GONE               stopped, or a node or process was lost
 * </pre>
 *
 * States may be passed between two looks without being seen.
 */
public enum EmqxState {
    WAIT_HEALTH_CHECK,
    EVICTING_CONNS,
    WAIT_TAKEOVER,
    EVICTING_SESSIONS,
    GONE;

    /**
     * The state that is seen after this one. A rebalance only goes forward: one that is seen further back is another one,
     * and ours is gone.
     */
    public EmqxState then(EmqxState seen) {
        return seen.ordinal() < ordinal() ? GONE : seen;
    }
}
