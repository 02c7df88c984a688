package dev.evenkeel.planning;

import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.Wave;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who else is at work on the nodes of a wave: an evacuation, a purge, another coordinator's rebalance, a rollout. EMQX lets
 * some of them begin beside a rebalance (an evacuation of a recipient, a rebalance with our recipients as its donors), and
 * then evicts clients to nodes that others empty. The run yields: what strangers do is left alone.
 */
public final class Strangers {
    private Strangers() {}

    /**
     * What others do, as one look saw it.
     *
     * @param rebalances rebalances that are not this run's
     * @param evacuating nodes that are being evacuated, or are kept empty after it
     * @param purging nodes that coordinate a purge
     * @param rollouts pods that are being replaced by those of another template, in words
     */
    public record Business(
            List<Rebalance> rebalances, List<String> evacuating, List<String> purging, List<String> rollouts) {
        public Business {
            rebalances = List.copyOf(rebalances);
            evacuating = List.copyOf(evacuating);
            purging = List.copyOf(purging);
            rollouts = List.copyOf(rollouts);
        }
    }

    /** A rebalance of somebody else. */
    public record Rebalance(String coordinator, List<String> donors, List<String> recipients) {
        public Rebalance {
            donors = List.copyOf(donors);
            recipients = List.copyOf(recipients);
        }

        /** At our coordinator there is room for one. */
        private boolean touches(Wave wave) {
            return coordinator.equals(wave.coordinator())
                    || !Collections.disjoint(donors, wave.nodes())
                    || !Collections.disjoint(recipients, wave.nodes());
        }
    }

    /** A node that runs. */
    public record Node(String name, boolean core) {}

    /**
     * To whom a wave that is under way must yield; nobody, as a rule. A purge works on all nodes, whoever coordinates it,
     * and a rollout replaces them one by one; of evacuations and rebalances only those count that touch the wave's nodes.
     */
    public static List<Refusal> inTheWayOf(Wave wave, Business business) {
        List<Refusal> found = new ArrayList<>();
        business.rebalances().stream()
                .filter(other -> other.touches(wave))
                .forEach(other -> found.add(rebalances(other.coordinator())));
        business.purging().forEach(node -> found.add(purges(node)));
        business.evacuating().stream().filter(wave.nodes()::contains).forEach(node -> found.add(evacuates(node)));
        business.rollouts().forEach(words -> found.add(rollsOut(words)));
        return List.copyOf(found);
    }

    /**
     * Nodes that run and take no part, because they came after the start: EMQX divides its nodes once. Beside replicants
     * cores take none.
     *
     * @param known nodes that take part; none where newcomers shall not
     * @param running nodes that run
     */
    public static List<String> newcomers(List<String> known, List<Node> running) {
        if (known.isEmpty()) {
            return List.of();
        }
        boolean replicants = running.stream().anyMatch(node -> !node.core());
        return running.stream()
                .filter(node -> !(replicants && node.core()))
                .map(Node::name)
                .filter(node -> !known.contains(node))
                .sorted()
                .toList();
    }

    static Refusal rebalances(String coordinator) {
        return new Refusal(RefusalReason.REBALANCE_RUNNING, "EMQX runs a rebalance, coordinated by " + coordinator);
    }

    static Refusal purges(String node) {
        return new Refusal(RefusalReason.PURGE_RUNNING, "node " + node + " purges");
    }

    static Refusal evacuates(String node) {
        return new Refusal(RefusalReason.NODE_EVACUATING, "node " + node + " is being evacuated");
    }

    static Refusal rollsOut(String words) {
        return new Refusal(RefusalReason.ROLLOUT_RUNNING, words);
    }
}
