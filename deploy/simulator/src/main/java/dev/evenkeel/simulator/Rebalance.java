package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * One rebalance, as its coordinator runs it. Donors and recipients are fixed; nothing of it outlives its coordinator.
 *
 * <pre>
 *   WAIT_HEALTH_CHECK --exactly wait_health_check--> EVICTING_CONNS --balanced at a tick--> WAIT_TAKEOVER
 *     --exactly wait_takeover--> EVICTING_SESSIONS --balanced at a tick--> over
 * </pre>
 *
 * A stop, the death of the coordinator or a donor, or a call to a participant that fails ends it from any state: all
 * donors are released at once and whatever has moved stays where it is. There is no result.
 */
final class Rebalance {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How often it is looked whether somebody still holds it. */
    private static final Duration HOLD = Duration.ofMillis(100);

    /** The states, named as on the wire in lower case. */
    enum State {
        WAIT_HEALTH_CHECK,
        EVICTING_CONNS,
        WAIT_TAKEOVER,
        EVICTING_SESSIONS
    }

    final Node coordinator;
    final List<Node> donors;
    final List<Node> recipients;
    final StartParameters parameters;
    private final World world;
    private final Map<Node, Initial> initial = new HashMap<>();

    private State state = State.WAIT_HEALTH_CHECK;
    private boolean over;
    private boolean callPending;
    private Timeline.Event next;
    private OptionalDouble donorConnections = OptionalDouble.empty();
    private OptionalDouble recipientConnections = OptionalDouble.empty();
    private OptionalDouble donorSessions = OptionalDouble.empty();
    private OptionalDouble recipientSessions = OptionalDouble.empty();

    Rebalance(World world, Node coordinator, Split split, StartParameters parameters) {
        this.world = world;
        this.coordinator = coordinator;
        this.donors = split.donors();
        this.recipients = split.recipients();
        this.parameters = parameters;
    }

    void begin() {
        boolean refuse = !world.release().donorsAcceptWhileWaiting();
        for (Node donor : donors) {
            initial.put(donor, new Initial(donor.live, donor.sessions()));
            donor.agent(EvictionAgent.of(this, refuse));
        }
        next = world.timeline()
                .after(parameters.pace().waitHealthCheck(), () -> leave(() -> ask(donors, this::beginEviction)));
    }

    /** Ends it: by stop, by success, or by a failure. */
    void end() {
        over = true;
        next.cancel();
        donors.stream()
                .filter(donor -> donor.agent().ownedBy(this))
                .forEach(donor -> donor.agent(EvictionAgent.DISABLED));
        world.rebalances().forget(this);
    }

    /** Ends it by a crash; whoever asks a surviving donor for its status next may get the crash report. */
    void crash(String report) {
        end();
        Duration until = world.timeline().now().plusMillis(250);
        donors.stream().filter(Node::running).forEach(donor -> donor.echoCrash(report, until));
    }

    State state() {
        return state;
    }

    Initial initial(Node donor) {
        return initial.get(donor);
    }

    /** Whether the coordinator waits for a participant that does not answer, and so answers nobody. */
    boolean callPending() {
        return callPending;
    }

    OptionalDouble donorConnections() {
        return donorConnections;
    }

    OptionalDouble recipientConnections() {
        return recipientConnections;
    }

    OptionalDouble donorSessions() {
        return donorSessions;
    }

    OptionalDouble recipientSessions() {
        return recipientSessions;
    }

    private void beginEviction() {
        state = State.EVICTING_CONNS;
        donors.forEach(donor -> donor.agent(EvictionAgent.of(this, true)));
        ask(donorsAndRecipients(), this::evictConnections);
    }

    private void evictConnections() {
        double donorMean = mean(donors, node -> node.live);
        double recipientMean = mean(recipients, node -> node.live);
        if (parameters.connections().balanced(donorMean, recipientMean)) {
            leave(() -> {
                state = State.WAIT_TAKEOVER;
                next = world.timeline().after(parameters.pace().waitTakeover(), () -> leave(this::beginSessions));
            });
            return;
        }
        donorConnections = OptionalDouble.of(donorMean);
        recipientConnections = OptionalDouble.of(recipientMean);
        List<Node> above =
                donors.stream().filter(donor -> donor.live > recipientMean).toList();
        world.ledger().evictionTick(coordinator.name);
        above.forEach(donor -> world.clients().evict(donor, parameters.pace().connections()));
        next = world.timeline().after(TICK, () -> ask(donorsAndRecipients(), this::evictConnections));
    }

