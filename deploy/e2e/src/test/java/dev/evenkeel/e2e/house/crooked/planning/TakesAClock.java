package dev.evenkeel.e2e.house.crooked.planning;

import java.time.Clock;

/** Must be given the time, not that which tells it. */
final class TakesAClock {
    Clock wrong;
}
