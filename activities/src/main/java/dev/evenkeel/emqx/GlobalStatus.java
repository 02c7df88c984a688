package dev.evenkeel.emqx;

import dev.evenkeel.contract.EmqxState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What goes on in the cluster ({@code GET /load_rebalance/global_status}).
 *
 * @param answeredBy the node whose address answered; empty where the address belongs to no known node
 * @param rebalances rebalances that are on
 * @param evacuating nodes that are being evacuated, or are kept empty after it
 * @param purging nodes that purge
 */
public record GlobalStatus(
        Optional<String> answeredBy, List<Rebalance> rebalances, List<String> evacuating, List<String> purging) {
    public GlobalStatus {
        rebalances = List.copyOf(rebalances);
        evacuating = List.copyOf(evacuating);
        purging = List.copyOf(purging);
    }

    /** The rebalance that this node coordinates. */
    public Optional<Rebalance> coordinatedBy(String node) {
        return rebalances.stream()
                .filter(rebalance -> rebalance.coordinator().equals(node))
                .findFirst();
    }

    /**
     * A rebalance that is on. Averages are floats, and appear only once their phase has begun.
     *
     * @param coordinator the node that runs it
     * @param state its state, never {@link EmqxState#GONE}
     * @param donors fixed since the start
     * @param recipients fixed since the start
     * @param connEvictRate connections per donor and second
     * @param sessEvictRate sessions per donor and second
     * @param donorAverage donors' mean as of the last tick
     * @param recipientAverage recipients' mean as of the last tick ({@code connection_goal}; it moves)
     */
    public record Rebalance(
            String coordinator,
            EmqxState state,
            List<String> donors,
            List<String> recipients,
            int connEvictRate,
            int sessEvictRate,
            OptionalDouble donorAverage,
            OptionalDouble recipientAverage) {
        public Rebalance {
            donors = List.copyOf(donors);
            recipients = List.copyOf(recipients);
        }
    }
}
