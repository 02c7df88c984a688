package dev.evenkeel.planning;

import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands in the way of a rebalance; all of it, so that nobody has to come back for the next reason. */
final class Obstacles {
    private Obstacles() {}

    static List<Refusal> in(RebalanceRequest request, Snapshot snapshot, List<Snapshot.Node> participants) {
        List<Refusal> found = new ArrayList<>();
        snapshot.lease().ifPresent(lease -> found.add(held(lease)));
        snapshot.rebalancing().forEach(coordinator -> found.add(Strangers.rebalances(coordinator)));
        snapshot.purging().forEach(node -> found.add(Strangers.purges(node)));
        snapshot.rollouts().forEach(words -> found.add(Strangers.rollsOut(words)));
        unknown(request, snapshot)
                .forEach(node -> found.add(
                        new Refusal(RefusalReason.UNKNOWN_NODE, node + " is not one of " + names(snapshot.nodes()))));
        for (Snapshot.Node node : participants) {
            obstacles(node, snapshot, found);
        }
        participants.stream()
                .filter(node -> Versions.waitsAtLeastASecond(node.version()))
                .findFirst()
                .ifPresent(node -> zeroWaits(request)
                        .forEach(wait -> found.add(new Refusal(
                                RefusalReason.WAIT_IS_ZERO,
                                wait + " is 0, and node " + node.name() + " runs EMQX " + node.version()))));
        return List.copyOf(found);
    }

    private static List<String> zeroWaits(RebalanceRequest request) {
        RebalanceStrategy strategy = request.rebalanceStrategy();
        List<String> zero = new ArrayList<>();
        strategy.waitHealthCheck().filter(wait -> wait.toSeconds() < 1).ifPresent(wait -> zero.add("waitHealthCheck"));
        strategy.waitTakeover().filter(wait -> wait.toSeconds() < 1).ifPresent(wait -> zero.add("waitTakeover"));
        return zero;
    }

    private static Refusal held(Snapshot.OthersLease lease) {
        return lease.dead()
                ? new Refusal(
                        RefusalReason.LEFT_BY_DEAD_RUN,
                        "run " + lease.run() + " is gone, and nobody has cleaned up after it yet")
                : new Refusal(RefusalReason.CLUSTER_HELD, "run " + lease.run() + " holds the cluster's Lease");
    }

    private static void obstacles(Snapshot.Node node, Snapshot snapshot, List<Refusal> found) {
        if (!node.running()) {
            found.add(new Refusal(RefusalReason.NODE_NOT_RUNNING, "node " + node.name() + " is stopped"));
            return;
        }
        if (snapshot.besideReplicants(node)) {
            found.add(new Refusal(
                    RefusalReason.CORE_BESIDE_REPLICANTS,
                    "node " + node.name() + " is a core, and the replicants take the clients"));
        }
        if (snapshot.evacuating().contains(node.name())) {
            found.add(Strangers.evacuates(node.name()));
        }
        if (!Versions.supported(node.version())) {
            found.add(new Refusal(
                    RefusalReason.UNSUPPORTED_VERSION, "node " + node.name() + " runs EMQX " + node.version()));
        }
        if (snapshot.front().isPresent() && node.pod().isEmpty()) {
            found.add(new Refusal(RefusalReason.NODE_WITHOUT_POD, "no pod of the cluster is node " + node.name()));
        }
        node.pod()
                .filter(pod -> pod.out() == Snapshot.Out.BY_OTHERS)
                .ifPresent(pod -> found.add(new Refusal(
                        RefusalReason.EXCLUDED_BY_OTHERS,
                        "pod " + pod.name() + " was taken out of its Service by somebody else")));
    }

    private static List<String> unknown(RebalanceRequest request, Snapshot snapshot) {
        Set<String> known = snapshot.nodes().stream().map(Snapshot.Node::name).collect(Collectors.toSet());
        return request.nodes().stream().filter(node -> !known.contains(node)).toList();
    }

    private static List<String> names(List<Snapshot.Node> nodes) {
        return nodes.stream().map(Snapshot.Node::name).toList();
    }
}
