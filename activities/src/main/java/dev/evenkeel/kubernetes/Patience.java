package dev.evenkeel.kubernetes;

import java.time.Duration;

/** How long to wait for EndpointSlices. */
final class Patience {
    private final long endNanoTime;

    Patience(Duration time) {
        this.endNanoTime = System.nanoTime() + time.toNanos();
    }

    boolean over() {
        return left().compareTo(Duration.ZERO) <= 0;
    }

    /** So long, or until it is over. */
    Duration atMost(Duration longest) {
        return left().compareTo(longest) < 0 ? left() : longest;
    }

    private Duration left() {
        return Duration.ofNanos(endNanoTime - System.nanoTime());
    }
}
