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
        Map<String, Long> now = new TreeMap<>(counts);
        int next = 0;
        long moved = 0;
        int ticks = 0;
        while (ticks < TICKS_MAX) {
            double recipientsMean = meanOf(now, partition.recipients());
            if (threshold.reached(meanOf(now, partition.donors()), recipientsMean)) {
                break;
            }
            long evicted = evict(now, partition.donors(), rate, recipientsMean);
            if (returning) {
                next = spread(now, partition.recipients(), evicted, next);
            }
            moved += evicted;
            ticks++;
        }
        return new Evolution(ticks, moved, Collections.unmodifiableMap(now));
    }

    private static long evict(Map<String, Long> now, List<String> donors, int rate, double recipientsMean) {
        long evicted = 0;
        for (String donor : donors) {
            long count = now.get(donor);
            if (count > recipientsMean) {
                long going = Math.min(rate, count);
                now.put(donor, count - going);
                evicted += going;
            }
        }
        return evicted;
    }

    /** Hands clients out one by one in turn; returns whose turn is next. */
    private static int spread(Map<String, Long> now, List<String> recipients, long clients, int next) {
        int size = recipients.size();
        long each = clients / size;
        int rest = (int) (clients % size);
        for (int i = 0; i < size; i++) {
            boolean oneMore = Math.floorMod(i - next, size) < rest;
            now.merge(recipients.get(i), each + (oneMore ? 1 : 0), Long::sum);
        }
        return (next + rest) % size;
    }

    static double mean(java.util.Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    private static double meanOf(Map<String, Long> counts, List<String> nodes) {
        long sum = 0;
        for (String node : nodes) {
            sum += counts.getOrDefault(node, 0L);
        }
        return nodes.isEmpty() ? 0 : (double) sum / nodes.size();
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
