package dev.evenkeel.emqx;

import java.util.Map;

/**
 * Counters since the nodes' start.
 *
 * @param connects clients that connected ({@code client.connected}), over the nodes that answered
 * @param disconnects clients that disconnected ({@code client.disconnected}), likewise
 * @param attempts by node, clients that tried to connect, those that were refused included ({@code
 *     packets.connect.received}); without nodes of which EMQX does not say so
 */
public record ClientCounters(long connects, long disconnects, Map<String, Long> attempts) {
    public ClientCounters {
        attempts = Map.copyOf(attempts);
    }
}
