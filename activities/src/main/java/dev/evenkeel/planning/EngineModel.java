package dev.evenkeel.planning;

import dev.evenkeel.contract.Threshold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * EMQX's own rules for a rebalance, step by step: who gives, who takes, how many steps, what is left.
 *
 * <p>EMQX reads the counts once a second. While the donors' mean is outside of the threshold over the recipients' mean,
 * every donor above the recipients' mean evicts up to {@code rate} clients. Donors and recipients stay what they were at
 * the start. The model assumes that evicted clients are back before the next step, on the recipients in turn.
 */
public final class EngineModel {
    /** No more steps than this are foretold: a week of eviction is no plan. */
    static final int TICKS_MAX = 7 * 24 * 3600;

    private EngineModel() {}

    /**
     * Who gives and who takes: donors are at or above the mean, recipients below it.
     *
     * @param counts connections by node
     */
    public static Partition partition(Map<String, Long> counts) {
        double mean = mean(counts.values());
        List<String> donors = new ArrayList<>();
        List<String> recipients = new ArrayList<>();
        new TreeMap<>(counts).forEach((node, count) -> (count >= mean ? donors : recipients).add(node));
        return new Partition(donors, recipients);
    }

    /**
     * What becomes of these counts.
     *
     * @param returning whether evicted clients come back; if not, the recipients stay as they are
     */
    public static Evolution evolve(
            Map<String, Long> counts, Partition partition, int rate, Threshold threshold, boolean returning) {
        long[] donors = amounts(counts, partition.donors());
        long[] recipients = amounts(counts, partition.recipients());
        int next = 0;
        long moved = 0;
        int ticks = 0;
        while (ticks < TICKS_MAX) {
            double recipientsMean = mean(recipients);
            if (threshold.reached(mean(donors), recipientsMean)) {
                break;
            }
            long evicted = evict(donors, rate, recipientsMean);
            if (returning) {
                next = spread(recipients, evicted, next);
            }
            moved += evicted;
            ticks++;
        }
        Map<String, Long> left = new TreeMap<>(counts);
        put(left, partition.donors(), donors);
        put(left, partition.recipients(), recipients);
        return new Evolution(ticks, moved, Collections.unmodifiableMap(left));
    }

    /** Of one donor that is to lose so many. */
    static int steps(long clients, int rate) {
        return (int) Math.min(TICKS_MAX, (clients + rate - 1) / rate);
    }

    private static long evict(long[] donors, int rate, double recipientsMean) {
        long evicted = 0;
        for (int i = 0; i < donors.length; i++) {
            if (donors[i] > recipientsMean) {
                long going = Math.min(rate, donors[i]);
                donors[i] -= going;
                evicted += going;
            }
        }
        return evicted;
    }

    /** Hands clients out one by one in turn; returns whose turn is next. */
    private static int spread(long[] recipients, long clients, int next) {
        int size = recipients.length;
        long each = clients / size;
        int rest = (int) (clients % size);
        for (int i = 0; i < size; i++) {
            boolean oneMore = Math.floorMod(i - next, size) < rest;
            recipients[i] += each + (oneMore ? 1 : 0);
        }
        return (next + rest) % size;
    }

    private static long[] amounts(Map<String, Long> counts, List<String> nodes) {
        return nodes.stream().mapToLong(node -> counts.getOrDefault(node, 0L)).toArray();
    }

    private static void put(Map<String, Long> counts, List<String> nodes, long[] amounts) {
        for (int i = 0; i < amounts.length; i++) {
            counts.put(nodes.get(i), amounts[i]);
        }
    }

    private static double mean(long[] amounts) {
        long sum = 0;
        for (long amount : amounts) {
            sum += amount;
        }
        return amounts.length == 0 ? 0 : (double) sum / amounts.length;
    }

    static double mean(java.util.Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    /**
     * @param donors in name order
     * @param recipients in name order; empty where all nodes hold the same
     */
    public record Partition(List<String> donors, List<String> recipients) {
        public Partition {
            donors = List.copyOf(donors);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * @param ticks steps that evict
     * @param moved clients evicted
     * @param counts what the nodes hold in the end
     */
    public record Evolution(int ticks, long moved, Map<String, Long> counts) {}
}
