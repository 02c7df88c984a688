package dev.evenkeel.e2e.house.crooked.workflow;

/** Would read another time at each replay. */
final class ReadsTheClock {
    long wrong() {
        return System.currentTimeMillis();
    }
}
