package dev.evenkeel.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * EMQX's own parameters as a person gives them, under the names that the {@code Rebalance} resource uses. What is given
 * is sent as given; what is left open the plan chooses, and says why.
 *
 * @param connEvictRate connections evicted per donor and second, at least 1
 * @param sessEvictRate sessions moved per donor and second, at least 1
 * @param waitHealthCheck whole seconds between the start and the first eviction, 0 or more
 * @param waitTakeover whole seconds between the last connection evicted and the first session moved, 0 or more
 * @param absConnThreshold see {@link Threshold}
 * @param relConnThreshold see {@link Threshold}
 * @param absSessThreshold see {@link Threshold}, for disconnected sessions
 * @param relSessThreshold see {@link Threshold}, for disconnected sessions
 */
public record RebalanceStrategy(
        Optional<Integer> connEvictRate,
        Optional<Integer> sessEvictRate,
        Optional<Duration> waitHealthCheck,
        Optional<Duration> waitTakeover,
        Optional<Integer> absConnThreshold,
        Optional<Double> relConnThreshold,
        Optional<Integer> absSessThreshold,
        Optional<Double> relSessThreshold) {
    public RebalanceStrategy {
        connEvictRate = orEmpty(connEvictRate);
        sessEvictRate = orEmpty(sessEvictRate);
        waitHealthCheck = orEmpty(waitHealthCheck);
        waitTakeover = orEmpty(waitTakeover);
        absConnThreshold = orEmpty(absConnThreshold);
        relConnThreshold = orEmpty(relConnThreshold);
        absSessThreshold = orEmpty(absSessThreshold);
        relSessThreshold = orEmpty(relSessThreshold);
    }

    /** Everything left open. */
    public static RebalanceStrategy open() {
        return new RebalanceStrategy(null, null, null, null, null, null, null, null);
    }

    /** The same with another {@code connEvictRate}. */
    public RebalanceStrategy withRate(int rate) {
        return new RebalanceStrategy(
                Optional.of(rate),
                sessEvictRate,
                waitHealthCheck,
                waitTakeover,
                absConnThreshold,
                relConnThreshold,
                absSessThreshold,
                relSessThreshold);
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }
}
