package dev.evenkeel.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.Optional;

/** What concerns the Lease of a cluster: its end, and cleaning up after a run that is gone. Both are safe to repeat. */
@ActivityInterface
public interface LifeActivities {
    /** Gives up the cluster's Lease: nothing of the run is left. */
    @ActivityMethod(name = "ReleaseLease")
    void release(ReleaseOrder order);

    /**
     * Cleans up after a run of this cluster that is gone: stops EMQX's rebalance if it is that run's, then puts its pods
     * back. As long as it is not certain that the run is gone, or something of it is left, an attempt ends in a benign
     * failure and is tried again.
     *
     * @throws io.temporal.failure.ApplicationFailure of type {@code ClusterHeld} where the run is alive
     */
    @ActivityMethod(name = "CleanUpAfter")
    CleanedUp cleanUp(CleanUpOrder order);

    /**
     * @param cluster the cluster
     * @param run the run that holds the Lease
     */
    record ReleaseOrder(ClusterRef cluster, RunRef run) {}

    /** @param cluster the cluster to clean up */
    record CleanUpOrder(ClusterRef cluster) {}

    /**
     * @param run mark of the run that was cleaned up after; empty where there was nothing to do
     * @param engineStopped whether a rebalance of that run was on and was stopped
     * @param restored pods that were put back
     * @param summary the same in a sentence
     */
    record CleanedUp(Optional<String> run, boolean engineStopped, List<String> restored, String summary) {
        public CleanedUp {
            run = run == null ? Optional.empty() : run;
            restored = restored == null ? List.of() : List.copyOf(restored);
        }
    }
}
