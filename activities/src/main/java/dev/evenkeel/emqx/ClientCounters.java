package dev.evenkeel.emqx;

/**
 * Counters since the nodes' start, summed over the nodes that answered.
 *
 * @param connects clients that connected ({@code client.connected})
 * @param disconnects clients that disconnected ({@code client.disconnected})
 */
public record ClientCounters(long connects, long disconnects) {}
