package dev.evenkeel.planning;

import dev.evenkeel.contract.Threshold;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What becomes of a rebalance in waves, if every evicted client comes back before the next one.
 *
 * @param waves how many
 * @param moved evictions, all together
 * @param ticks eviction steps of one second, all together
 * @param skewPeak the fullest node over the mean, on the way
 * @param counts what the nodes hold in the end
 */
record Foretold(int waves, long moved, int ticks, double skewPeak, Map<String, Long> counts) {
    /** What takes more waves than this is no rebalance. */
    static final int WAVES_MAX = 100;

    /**
     * Of donors of which some are out at once. The others serve meanwhile and take their share of the clients: so it takes
     * more waves, and more evictions, than donors to be divided by donors at once.
     */
    static Foretold of(Map<String, Long> counts, int outAtMost, Threshold level, int rate) {
        Map<String, Long> held = new TreeMap<>(counts);
        double mean = EngineModel.mean(counts.values());
        long goal = Math.round(mean);
        double peak = fullest(held) / mean;
        int waves = 0;
        long moved = 0;
        int ticks = 0;
        while (waves <= WAVES_MAX && !even(held, level)) {
            List<String> donors = EngineModel.partition(held).donors().stream()
                    .sorted(Comparator.comparing(held::get, Comparator.reverseOrder()))
                    .limit(outAtMost)
                    .toList();
            List<String> takers = held.keySet().stream()
                    .filter(node -> !donors.contains(node))
                    .toList();
            long highest = Math.max(1, held.get(donors.get(0)) - goal);
            long evicted = 0;
            for (String donor : donors) {
                evicted += Math.max(0, held.put(donor, Math.min(held.get(donor), goal)) - goal);
            }
            hand(evicted, takers, held);
            waves++;
            moved += evicted;
            ticks += EngineModel.steps(highest, rate);
            peak = Math.max(peak, fullest(held) / mean);
        }
        return new Foretold(waves, moved, ticks, peak, Map.copyOf(held));
    }

    /**
     * Of donors that are all out, the heaviest first.
     *
     * @param rate evictions a second from each donor, by how many donors there are
     */
    static Foretold heaviestFirst(
            Map<String, Long> counts, EngineModel.Partition partition, long goal, IntUnaryOperator rate) {
        Map<String, Long> held = new TreeMap<>(counts);
        List<String> left = partition.donors();
        int waves = 0;
        long moved = 0;
        int ticks = 0;
        while (!left.isEmpty() && waves < WAVES_MAX) {
            List<String> first = Selection.heaviest(held, left, goal);
            long highest = Math.max(0, held.get(first.get(0)) - goal);
            ticks += EngineModel.steps(highest, rate.applyAsInt(first.size()));
            for (String donor : first) {
                moved += Math.max(0, held.get(donor) - goal);
                held.merge(donor, goal, Math::min);
            }
            waves++;
            left = left.stream()
                    .filter(donor -> held.get(donor) > Parameters.clearlyAbove(goal))
                    .toList();
        }
        hand(moved, partition.recipients(), held);
        return new Foretold(waves, moved, ticks, fullest(counts) / EngineModel.mean(counts.values()), Map.copyOf(held));
    }

    private static void hand(long clients, List<String> takers, Map<String, Long> held) {
        for (int i = 0; i < takers.size(); i++) {
            held.merge(takers.get(i), clients / takers.size() + (i < clients % takers.size() ? 1 : 0), Long::sum);
        }
    }

    private static boolean even(Map<String, Long> counts, Threshold level) {
        EngineModel.Partition partition = EngineModel.partition(counts);
        return fullest(counts) <= level.ceiling(EngineModel.mean(counts.values()))
                && level.reached(mean(counts, partition.donors()), mean(counts, partition.recipients()));
    }

    private static double fullest(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static double mean(Map<String, Long> counts, List<String> nodes) {
        return nodes.stream().mapToLong(counts::get).average().orElse(0);
    }
}
