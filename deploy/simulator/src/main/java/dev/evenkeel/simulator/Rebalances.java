package dev.evenkeel.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rebalances, evacuations and the purge that run, and the rules by which they exclude each other. */
final class Rebalances {
    private final World world;
    private final List<Rebalance> running = new ArrayList<>();
    private final List<Rebalance> ofOthers = new ArrayList<>();
    private Optional<Purge> purge = Optional.empty();

    Rebalances(World world) {
        this.world = world;
    }

    List<Rebalance> running() {
        return List.copyOf(running);
    }

    Optional<Rebalance> coordinatedBy(Node node) {
        return running.stream().filter(one -> one.coordinator == node).findFirst();
    }

    /** The rebalance in which this node is a donor. */
    Optional<Rebalance> drainedBy(Node node) {
        return running.stream().filter(one -> one.donors.contains(node)).findFirst();
    }

    boolean recipient(Node node) {
        return running.stream().anyMatch(one -> one.recipients.contains(node));
    }

    void forget(Rebalance rebalance) {
        running.remove(rebalance);
        ofOthers.remove(rebalance);
    }

    /** Those that {@link Faults#startBehindOurBack} has started. */
    List<Rebalance> ofOthers() {
        return List.copyOf(ofOthers);
    }

    Optional<Purge> purge() {
        return purge;
    }

    /** Likewise, for somebody else. */
    void startForOthers(Node coordinator, Map<String, Object> body) {
        start(coordinator, body);
        coordinatedBy(coordinator).ifPresent(ofOthers::add);
    }

    /** Starts a rebalance at the node, or refuses as EMQX does. */
    void start(Node coordinator, Map<String, Object> body) {
        StartParameters parameters = StartParameters.of(body);
        parameters.nodes().ifPresent(this::validate);
        if (coordinatedBy(coordinator).isPresent()) {
            throw Refusal.byNode(coordinator.name, "already_started");
        }
        List<Node> nodes = participants(parameters);
        if (nodes.stream().anyMatch(node -> !node.answers())) {
            throw Refusal.rpcError(
                    coordinator.name,
                    CrashReports.startWithBadNodes(
                            nodes.stream().filter(node -> !node.answers()).toList()));
        }
        Rebalance.Split split = Rebalance.Split.of(nodes);
        if (!split.needed(parameters)) {
            throw Refusal.byNode(coordinator.name, "nothing_to_balance");
        }
        split.donors().stream()
                .filter(donor -> donor.agent().enabled())
                .findFirst()
                .ifPresent(busy -> {
                    String reason = busy.agent().kind() == EvictionAgent.Kind.REBALANCE
                            ? "invalid_coordinator"
                            : "eviction_agent_busy";
                    throw Refusal.rpcError(coordinator.name, CrashReports.badResults(coordinator, busy, reason));
                });
        Rebalance rebalance = new Rebalance(world, coordinator, split, parameters);
        running.add(rebalance);
        rebalance.begin();
    }

    /** The nodes that a start would count: those named, or all that run. */
    List<Node> participants(StartParameters parameters) {
        return world.nodes().stream()
                .filter(node -> parameters
                        .nodes()
                        .map(names -> names.contains(node.name))
                        .orElse(node.running()))
                .toList();
    }

    void stop(Node coordinator) {
        coordinatedBy(coordinator)
                .orElseThrow(() -> Refusal.byNode(coordinator.name, "not_started"))
                .end();
    }

    void startEvacuation(Node node, Map<String, Object> body) {
        StartParameters.names(body, "migrate_to").ifPresent(this::validate);
        if (node.evacuation().isPresent()) {
            throw Refusal.byNode(node.name, "already_started");
        }
        if (node.agent().enabled() && world.release().refusesEvacuationOfDonors()) {
            throw Refusal.byNode(node.name, "eviction_agent_busy");
        }
        node.evacuation(Optional.of(Evacuation.begin(world, node, body)));
    }

    /** A purge takes the agents of all nodes. */
    void startPurge(Node node, long rate) {
        if (purge.isPresent()
                || world.nodes().stream().anyMatch(other -> other.agent().enabled())) {
            throw Refusal.byNode(node.name, purge.isPresent() ? "already_started" : "eviction_agent_busy");
        }
        purge = Optional.of(Purge.begin(world, node, rate));
    }

    void stopPurge() {
        purge.ifPresent(Purge::stop);
        purge = Optional.empty();
    }

    void stopEvacuation(Node node) {
        node.evacuation()
                .orElseThrow(() -> Refusal.byNode(node.name, "not_started"))
                .stop();
    }

    /** A link breaks: what the node coordinates or donates to ends at once; recipients are missed at the next tick. */
    void nodeDown(Node node) {
        if (purge.filter(one -> one.node == node).isPresent()) {
            stopPurge();
        }
        for (Rebalance rebalance : running()) {
            if (rebalance.coordinator == node || rebalance.donors.contains(node)) {
                rebalance.crash(CrashReports.nodeDown(node));
            }
        }
    }

    private void validate(List<String> names) {
        List<String> unknown =
                names.stream().filter(name -> world.node(name).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw Refusal.unknownNodes(
                    unknown.get(0),
                    unknown.stream().map(name -> "<<\"" + name + "\">>").collect(Collectors.joining(",", "[", "]")));
        }
        List<Node> unavailable = world.nodes().stream()
                .filter(node -> names.contains(node.name))
                .filter(node -> !node.answers() || node.agent().enabled())
                .toList();
        if (!unavailable.isEmpty()) {
            throw Refusal.nodesUnavailable("[" + CrashReports.atoms(unavailable) + "]");
        }
    }
}
