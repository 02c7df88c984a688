package dev.evenkeel.planning;

import dev.evenkeel.planning.EngineModel.Partition;
import java.util.ArrayList;
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
    /** How much heavier than the others on average a donor may be, as a share of the mean: so much it has left in the end. */
    private static final double SIDE_BY_SIDE = 0.05;

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

    /**
     * The heaviest of these donors, as many as can be evicted from side by side: EMQX takes as many from each, so that
     * where they differ it would leave the heaviest too full, and where nobody watches any more that would be the end.
     *
     * @param counts connections of all nodes
     * @param mean what a node is to hold
     */
    static List<String> heaviest(Map<String, Long> counts, Collection<String> donors, double mean) {
        List<String> heaviest = new ArrayList<>();
        double most = 0;
        double sum = 0;
        for (String donor : donors.stream()
                .sorted(Comparator.comparing(counts::get, Comparator.reverseOrder()))
                .toList()) {
            most = Math.max(most, counts.get(donor));
            sum += counts.get(donor);
            if (most - sum / (heaviest.size() + 1) > SIDE_BY_SIDE * mean) {
                break;
            }
            heaviest.add(donor);
        }
        return heaviest;
    }

    private static Map<String, Long> only(Set<String> nodes, Map<String, Long> counts) {
        Map<String, Long> some = new TreeMap<>(counts);
        some.keySet().retainAll(nodes);
        return some;
    }
}
