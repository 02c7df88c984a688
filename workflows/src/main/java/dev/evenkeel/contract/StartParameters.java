package dev.evenkeel.contract;

import java.time.Duration;

/**
 * What is sent to EMQX's {@code POST /load_rebalance/:node/start}, beside the nodes: every field has a value.
 *
 * @param connEvictRate connections evicted per donor and second, at least 1
 * @param sessEvictRate sessions moved per donor and second, at least 1
 * @param waitHealthCheck whole seconds, 0 or more
 * @param waitTakeover whole seconds, 0 or more
 * @param connections when connection eviction ends
 * @param sessions when session eviction ends
 */
public record StartParameters(
        int connEvictRate,
        int sessEvictRate,
        Duration waitHealthCheck,
        Duration waitTakeover,
        Threshold connections,
        Threshold sessions) {
    public StartParameters {
        if (connEvictRate < 1 || sessEvictRate < 1) {
            throw new IllegalArgumentException(
                    "eviction rates are at least 1 a second, got " + connEvictRate + " and " + sessEvictRate);
        }
        if (waitHealthCheck.isNegative() || waitTakeover.isNegative()) {
            throw new IllegalArgumentException(
                    "waits are 0 s or longer, got " + waitHealthCheck + " and " + waitTakeover);
        }
    }

    /** The same with another end of connection eviction. */
    public StartParameters withConnections(Threshold other) {
        return new StartParameters(connEvictRate, sessEvictRate, waitHealthCheck, waitTakeover, other, sessions);
    }
}
