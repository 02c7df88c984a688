package dev.evenkeel.planning;

import dev.evenkeel.planning.EngineModel.Partition;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes to name to EMQX so that some chosen nodes give, and nobody else. Fewer nodes have another mean: one that
 * takes among all of them may give among those, and the other way round.
 */
final class Selection {
    private Selection() {}

    /**
     * EMQX's own division of the nodes that are to be named: donors are chosen ones, as many of the fullest as EMQX would
     * make donors; recipients are nodes below the mean of all, without those that EMQX would take for donors beside them.
     *
     * @param counts connections of all nodes
     * @param donors the chosen ones, each above the mean of all
     */
    static Partition of(Map<String, Long> counts, Collection<String> donors) {
        Set<String> named = new TreeSet<>(EngineModel.partition(counts).recipients());
        named.addAll(donors);
        while (true) {
            Partition partition = EngineModel.partition(only(named, counts));
            List<String> others = partition.donors().stream()
                    .filter(node -> !donors.contains(node))
                    .toList();
            Optional<String> lightest =
                    partition.recipients().stream().filter(donors::contains).min(Comparator.comparing(counts::get));
            if (others.isEmpty() && lightest.isEmpty()) {
                return partition;
            }
            if (others.isEmpty()) {
                named.remove(lightest.get());
            } else {
                others.forEach(named::remove);
            }
        }
    }

    private static Map<String, Long> only(Set<String> nodes, Map<String, Long> counts) {
        Map<String, Long> some = new TreeMap<>(counts);
        some.keySet().retainAll(nodes);
        return some;
    }
}