    private void beginSessions() {
        whenThawed(() -> {
            state = State.EVICTING_SESSIONS;
            ask(donorsAndRecipients(), this::evictSessions);
        });
    }

    private void evictSessions() {
        double donorMean = mean(donors, Node::disconnectedSessions);
        double recipientMean = mean(recipients, Node::disconnectedSessions);
        if (parameters.sessions().balanced(donorMean, recipientMean)) {
            leave(() -> {
                world.ledger().finished(this);
                end();
            });
            return;
        }
        donorSessions = OptionalDouble.of(donorMean);
        recipientSessions = OptionalDouble.of(recipientMean);
        donors.stream()
                .filter(donor -> donor.disconnectedSessions() > recipientMean)
                .toList()
                .forEach(donor -> world.clients()
                        .moveSessions(donor, recipients, parameters.pace().sessions()));
        next = world.timeline().after(TICK, () -> ask(donorsAndRecipients(), this::evictSessions));
    }

    /** Goes on to what follows this state, unless it is held in it. */
    private void leave(Runnable onward) {
        if (world.faultState().held.filter(state::equals).isEmpty()) {
            onward.run();
        } else {
            next = world.timeline().after(HOLD, () -> leave(onward));
        }
    }

    /**
     * Goes on if all of them answer; crashes at once if one is down, after the RPC time-out if one is frozen. Releases
     * without that time-out wait for the frozen one until it goes on, or is given up.
     */
    private void ask(List<Node> asked, Runnable onward) {
        whenThawed(() -> {
            if (asked.stream().allMatch(Node::answers)) {
                onward.run();
            } else if (asked.stream().anyMatch(node -> !node.running())) {
                crash(CrashReports.badNodes(asked, coordinator));
            } else {
                callPending = true;
                next = world.release().rpcTimeouts()
                        ? world.timeline().after(parameters.connectionRpcTimeout(), () -> afterTimeout(asked, onward))
                        : world.timeline().after(HOLD, () -> waitOn(asked, onward));
            }
        });
    }

    private void waitOn(List<Node> asked, Runnable onward) {
        callPending = false;
        ask(asked, onward);
    }

    private void afterTimeout(List<Node> asked, Runnable onward) {
        whenThawed(() -> {
            callPending = false;
            if (asked.stream().allMatch(Node::answers)) {
                onward.run();
            } else {
                crash(CrashReports.badNodes(asked, coordinator));
            }
        });
    }

    private void whenThawed(Runnable action) {
        if (over) {
            return;
        }
        if (coordinator.frozen) {
            coordinator.mailbox.add(() -> whenThawed(action));
        } else {
            action.run();
        }
    }

    private List<Node> donorsAndRecipients() {
        return Stream.concat(donors.stream(), recipients.stream()).toList();
    }

    static double mean(List<Node> nodes, ToLongFunction<Node> count) {
        return nodes.stream().mapToLong(count).average().orElse(0);
    }

    /** A donor's counts at the start. */
    record Initial(long connected, long sessions) {}

    /** Donors have at least the mean of live connections, recipients less. */
    record Split(List<Node> donors, List<Node> recipients) {
        static Split of(List<Node> nodes) {
            double mean = mean(nodes, node -> node.live);
            return new Split(
                    nodes.stream().filter(node -> node.live >= mean).toList(),
                    nodes.stream().filter(node -> node.live < mean).toList());
        }

        /** Whether there is anything to do: at the start all sessions count, disconnected or not. */
        boolean needed(StartParameters parameters) {
            if (recipients.isEmpty()) {
                return false;
            }
            boolean connections = parameters
                    .connections()
                    .balanced(mean(donors, node -> node.live), mean(recipients, node -> node.live));
            boolean sessions =
                    parameters.sessions().balanced(mean(donors, Node::sessions), mean(recipients, Node::sessions));
            return !connections || !sessions;
        }
    }
}
