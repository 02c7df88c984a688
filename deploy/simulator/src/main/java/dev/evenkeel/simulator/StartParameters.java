package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a rebalance's start, with EMQX's defaults filled in.
 *
 * @param pace rates per donor and second, and the waits before and between the phases
 * @param nodes the nodes that take part; empty for all that run
 */
record StartParameters(
        Pace pace,
        Thresholds connections,
        Thresholds sessions,
        Optional<List<String>> nodes,
        Duration connectionRpcTimeout,
        Duration sessionRpcTimeout) {

    static StartParameters of(Map<String, Object> body) {
        return new StartParameters(
                Pace.of(body),
                new Thresholds(count(body, "abs_conn_threshold"), ratio(body, "rel_conn_threshold")),
                new Thresholds(count(body, "abs_sess_threshold"), ratio(body, "rel_sess_threshold")),
                names(body, "nodes"),
                timeout(body, "conn_evict_rpc_timeout"),
                timeout(body, "sess_evict_rpc_timeout"));
    }

    static Optional<List<String>> names(Map<String, Object> body, String name) {
        if (body.get(name) instanceof List<?> names) {
            return Optional.of(names.stream().map(String::valueOf).toList());
        }
        return Optional.empty();
    }

    private static long count(Map<String, Object> body, String name) {
        return (Long) body.getOrDefault(name, 1000L);
    }

    private static double ratio(Map<String, Object> body, String name) {
        return (Double) body.getOrDefault(name, 1.1);
    }

    private static Duration timeout(Map<String, Object> body, String name) {
        return (Duration) body.getOrDefault(name, Duration.ofSeconds(15));
    }

    /** What rebalance and evacuation have in common; defaults 60 s, 500, 500, 60 s. */
    record Pace(Duration waitHealthCheck, long connections, long sessions, Duration waitTakeover) {
        static Pace of(Map<String, Object> body) {
            return new Pace(
                    (Duration) body.getOrDefault("wait_health_check", Duration.ofSeconds(60)),
                    (Long) body.getOrDefault("conn_evict_rate", 500L),
                    (Long) body.getOrDefault("sess_evict_rate", 500L),
                    (Duration) body.getOrDefault("wait_takeover", Duration.ofSeconds(60)));
        }
    }
}
