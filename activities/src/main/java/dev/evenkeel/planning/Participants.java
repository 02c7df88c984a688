package dev.evenkeel.planning;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.RebalanceRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The nodes that take part. */
final class Participants {
    private Participants() {}

    /** Replicants only, where there are any: clients are theirs, and cores are left alone. */
    static List<Snapshot.Node> of(RebalanceRequest request, Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(node -> request.nodes().isEmpty()
                        ? node.running() && !snapshot.besideReplicants(node)
                        : request.nodes().contains(node.name()))
                .toList();
    }

    /** Donors that are clearly above their goal, and the recipients; as far as they still run. */
    static List<Snapshot.Node> remaining(Onward onward, Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(Snapshot.Node::running)
                .filter(node -> onward.recipients().contains(node.name())
                        || onward.donors().contains(node.name())
                                && node.connections() > Parameters.clearlyAbove(onward.goal()))
                .toList();
    }

    static Map<String, Long> byName(List<Snapshot.Node> nodes, Function<Snapshot.Node, Long> count) {
        return nodes.stream()
                .collect(Collectors.toMap(Snapshot.Node::name, count, (first, second) -> first, TreeMap::new));
    }

    /** Sessions by name whose client is away. */
    static Map<String, Long> away(List<Snapshot.Node> nodes) {
        return byName(nodes, node -> Math.max(0, node.sessions() - node.connections()));
    }
}
