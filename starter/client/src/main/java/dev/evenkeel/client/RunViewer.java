package dev.evenkeel.client;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalanceProgress;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Merges what a run remembers with what Temporal shows of its pending activities. */
final class RunViewer {
    /** Type of the activity whose heartbeats carry the live numbers. */
    private static final String WATCH = "Watch";

    /** A worker answers a query in milliseconds, and in a second where it must replay first. */
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);

    private final BoundedCalls calls;
    private final DataConverter converter;

    RunViewer(BoundedCalls calls, DataConverter converter) {
        this.calls = calls;
        this.converter = converter;
    }

    RunView view(ClusterRef cluster, WorkflowStub run) {
        WorkflowExecutionDescription described = run.describe();
        List<PendingActivityInfo> pending = described.getRawDescription().getPendingActivitiesList();
        Optional<RebalanceProgress> progress = Optional.empty();
        Optional<String> unanswered = Optional.empty();
        try {
            progress = Optional.of(calls.within(QUERY_LIMIT, () -> run.query("progress", RebalanceProgress.class)));
        } catch (TimeoutException silence) {
            unanswered = Optional.of("no worker answered within " + QUERY_LIMIT.toSeconds() + " s");
        } catch (WorkflowException refused) {
            unanswered = Optional.of("the run does not answer: " + Causes.line(refused));
        }
        return new RunView(
                cluster,
                described.getExecution().getWorkflowId(),
                described.getExecution().getRunId(),
                status(described.getStatus()),
                described.getStartTime(),
                Optional.ofNullable(described.getCloseTime()),
                Instant.now(),
                progress,
                pending.stream().flatMap(activity -> look(activity).stream()).findFirst(),
                pending.stream().map(RunViewer::step).toList(),
                unanswered);
    }

    private Optional<Look> look(PendingActivityInfo activity) {
        if (!activity.getActivityType().getName().equals(WATCH) || !activity.hasHeartbeatDetails()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    converter.fromPayloads(0, Optional.of(activity.getHeartbeatDetails()), Look.class, Look.class));
        } catch (DataConverterException ofAnotherRelease) {
            return Optional.empty();
        }
    }

    private static RunView.PendingStep step(PendingActivityInfo activity) {
        boolean failed = activity.hasLastFailure()
                && !activity.getLastFailure()
                        .getApplicationFailureInfo()
                        .getType()
                        .equals(FailureKind.NOT_YET.wireName());
        return new RunView.PendingStep(
                activity.getActivityType().getName(),
                activity.getAttempt(),
                failed ? Optional.of(activity.getLastFailure().getMessage()) : Optional.empty());
    }

    private static RunView.Status status(WorkflowExecutionStatus status) {
        return switch (status) {
            case WORKFLOW_EXECUTION_STATUS_COMPLETED -> RunView.Status.COMPLETED;
            case WORKFLOW_EXECUTION_STATUS_FAILED -> RunView.Status.FAILED;
            case WORKFLOW_EXECUTION_STATUS_CANCELED -> RunView.Status.CANCELED;
            case WORKFLOW_EXECUTION_STATUS_TERMINATED -> RunView.Status.TERMINATED;
            case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> RunView.Status.TIMED_OUT;
            // Paused and continued-as-new runs go on, and so does what a newer server may invent.
            default -> RunView.Status.RUNNING;
        };
    }
}
