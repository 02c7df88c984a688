package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evacuation of one node, run by the node itself: all connections leave, then all sessions, then it refuses
 * everyone until it is told to stop. It is persistent: after a restart of the node it goes on with the eviction.
 *
 * <pre>
 *   WAITING_HEALTH_CHECK --> EVICTING_CONNS --> WAITING_TAKEOVER --> EVICTING_SESSIONS --> PROHIBITING
 * </pre>
 */
final class Evacuation {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration RETRY_WITHOUT_RECIPIENTS = Duration.ofSeconds(30);

    /** The states, named as on the wire in lower case; not the same names as a rebalance's. */
    enum State {
        WAITING_HEALTH_CHECK,
        EVICTING_CONNS,
        WAITING_TAKEOVER,
        EVICTING_SESSIONS,
        PROHIBITING
    }

    final Node node;
    final StartParameters.Pace pace;
    final long initialConnected;
    final long initialSessions;
    private final World world;
    private final Optional<List<String>> migrateTo;
    private State state;
    private long seenConnected;
    private long seenSessions;
    private Timeline.Event next;

    private Evacuation(
            World world, Node node, StartParameters.Pace pace, Optional<List<String>> migrateTo, State state) {
        this.world = world;
        this.node = node;
        this.pace = pace;
        this.migrateTo = migrateTo;
        this.state = state;
        this.initialConnected = node.live;
        this.initialSessions = node.sessions();
        this.seenConnected = initialConnected;
        this.seenSessions = initialSessions;
    }

    /** {@code redirect_to} is accepted and ignored, as over EMQX's REST API. */
    static Evacuation begin(World world, Node node, Map<String, Object> body) {
        StartParameters.Pace pace = StartParameters.Pace.of(body);
        Optional<List<String>> migrateTo = StartParameters.names(body, "migrate_to");
        Evacuation evacuation = new Evacuation(world, node, pace, migrateTo, State.WAITING_HEALTH_CHECK);
        if (world.release().evacuationHoldsAgentWhileWaiting()) {
            node.agent(EvictionAgent.ofEvacuation(false));
        }
        evacuation.next = world.timeline().after(pace.waitHealthCheck(), evacuation::beginEviction);
        return evacuation;
    }

    /** After a restart: straight to the eviction, and {@code migrate_to} is forgotten. */
    Evacuation resumed() {
        Evacuation again = new Evacuation(world, node, pace, Optional.empty(), State.EVICTING_CONNS);
        again.beginEviction();
        return again;
    }

    /** Stops the machine without releasing the node: what a crash of the node does. */
    void interrupt() {
        next.cancel();
    }

    void stop() {
        next.cancel();
        node.agent(EvictionAgent.DISABLED);
        node.evacuation(Optional.empty());
    }

    State state() {
        return state;
    }

    /** Connections as last seen by the machine; changes with its ticks. */
    long seenConnected() {
        return seenConnected;
    }

    /** Sessions as last seen by the machine; not looked at before sessions are evicted. */
    long seenSessions() {
        return seenSessions;
    }

    /** Where sessions may go now. */
    List<Node> recipients() {
        return world.nodes().stream()
                .filter(other -> other != node && other.answers())
                .filter(other -> migrateTo.isPresent()
                        ? migrateTo.get().contains(other.name)
                        : !other.agent().enabled())
                .toList();
    }

    /** Before 5.4 it is seen only now that somebody else holds the agent, and nobody is told. */
    private void beginEviction() {
        if (node.agent().kind() == EvictionAgent.Kind.REBALANCE) {
            node.evacuation(Optional.empty());
            return;
        }
        state = State.EVICTING_CONNS;
        node.agent(EvictionAgent.ofEvacuation(true));
        evictConnections();
    }

    private void evictConnections() {
        if (postponed(this::evictConnections)) {
            return;
        }
        seenConnected = node.live;
        if (node.live == 0) {
            state = State.WAITING_TAKEOVER;
            next = world.timeline().after(pace.waitTakeover(), this::evictSessions);
            return;
        }
        world.clients().evict(node, pace.connections());
        next = world.timeline().after(TICK, this::evictConnections);
    }

    private void evictSessions() {
        if (postponed(this::evictSessions)) {
            return;
        }
        state = State.EVICTING_SESSIONS;
        seenSessions = node.sessions();
        if (node.sessions() == 0) {
            state = State.PROHIBITING;
            return;
        }
        long moved = world.clients().moveSessions(node, recipients(), pace.sessions());
        next = world.timeline().after(moved == 0 ? RETRY_WITHOUT_RECIPIENTS : TICK, this::evictSessions);
    }

    private boolean postponed(Runnable action) {
        if (node.frozen) {
            node.mailbox.add(action);
        }
        return node.frozen;
    }
}
