package dev.evenkeel.activity;

import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import java.util.Optional;

/** What another activity of the same run has left in its heartbeat, between two of its attempts. */
final class LastLook {
    private LastLook() {}

    static Optional<GuardMemory> of(ActivityExecutionContext context, String activityType) {
        WorkflowClient temporal = context.getWorkflowClient();
        DataConverter converter = temporal.getOptions().getDataConverter();
        return temporal
                .newUntypedWorkflowStub(context.getInfo().getWorkflowId())
                .describe()
                .getRawDescription()
                .getPendingActivitiesList()
                .stream()
                .filter(activity -> activity.getActivityType().getName().equals(activityType))
                .filter(LastLook::goesOn)
                .map(activity -> memory(converter, activityType, activity.getHeartbeatDetails()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** One that was cancelled a moment ago may still be listed. */
    private static boolean goesOn(PendingActivityInfo activity) {
        return activity.hasHeartbeatDetails()
                && activity.getState() != PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;
    }

    private static Optional<GuardMemory> memory(DataConverter converter, String activityType, Payloads details) {
        return activityType.equals(EngineActivities.WATCH)
                ? converter
                        .fromPayloads(0, Optional.of(details), Look.class, Look.class)
                        .guard()
                : Optional.of(converter.fromPayloads(0, Optional.of(details), GuardMemory.class, GuardMemory.class));
    }
}
