package dev.evenkeel.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.List;

/** Takes pods out of the Service that clients use, and puts them back. Both are safe to repeat. */
@ActivityInterface
public interface EndpointActivities {
    /**
     * Takes the nodes' pods out and returns when no EndpointSlice serves them any more. Pods that are out already by
     * this run's mark are left so. Never takes the last serving pod. For levers that mark pods.
     */
    @ActivityMethod(name = "Exclude")
    Exclusion exclude(ExcludeOrder order);

    /**
     * Puts back pods that carry this run's mark, and returns when the EndpointSlices serve them again. A pod that is
     * gone, or that is not ready for reasons of its own, counts as restored. Where others put pods back they are waited
     * for, for a bounded time.
     */
    @ActivityMethod(name = "Restore")
    Restoration restore(RestoreOrder order);

    /**
     * @param cluster the cluster
     * @param run whose mark the pods get
     * @param lever how
     * @param wave the wave; the pods of its donors shall be out
     * @param until the hard stop written beside the mark, after which anybody may put them back
     */
    record ExcludeOrder(ClusterRef cluster, RunRef run, Lever lever, Wave wave, Instant until) {}

    /**
     * @param pods the pods that are out
     * @param verifiedAt when the EndpointSlices were seen without them
     */
    record Exclusion(List<String> pods, Instant verifiedAt) {
        public Exclusion {
            pods = List.copyOf(pods);
        }
    }

    /**
     * @param cluster the cluster
     * @param run whose mark is looked for
     * @param lever how they were excluded
     * @param keep nodes that stay out; empty: everything comes back
     * @param servingBefore pods that served before the run
     */
    record RestoreOrder(ClusterRef cluster, RunRef run, Lever lever, List<String> keep, List<String> servingBefore) {
        public RestoreOrder {
            keep = List.copyOf(keep);
            servingBefore = List.copyOf(servingBefore);
        }
    }

    /**
     * @param restored pods that were put back
     * @param gone pods that served before and no longer exist
     * @param notServing pods that served before, exist, and are not served now
     * @param at when the EndpointSlices were seen
     */
    record Restoration(List<String> restored, List<String> gone, List<String> notServing, Instant at) {
        public Restoration {
            restored = List.copyOf(restored);
            gone = List.copyOf(gone);
            notServing = List.copyOf(notServing);
        }

        /** Whether every pod that served before and still exists serves again. */
        public boolean asBefore() {
            return notServing.isEmpty();
        }
    }
}
