package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.LifeActivities.CleanUpOrder;
import dev.evenkeel.contract.LifeActivities.CleanedUp;
import dev.evenkeel.contract.RestoreEndpoints;
import java.time.Duration;

/** The janitor's work on one cluster, ordered by a person. */
public final class RestoreEndpointsWorkflow implements RestoreEndpoints {
    /** Until a dead run's hard stop, at which pods come back whatever EMQX does; a plan may be of hours. */
    private static final Duration HARD_STOP_AT_MOST = Duration.ofDays(2);

    @Override
    public CleanedUp restore(JsonNode submitted) {
        CleanUpOrder order =
                new CleanUpOrder(SubmittedInput.read(submitted).cluster().orElseThrow());
        return ActivityStubs.cleaningUpAfter(HARD_STOP_AT_MOST).cleanUp(order);
    }
}
