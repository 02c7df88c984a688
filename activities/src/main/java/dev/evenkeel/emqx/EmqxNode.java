package dev.evenkeel.emqx;

import java.time.Duration;
import java.util.Optional;

/**
 * A node as {@code GET /nodes} shows it.
 *
 * @param name EMQX node name
 * @param running whether it runs; a stopped node has no counts
 * @param core core node, as opposed to replicant
 * @param version EMQX version; empty for a stopped node
 * @param liveConnections connected clients: what EMQX balances
 * @param sessions sessions, those of absent clients included (EMQX calls them {@code connections})
 * @param up how long it has been running ({@code uptime}), in whole seconds before 5.0; empty where EMQX does not say
 */
public record EmqxNode(
        String name,
        boolean running,
        boolean core,
        String version,
        long liveConnections,
        long sessions,
        Optional<Duration> up) {}
