package dev.evenkeel.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;

/** Examines a cluster, and the worker itself. Changes nothing. */
@ActivityInterface
public interface ExamineActivities {
    /** Reads the worker's clock; the workflow knows Temporal's before and after. */
    @ActivityMethod(name = "ReadClock")
    ClockReading readClock();

    /** Looks at everything that can be looked at. What is out of reach is a finding, not a failure. */
    @ActivityMethod(name = "Examine")
    Diagnosis examine(ExamineOrder order);

    /** @param at the worker's clock */
    record ClockReading(Instant at) {}

    /**
     * @param cluster the cluster
     * @param before Temporal's clock before the worker's was read
     * @param worker the worker's clock
     * @param after Temporal's clock after it
     */
    record ExamineOrder(ClusterRef cluster, Instant before, Instant worker, Instant after) {}
}
