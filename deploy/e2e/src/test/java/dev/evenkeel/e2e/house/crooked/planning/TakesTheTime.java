package dev.evenkeel.e2e.house.crooked.planning;

import java.time.Instant;

/** Must be given the time. */
final class TakesTheTime {
    Instant wrong() {
        return Instant.now();
    }
}
