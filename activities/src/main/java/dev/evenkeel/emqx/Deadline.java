package dev.evenkeel.emqx;

import java.time.Duration;

/** Until when something may take. */
record Deadline(long nanoTime) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    boolean over() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /** The earlier of this one and one in so long a time. */
    Deadline atMost(Duration time) {
        return left().compareTo(time) < 0 ? this : in(time);
    }
}
