package dev.evenkeel.worker;

import dev.evenkeel.contract.AssessActivities.AssessOrder;
import dev.evenkeel.contract.AssessActivities.VerifyOrder;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.EndpointActivities.RestoreOrder;
import dev.evenkeel.contract.EngineActivities.FindOrder;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.ExamineActivities.ExamineOrder;
import dev.evenkeel.contract.LifeActivities.CleanUpOrder;
import dev.evenkeel.contract.LifeActivities.ReleaseOrder;
import dev.evenkeel.contract.Wave;
import java.util.Optional;

/**
 * Which cluster and wave an activity's order is about, for log lines.
 *
 * @param cluster the cluster; empty where the order knows none yet
 * @param wave number of the wave
 * @param coordinator the node that runs the rebalance
 */
record OrderFacts(Optional<String> cluster, Optional<Integer> wave, Optional<String> coordinator) {
    private static final OrderFacts NONE = new OrderFacts(Optional.empty(), Optional.empty(), Optional.empty());

    static OrderFacts of(Object order) {
        if (order instanceof AssessOrder assess) {
            return new OrderFacts(
                    Optional.of(assess.cluster().display()), Optional.of(assess.wave()), assess.coordinator());
        }
        if (order instanceof ExamineOrder examine) {
            return about(examine.cluster());
        }
        if (order instanceof VerifyOrder verify) {
            return about(verify.cluster(), verify.wave());
        }
        if (order instanceof ExcludeOrder exclude) {
            return about(exclude.cluster(), exclude.wave());
        }
        if (order instanceof RestoreOrder restore) {
            return about(restore.cluster());
        }
        return ofEngine(order);
    }

    private static OrderFacts ofEngine(Object order) {
        if (order instanceof StartOrder start) {
            return about(start.cluster(), start.wave());
        }
        if (order instanceof FindOrder find) {
            return about(find.cluster(), find.wave());
        }
        if (order instanceof WatchOrder watch) {
            return about(watch.cluster(), watch.wave());
        }
        if (order instanceof ReleaseOrder release) {
            return about(release.cluster());
        }
        if (order instanceof CleanUpOrder cleanUp) {
            return about(cleanUp.cluster());
        }
        return order instanceof StopOrder stop ? about(stop.cluster(), stop.wave()) : NONE;
    }

    private static OrderFacts about(ClusterRef cluster) {
        return new OrderFacts(Optional.of(cluster.display()), Optional.empty(), Optional.empty());
    }

    private static OrderFacts about(ClusterRef cluster, Wave wave) {
        return new OrderFacts(
                Optional.of(cluster.display()), Optional.of(wave.number()), Optional.of(wave.coordinator()));
    }
}
