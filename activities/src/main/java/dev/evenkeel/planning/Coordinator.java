package dev.evenkeel.planning;

import dev.evenkeel.planning.EngineModel.Partition;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which node shall run EMQX's rebalance: the one of the wave before, if it still runs; else a core node that is no donor,
 * since donors are the stressed ones; else any core node.
 */
final class Coordinator {
    private Coordinator() {}

    static String choose(Snapshot snapshot, Partition partition, Optional<String> before) {
        Predicate<Snapshot.Node> usable =
                node -> node.running() && node.core() && !snapshot.evacuating().contains(node.name());
        return snapshot.nodes().stream()
                .filter(usable)
                .min(Comparator.comparing((Snapshot.Node node) -> !node.name().equals(before.orElse("")))
                        .thenComparing(node -> partition.donors().contains(node.name()))
                        .thenComparing(Snapshot.Node::name))
                .map(Snapshot.Node::name)
                .orElse(partition.donors().get(0));
    }
}
