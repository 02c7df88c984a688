package dev.evenkeel.simulator;

import java.time.Duration;

/**
 * How long a client stays away before it tries again, in EMQX time: even between {@code min} and {@code max} at the
 * first try, multiplied by {@code growth} at every further one, never above {@code cap}.
 *
 * @param growth 1 for a constant delay; 2 for the usual back-off
 */
public record ReconnectDelay(Duration min, Duration max, double growth, Duration cap) {
    public ReconnectDelay {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("Wanted 0 <= min <= max, got " + min + " and " + max);
        }
        if (growth < 1 || cap.isNegative()) {
            throw new IllegalArgumentException("Wanted growth >= 1 and cap >= 0, got " + growth + " and " + cap);
        }
    }

    /** The client is back in the same instant; if refused it tries again after a tenth of a second. */
    public static ReconnectDelay none() {
        return fixed(Duration.ZERO);
    }

    public static ReconnectDelay fixed(Duration delay) {
        return uniform(delay, delay);
    }

    public static ReconnectDelay uniform(Duration min, Duration max) {
        return new ReconnectDelay(min, max, 1, max);
    }

    /** Doubling from {@code first} to {@code cap}, each delay drawn between its half and its whole. */
    public static ReconnectDelay exponential(Duration first, Duration cap) {
        return new ReconnectDelay(first.dividedBy(2), first, 2, cap);
    }

    Duration minAt(int attempt) {
        return grown(min, attempt);
    }

    Duration maxAt(int attempt) {
        return grown(max, attempt);
    }

    private Duration grown(Duration base, int attempt) {
        double factor = Math.pow(growth, attempt);
        double ceiling = cap.toNanos() * (max.isZero() ? 1.0 : (double) base.toNanos() / max.toNanos());
        return Duration.ofNanos(Math.round(Math.min(base.toNanos() * factor, ceiling)));
    }
}
