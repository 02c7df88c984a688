package dev.evenkeel.emqx;

import java.util.Map;

/**
 * Counters since the nodes' start.
 *
 * @param connects clients that connected ({@code client.connected}), over the nodes that answered
 * @param disconnects clients that disconnected ({@code client.disconnected}), likewise
 * @param attempts by node, clients that tried to connect, those that were refused included ({@code
 *     packets.connect.received}); without nodes of which EMQX does not say so
 * @param refused by node, those of them that were refused ({@code packets.connack.error}); likewise
 */
public record ClientCounters(long connects, long disconnects, Map<String, Long> attempts, Map<String, Long> refused) {
    public ClientCounters {
        attempts = Map.copyOf(attempts);
        refused = Map.copyOf(refused);
    }
}
