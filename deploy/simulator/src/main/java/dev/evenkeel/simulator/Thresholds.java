package dev.evenkeel.simulator;

/**
 * When two means count as balanced: within {@code abs}, or within {@code rel}; either suffices.
 *
 * @param abs at least 1
 * @param rel above 1.0
 */
record Thresholds(long abs, double rel) {
    boolean balanced(double donorMean, double recipientMean) {
        return donorMean <= recipientMean + abs || donorMean <= recipientMean * rel;
    }
}
