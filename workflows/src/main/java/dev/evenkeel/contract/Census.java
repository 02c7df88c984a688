package dev.evenkeel.contract;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The clients of every node, counted at one moment (EMQX {@code GET /nodes}, {@code GET /metrics}).
 *
 * @param at when
 * @param connections live connections by node name ({@code live_connections}: what EMQX balances)
 * @param sessions sessions by node name, those of absent clients included ({@code connections} of {@code /nodes})
 * @param connects clients that connected since the nodes' start, summed over the nodes; empty where it was not read
 * @param disconnects likewise, clients that disconnected
 * @param lastStart when that one of these nodes started that did so last; empty where EMQX does not say
 */
public record Census(
        Instant at,
        Map<String, Long> connections,
        Map<String, Long> sessions,
        OptionalLong connects,
        OptionalLong disconnects,
        Optional<Instant> lastStart) {
    public Census {
        connections = java.util.Collections.unmodifiableMap(new TreeMap<>(connections));
        sessions = java.util.Collections.unmodifiableMap(new TreeMap<>(sessions));
        connects = connects == null ? OptionalLong.empty() : connects;
        disconnects = disconnects == null ? OptionalLong.empty() : disconnects;
        lastStart = lastStart == null ? Optional.empty() : lastStart;
    }

    /** Live connections of the whole cluster. */
    public long total() {
        return connections.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Sessions of the whole cluster, with and without a client. */
    public long sessionsTotal() {
        return sessions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Live connections of a node; 0 for one that was not there. */
    public long on(String node) {
        return connections.getOrDefault(node, 0L);
    }

    /** Sessions of a node whose client is away. */
    public long awayOn(String node) {
        return Math.max(0, sessions.getOrDefault(node, 0L) - on(node));
    }

    /** Mean of live connections over these nodes; 0 for none. */
    public double meanOver(Collection<String> nodes) {
        return nodes.stream().mapToLong(this::on).average().orElse(0);
    }

    /** Mean of sessions whose client is away over these nodes; 0 for none. */
    public double meanAwayOver(Collection<String> nodes) {
        return nodes.stream().mapToLong(this::awayOn).average().orElse(0);
    }

    /** The fullest node's connections over the mean; 1 for an empty cluster. */
    public double skew() {
        double mean = meanOver(connections.keySet());
        long most =
                connections.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return mean == 0 ? 1 : most / mean;
    }

    /** The nodes that were counted, in name order. */
    public List<String> nodes() {
        return List.copyOf(connections.keySet());
    }
}
