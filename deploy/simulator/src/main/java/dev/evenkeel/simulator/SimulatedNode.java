package dev.evenkeel.simulator;

import java.net.URI;
import java.time.Duration;

/** One node as its operator sees it; all counts are of now. */
public final class SimulatedNode {
    private final World world;
    private final Node node;
    private final NodeServer server;

    SimulatedNode(World world, Node node, NodeServer server) {
        this.world = world;
        this.node = node;
        this.server = server;
    }

    public String name() {
        return node.name;
    }

    /** Root of its API, {@code http://<address>:<port>}; {@code /api/v5} is not in it. Stays the same over restarts. */
    public URI apiUrl() {
        return URI.create("http://" + server.address() + ":" + port());
    }

    public int port() {
        return server.port();
    }

    public Role role() {
        return node.role;
    }

    /** Connected clients. */
    public long live() {
        return world.call(() -> node.live);
    }

    /** Sessions in memory, with and without a connection. */
    public long sessions() {
        return world.call(node::sessions);
    }

    public long disconnectedSessions() {
        return world.call(node::disconnectedSessions);
    }

    /** Whether its process exists; a frozen one does. */
    public boolean alive() {
        return world.call(() -> node.alive);
    }

    /** Since when its process exists, in EMQX time since the cluster's start. */
    public Duration upSince() {
        return world.call(() -> node.upSince);
    }

    /** Whether it is a donor or is evacuated, so that availability_check answers 503. */
    public boolean evicting() {
        return world.call(() -> node.agent().enabled());
    }

    /** Whether a client that comes now is let in. */
    public boolean acceptsClients() {
        return world.call(() -> world.acceptsClients(node));
    }

    @Override
    public String toString() {
        return node.name;
    }
}
