package dev.evenkeel.planning;

import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.planning.EngineModel.Evolution;
import dev.evenkeel.planning.EngineModel.Partition;
import java.util.List;
import java.util.Map;

/**
 * EMQX's own brake, which works when nobody watches: at the goal the recipients lack the clients that are on their way,
 * and those that donors will give which are left for later; within so many EMQX ends.
 *
 * @param counts connections of all nodes
 * @param partition who gives and who takes now
 * @param goal what each donor is to be left with
 */
record FirstBrake(Map<String, Long> counts, Partition partition, double goal) {
    /** Of some of the nodes EMQX would make a level of their own: recipients lack this when the donors are at that of all. */
    double lacking() {
        double moved = partition.donors().stream()
                .mapToDouble(donor -> Math.max(0, counts.get(donor) - goal))
                .sum();
        double taken =
                mean(partition.recipients()) + moved / partition.recipients().size();
        return Math.max(0, goal - taken);
    }

    /**
     * A threshold wider by the clients on their way. It never keeps EMQX from beginning: of a gap that a few steps close
     * more may be on their way than it is wide.
     *
     * @param parameters without it
     * @param lacking what recipients lack at the goal all the same
     * @param expected the eviction
     * @param level what the nodes are to end within
     */
    StartParameters widened(
            StartParameters parameters, double lacking, Evolution expected, Pacing pacing, Threshold level) {
        double onTheirWay = Backoff.of(pacing)
                .map(backoff -> backoff.onTheirWay(expected.moved(), expected.ticks())
                        / partition.recipients().size())
                .map(each -> (double) Backoff.roundedUp(each, level.ceiling(goal) - goal))
                .orElse(0.0);
        double gap = Math.ceil(mean(partition.donors()) - mean(partition.recipients()));
        return within(Math.min(gap - 1, lacking + onTheirWay), parameters);
    }

    /** EMQX ends within so many, or within more where more is asked for. */
    static StartParameters within(double apart, StartParameters parameters) {
        Threshold asked = parameters.connections();
        return apart <= asked.absolute()
                ? parameters
                : parameters.withConnections(new Threshold((int) Math.ceil(apart), asked.relative()));
    }

    private double mean(List<String> nodes) {
        return nodes.stream().mapToLong(counts::get).average().orElse(0);
    }
}
