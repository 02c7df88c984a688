package dev.evenkeel.planning;

import dev.evenkeel.planning.EngineModel.Partition;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which node shall run EMQX's rebalance: a core node that runs, never a replicant. The one of the wave before, if it still
 * can; else one that is no donor, since donors are the stressed ones; one that is being evacuated, and so is about to be
 * stopped, only where there is no other.
 */
final class Coordinator {
    private Coordinator() {}

    static String choose(Snapshot snapshot, Partition partition, Optional<String> before) {
        return snapshot.nodes().stream()
                .filter(node -> node.running() && node.core())
                .min(Comparator.comparing(
                                (Snapshot.Node node) -> snapshot.evacuating().contains(node.name()))
                        .thenComparing(node -> !node.name().equals(before.orElse("")))
                        .thenComparing(node -> partition.donors().contains(node.name()))
                        .thenComparing(Snapshot.Node::name))
                .map(Snapshot.Node::name)
                .orElseThrow(() -> new IllegalStateException("an EMQX cluster that answers has a core node that runs"));
    }
}
