package dev.evenkeel.activity;

import dev.evenkeel.contract.Census;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxNode;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.DiscoveredCluster.FrontService;
import dev.evenkeel.planning.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Gathers one immutable look at EMQX and Kubernetes. */
final class Snapshots {
    private Snapshots() {}

    /**
     * @param lease the cluster's Lease, where another run has it
     * @param maySetGates whether this worker may set readiness gates; empty where that is not known
     * @param mark what this run's exclusions are marked with
     */
    static Snapshot take(
            ClusterDirectory.Found cluster,
            Optional<Snapshot.OthersLease> lease,
            Optional<Boolean> maySetGates,
            String mark,
            Instant now) {
        List<EmqxNode> nodes = cluster.emqx().nodes();
        GlobalStatus status = cluster.emqx().globalStatus("");
        ClientCounters counters = cluster.emqx().counters();
        return new Snapshot(
                now,
                nodes.stream().map(node -> node(node, cluster, mark)).toList(),
                status.rebalances().stream()
                        .map(GlobalStatus.Rebalance::coordinator)
                        .toList(),
                status.evacuating(),
                status.purging(),
                cluster.objects().map(DiscoveredCluster::rollouts).orElse(List.of()),
                cluster.objects().map(objects -> front(objects, maySetGates)),
                lease,
                OptionalLong.of(counters.connects()),
                OptionalLong.of(counters.disconnects()),
                lastStart(nodes, now));
    }

    /** Counts the clients, and nothing else. */
    static Census census(EmqxClient emqx, boolean withCounters, Instant now) {
        return census(emqx, withCounters ? Optional.of(emqx.counters()) : Optional.empty(), now);
    }

    /** The same with counters that were read. */
    static Census census(EmqxClient emqx, Optional<ClientCounters> counters, Instant now) {
        List<EmqxNode> running = emqx.nodes().stream().filter(EmqxNode::running).toList();
        return new Census(
                now,
                running.stream().collect(Collectors.toMap(EmqxNode::name, EmqxNode::liveConnections)),
                running.stream().collect(Collectors.toMap(EmqxNode::name, EmqxNode::sessions)),
                counters.map(read -> OptionalLong.of(read.connects())).orElse(OptionalLong.empty()),
                counters.map(read -> OptionalLong.of(read.disconnects())).orElse(OptionalLong.empty()),
                lastStart(running, now));
    }

    /** Of the nodes that run; empty where one does not say how long. */
    private static Optional<Instant> lastStart(List<EmqxNode> nodes, Instant now) {
        List<EmqxNode> running = nodes.stream().filter(EmqxNode::running).toList();
        return running.stream().allMatch(node -> node.up().isPresent())
                ? running.stream()
                        .flatMap(node -> node.up().stream())
                        .min(Comparator.naturalOrder())
                        .map(now::minus)
                : Optional.empty();
    }

    /** Whether EMQX lists the node as running. */
    static boolean runs(EmqxClient emqx, String node) {
        return emqx.nodes().stream()
                .filter(EmqxNode::running)
                .map(EmqxNode::name)
                .anyMatch(node::equals);
    }

    private static Snapshot.Node node(EmqxNode node, ClusterDirectory.Found cluster, String mark) {
        return new Snapshot.Node(
                node.name(),
                node.running(),
                node.core(),
                node.version(),
                node.liveConnections(),
                node.sessions(),
                cluster.objects()
                        .flatMap(objects -> NodePods.podOf(node.name(), objects))
                        .map(pod -> pod(pod, mark)));
    }

    private static Snapshot.Pod pod(DiscoveredPod pod, String mark) {
        return new Snapshot.Pod(
                pod.name(),
                pod.served(),
                out(pod, mark),
                pod.servingLabel().isPresent(),
                pod.operatorGate(),
                pod.probeReaction());
    }

    private static Snapshot.Out out(DiscoveredPod pod, String mark) {
        if (pod.excludedBy().isPresent()) {
            return pod.excludedBy().get().equals(mark) ? Snapshot.Out.BY_THIS_RUN : Snapshot.Out.BY_OTHERS;
        }
        boolean labelledOut =
                pod.servingLabel().filter(value -> !value.equals("true")).isPresent();
        return labelledOut ? Snapshot.Out.BY_OTHERS : Snapshot.Out.BY_NOBODY;
    }

    private static Snapshot.Front front(DiscoveredCluster objects, Optional<Boolean> maySetGates) {
        return new Snapshot.Front(
                objects.services().stream()
                        .collect(Collectors.toMap(FrontService::name, FrontService::selectsServingLabel)),
                objects.servingLabelInSelector(),
                objects.services().stream()
                        .filter(FrontService::publishesNotReady)
                        .map(FrontService::name)
                        .toList(),
                maySetGates);
    }
}
