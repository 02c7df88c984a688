package dev.evenkeel.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can go wrong, at a word. Each method acts at once, at the clock's time; durations are EMQX time. The same can be
 * said over HTTP: {@code POST /_sim/faults} at any node, see {@link SimulatorRoutes}.
 */
public final class Faults {
    private final World world;
    private final Map<String, NodeServer> servers;

    Faults(World world, Map<String, NodeServer> servers) {
        this.world = world;
        this.servers = servers;
    }

    /**
     * The node's process dies: its API refuses connections, its clients come back elsewhere without sessions, what it
     * coordinates or donates to ends at once, and what it is a recipient of ends at the next tick.
     */
    public void kill(String name) {
        world.run(() -> die(node(name)));
        servers.get(name).close();
    }

    /** The node's process starts and is ready at once. An evacuation goes on where it was, a rebalance does not. */
    public void restart(String name) {
        restart(name, Duration.ZERO);
    }

    /** As {@link #restart(String)}, ready after {@code boot}; till then requests are cut off. */
    public void restart(String name, Duration boot) {
        world.run(() -> {
            if (!node(name).alive) {
                world.timeline().after(boot, () -> boot(node(name)));
            }
        });
        advance();
        try {
            servers.get(name).open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The node's process stops as by SIGSTOP: it holds its connections and answers nothing. The others wait for it
     * until they give it up, see {@link SimulatedCluster.Builder#netTick}.
     */
    public void hang(String name) {
        world.run(() -> freeze(node(name)));
    }

    /** A process that hangs goes on. */
    public void thaw(String name) {
        world.run(() -> thaw(node(name)));
    }

    /** Every request takes this much longer; zero ends it. */
    public void slow(Duration latency) {
        world.run(() -> world.faultState().latency = latency);
    }

    /** Every request fails with this probability and HTTP status; probability 0 ends it. */
    public void errorRate(double probability, int status) {
        world.run(() -> {
            world.faultState().errorProbability = probability;
            world.faultState().errorStatus = status;
        });
    }

    /** All credentials are refused with 401. */
    public void unauthorized(boolean on) {
        world.run(() -> world.faultState().unauthorized = on);
    }

    /** The next start takes effect, or is refused; either way its connection is closed without a reply. */
    public void dropNextStartReply() {
        world.run(() -> world.faultState().dropNextStartReply = true);
    }

    /** The next start's connection is closed before it takes effect. */
    public void loseNextStart() {
        world.run(() -> world.faultState().loseNextStart = true);
    }

    /** The next start's connection is closed, and it takes effect so much later. */
    public void delayNextStart(Duration delay) {
        world.run(() -> world.faultState().delayNextStart = Optional.of(delay));
    }

    /** global_status shows no rebalances although some run, until switched off. */
    public void partialGlobalStatus(boolean on) {
        partialGlobalStatus(on ? Integer.MAX_VALUE : 0);
    }

    /** The next {@code polls} of global_status show no rebalances. */
    public void partialGlobalStatus(int polls) {
        world.run(() -> world.faultState().partialGlobalStatusPolls = polls);
    }

    /**
     * Rebalances do not leave this state, named as in a status, until {@link #letGo()}: what a test does in it is done
     * in it, however slow the machine. An eviction that has done its work waits without evicting more.
     */
    public void holdIn(String state) {
        Rebalance.State held = Rebalance.State.valueOf(state.toUpperCase(Locale.ROOT));
        world.run(() -> world.faultState().held = Optional.of(held));
    }

    /** Rebalances leave the state in which they are held. */
    public void letGo() {
        world.run(() -> world.faultState().held = Optional.empty());
    }

    /** Recipients of running rebalances refuse all clients. */
    public void refuseAtRecipients(boolean on) {
        world.run(() -> world.faultState().refuseAtRecipients = on);
    }

    /**
     * After this delay these nodes refuse all clients, as with an authentication backend that is down; none: nobody does.
     */
    public void refuseAt(Collection<String> nodes, Duration delay) {
        Set<String> refusing = Set.copyOf(nodes);
        world.run(() -> world.timeline().after(delay, () -> world.faultState().refusing = refusing));
    }

    /** Clients know the node that they were on by its own address, and come back to no other. */
    public void pinClients(boolean on) {
        world.run(() -> world.faultState().pinned = on);
    }

    /** After this delay so many clients come and go by themselves. */
    public void churn(Churn churn, Duration delay) {
        world.run(() -> world.timeline().after(delay, () -> world.clients().churn(churn)));
    }

    /** Somebody else stops all rebalances; not in the ledger's stops. */
    public void stopBehindOurBack() {
        world.run(() -> world.rebalances().running().forEach(Rebalance::end));
    }

    /** Somebody else starts a rebalance; not in the ledger's starts. The body is EMQX's; its refusal is thrown. */
    public void startBehindOurBack(String coordinator, String body) {
        world.run(() -> world.rebalances()
                .startForOthers(node(coordinator), world.dialect().rebalance(body)));
    }

    /** The same, if EMQX lets it begin: whether it did. A node that is dead coordinates nothing. */
    public boolean startOfOthers(String coordinator, String body) {
        return begun(() -> world.run(() -> world.rebalances()
                .startForOthers(running(coordinator), world.dialect().rebalance(body))));
    }

    /** Whoever has started something behind our back stops it. */
    public void stopOfOthers() {
        world.run(() -> world.rebalances().ofOthers().forEach(Rebalance::end));
    }

    /** Somebody begins to evacuate a node, with EMQX's own body, if EMQX lets it begin: whether it did. */
    public boolean evacuate(String name, String body) {
        return begun(() -> world.run(() -> world.rebalances()
                .startEvacuation(running(name), world.dialect().evacuation(body))));
    }

    /** The evacuation ends, if there is one: the node takes clients again. */
    public void endEvacuation(String name) {
        world.run(() -> node(name).evacuation().ifPresent(Evacuation::stop));
    }

    /** Somebody begins a purge at a node, if EMQX lets it begin: whether it did. Older releases have none. */
    public boolean purge(String name, long sessionsPerSecond) {
        return world.call(() -> world.release().purges())
                && begun(() -> world.run(() -> world.rebalances().startPurge(running(name), sessionsPerSecond)));
    }

    /** The purge ends, if there is one. */
    public void endPurge() {
        world.run(() -> world.rebalances().stopPurge());
    }

    private static boolean begun(Runnable beginning) {
        try {
            beginning.run();
            return true;
        } catch (Refusal refused) {
            return false;
        }
    }

    /** Clients come and go all at once: so many connections appear at the node, or leave it if negative. */
    public void shift(String name, long connections) {
        world.run(() -> world.clients().shift(node(name), connections));
    }

    /** So many sessions of clients that are away are lost, at all nodes. */
    public void loseSessions(long sessions) {
        world.run(() -> world.clients().expire(sessions));
    }

    /** The coordinators of the rebalances that run now. */
    public List<String> coordinators() {
        return world.call(() -> world.rebalances().running().stream()
                .map(one -> one.coordinator.name)
                .toList());
    }

    /** Of those that somebody started behind our back. */
    public List<String> coordinatorsOfOthers() {
        return world.call(() -> world.rebalances().ofOthers().stream()
                .map(one -> one.coordinator.name)
                .toList());
    }

    private Node running(String name) {
        Node node = node(name);
        if (!node.running()) {
            throw Refusal.nodeNotFound(name);
        }
        return node;
    }

    private void advance() {
        world.run(() -> {});
    }

    private Node node(String name) {
        return world.node(name).orElseThrow(() -> new IllegalArgumentException("No node named " + name));
    }

    private void die(Node node) {
        node.alive = false;
        node.frozen = false;
        node.declaredDown = false;
        node.mailbox.clear();
        node.evacuation().ifPresent(Evacuation::interrupt);
        world.rebalances().nodeDown(node);
        node.agent(EvictionAgent.DISABLED);
        world.clients().loseNode(node);
    }

    private void boot(Node node) {
        boolean stuck = node.evacuation().isPresent() && !world.release().evacuatedNodesBoot();
        if (node.alive || stuck) {
            return;
        }
        node.alive = true;
        node.upSince = world.timeline().now();
        node.counters.reset();
        node.evacuation(node.evacuation().map(Evacuation::resumed));
    }

    private void freeze(Node node) {
        if (!node.alive || node.frozen) {
            return;
        }
        node.frozen = true;
        int freeze = ++node.freezes;
        world.timeline().after(world.settings().netTick(), () -> giveUp(node, freeze));
    }

    private void giveUp(Node node, int freeze) {
        if (node.frozen && node.freezes == freeze) {
            node.declaredDown = true;
            node.mailbox.clear();
            world.rebalances().nodeDown(node);
        }
    }

    private void thaw(Node node) {
        node.frozen = false;
        node.declaredDown = false;
        List<Runnable> waiting = List.copyOf(node.mailbox);
        node.mailbox.clear();
        waiting.forEach(Runnable::run);
    }
}
