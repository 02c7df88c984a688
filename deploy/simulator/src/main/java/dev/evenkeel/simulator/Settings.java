package dev.evenkeel.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** All that the builder collects. Durations are EMQX time, save {@code second}, which is the clock's. */
record Settings(
        List<NodeSpec> nodes,
        String version,
        List<ApiKey> keys,
        long seed,
        InstantSource clock,
        Duration second,
        Spread spread,
        ReconnectDelay reconnectDelay,
        Churn churn,
        double neverReturnShare,
        Duration loadBalancerLag,
        Duration apiLatency,
        Duration netTick) {
    Settings {
        nodes = List.copyOf(nodes);
        keys = List.copyOf(keys);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("Wanted at least one node");
        }
        if (nodes.stream().map(NodeSpec::name).distinct().count() < nodes.size()) {
            throw new IllegalArgumentException("Wanted distinct node names, got " + nodes);
        }
        if (second.isNegative() || second.isZero() || second.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("Wanted a second between 1 ns and 1 min, got " + second);
        }
        if (neverReturnShare < 0 || neverReturnShare > 1) {
            throw new IllegalArgumentException("Wanted a share from 0 to 1, got " + neverReturnShare);
        }
    }
}
