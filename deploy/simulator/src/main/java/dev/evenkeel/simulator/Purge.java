package dev.evenkeel.simulator;

import java.time.Duration;

/**
 * A purge: every node refuses clients and drops all sessions, connected or not. It is run by one node, the only one that
 * lists it, and over its command line alone: the API has no way to begin one.
 *
 * <pre>
 *   PURGING --> CLEANING_DATA
 * </pre>
 *
 * <p>From EMQX's code, not observed; that it stays in the last state until it is told to stop is an assumption.
 */
final class Purge {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** The states, named as on the wire in lower case. */
    enum State {
        PURGING,
        CLEANING_DATA
    }

    final Node node;
    final long rate;
    final long initialSessions;
    private final World world;
    private State state = State.PURGING;
    private Timeline.Event next;

    private Purge(World world, Node node, long rate) {
        this.world = world;
        this.node = node;
        this.rate = rate;
        this.initialSessions = sessions();
    }

    /** @param rate sessions a second, at each node */
    static Purge begin(World world, Node node, long rate) {
        Purge purge = new Purge(world, node, rate);
        world.nodes().stream().filter(Node::running).forEach(other -> other.agent(EvictionAgent.OF_PURGE));
        purge.next = world.timeline().after(TICK, purge::tick);
        return purge;
    }

    void stop() {
        next.cancel();
        world.nodes().stream()
                .filter(other -> other.agent().kind() == EvictionAgent.Kind.PURGE)
                .forEach(other -> other.agent(EvictionAgent.DISABLED));
    }

    State state() {
        return state;
    }

    long sessions() {
        return world.nodes().stream().mapToLong(Node::sessions).sum();
    }

    private void tick() {
        world.nodes().stream()
                .filter(Node::answers)
                .forEach(other -> world.clients().purge(other, rate));
        if (sessions() == 0) {
            state = State.CLEANING_DATA;
        }
        next = world.timeline().after(TICK, this::tick);
    }
}
