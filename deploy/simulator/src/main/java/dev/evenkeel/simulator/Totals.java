package dev.evenkeel.simulator;

/**
 * All clients at one moment. Without churn {@code online + offline + gone} never changes.
 *
 * @param online connected to some node
 * @param offline away, and going to try again
 * @param gone away for good, by the share of clients that never return
 * @param joined newcomers by churn since the start
 * @param left leavers by churn since the start
 * @param evicted evictions since the start; a client evicted twice counts twice
 * @param offlinePeak the largest {@code offline} since the start
 */
public record Totals(long online, long offline, long gone, long joined, long left, long evicted, long offlinePeak) {}
