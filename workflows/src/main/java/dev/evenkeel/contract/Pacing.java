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
 */
public record Pacing(
        Optional<Integer> maxConnectsPerSecondPerRecipient,
        Optional<Duration> reconnectP50,
        Optional<Duration> reconnectP95) {
    public Pacing {
        maxConnectsPerSecondPerRecipient = orEmpty(maxConnectsPerSecondPerRecipient);
        reconnectP50 = orEmpty(reconnectP50);
        reconnectP95 = orEmpty(reconnectP95);
    }

    /** Nothing is asked for and nothing known. */
    public static Pacing open() {
        return new Pacing(null, null, null);
    }

    /** The same with another {@code maxConnectsPerSecondPerRecipient}. */
    public Pacing withBudget(int connects) {
        return new Pacing(Optional.of(connects), reconnectP50, reconnectP95);
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }
}
