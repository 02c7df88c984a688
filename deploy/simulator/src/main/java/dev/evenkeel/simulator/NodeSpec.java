package dev.evenkeel.simulator;

/**
 * A node as it is when the cluster starts.
 *
 * @param name Erlang name, such as {@code emqx1@127.0.0.1}
 * @param connections live MQTT connections
 * @param disconnectedSessions sessions in memory whose clients are away and will not return
 * @param cleanStartSessions further ones, that were begun with clean_start and a time to live
 * @param address of this machine on which its API listens
 * @param port port of its API there, or 0 for a free one
 */
public record NodeSpec(
        String name,
        Role role,
        long connections,
        long disconnectedSessions,
        long cleanStartSessions,
        String address,
        int port) {
    private static final String LOOPBACK = "127.0.0.1";

    public NodeSpec {
        if (!name.contains("@") || name.contains("/")) {
            throw new IllegalArgumentException("Wanted a node name such as emqx@host, got '" + name + "'");
        }
        if (connections < 0 || disconnectedSessions < 0 || cleanStartSessions < 0) {
            throw new IllegalArgumentException("Wanted counts >= 0, got " + connections + ", " + disconnectedSessions
                    + " and " + cleanStartSessions);
        }
    }

    public static NodeSpec core(String name, long connections) {
        return new NodeSpec(name, Role.CORE, connections, 0, 0, LOOPBACK, 0);
    }

    public NodeSpec withDisconnectedSessions(long sessions) {
        return new NodeSpec(name, role, connections, sessions, cleanStartSessions, address, port);
    }

    public NodeSpec withCleanStartSessions(long sessions) {
        return new NodeSpec(name, role, connections, disconnectedSessions, sessions, address, port);
    }

    public NodeSpec withRole(Role other) {
        return new NodeSpec(name, other, connections, disconnectedSessions, cleanStartSessions, address, port);
    }

    public NodeSpec withPort(int other) {
        return new NodeSpec(name, role, connections, disconnectedSessions, cleanStartSessions, address, other);
    }

    public NodeSpec withAddress(String other) {
        return new NodeSpec(name, role, connections, disconnectedSessions, cleanStartSessions, other, port);
    }
}
