package dev.evenkeel.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * How gently clients are moved: ours, beside EMQX's own parameters.
 *
 * @param maxConnectsPerSecondPerRecipient how many clients may connect to one recipient in a second, those included
 *     that would have come anyway; at least 1. The eviction rate follows from it; where a rate is given as well the
 *     smaller one wins
 * @param reconnectP50 within what time half of the evicted clients are back, as far as that is known
 * @param reconnectP95 likewise, 95 of 100
 * @param maxUnavailable how many pods may be out at once: a count, or a percentage of the serving pods ({@code "30%"},
 *     rounded down, at least one). Empty: all donors
 * @param loadBalancerLag how long what is in front of the cluster goes on sending to a pod that has left its Service, or to
 *     a node that refuses; empty: as kube-proxy does
 */
public record Pacing(
        Optional<Integer> maxConnectsPerSecondPerRecipient,
        Optional<Duration> reconnectP50,
        Optional<Duration> reconnectP95,
        Optional<String> maxUnavailable,
        Optional<Duration> loadBalancerLag) {
    public Pacing {
        loadBalancerLag = orEmpty(loadBalancerLag);
        maxUnavailable = orEmpty(maxUnavailable);
        maxConnectsPerSecondPerRecipient = orEmpty(maxConnectsPerSecondPerRecipient);
        reconnectP50 = orEmpty(reconnectP50);
        reconnectP95 = orEmpty(reconnectP95);
    }

    /** With no bound on what is out at once, and nothing known of load balancers. */
    public Pacing(
            Optional<Integer> maxConnectsPerSecondPerRecipient,
            Optional<Duration> reconnectP50,
            Optional<Duration> reconnectP95) {
        this(maxConnectsPerSecondPerRecipient, reconnectP50, reconnectP95, null, null);
    }

    /**
     * How many pods may be out at once, as Kubernetes reads it.
     *
     * @param serving pods that serve
     */
    public int outAtMost(int serving) {
        return maxUnavailable
                .map(text -> text.endsWith("%")
                        ? serving * Integer.parseInt(text.substring(0, text.length() - 1)) / 100
                        : Integer.parseInt(text))
                .map(count -> Math.max(1, count))
                .orElse(Integer.MAX_VALUE);
    }

    /** Nothing is asked for and nothing known. */
    public static Pacing open() {
        return new Pacing(null, null, null);
    }

    /** The same with another {@code maxConnectsPerSecondPerRecipient}. */
    public Pacing withBudget(int connects) {
        return new Pacing(Optional.of(connects), reconnectP50, reconnectP95, maxUnavailable, loadBalancerLag);
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }
}
