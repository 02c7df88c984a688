package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RequestActivities.FoundRun;
import dev.evenkeel.contract.RequestActivities.RunQuery;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;

/**
 * A run that was started under some other id: the cluster's own workflow id is the lock, so the run of that id is started
 * as a child and followed. Verbs and cancellation are passed on; its end is this run's end.
 */
final class CanonicalRun {
    private final String workflowId;
    private final Journal journal;
    private final Orders orders;

    CanonicalRun(String workflowId, Journal journal, Orders orders) {
        this.workflowId = workflowId;
        this.journal = journal;
        this.orders = orders;
    }

    RebalanceResult follow(JsonNode submitted) {
        RebalanceCluster child = Workflow.newChildWorkflowStub(
                RebalanceCluster.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(workflowId)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        Promise<RebalanceResult> result = Async.function(child::rebalance, submitted);
        try {
            Workflow.getWorkflowExecution(child).get();
            journal.delegated(workflowId);
            orders.relayTo(child::relayed);
            return result.get();
        } catch (ChildWorkflowFailure failed) {
            throw passedOn(failed);
        }
    }

    private RuntimeException passedOn(ChildWorkflowFailure failed) {
        if (failed.getCause() instanceof ApplicationFailure cause) {
            return ApplicationFailure.newBuilder()
                    .setMessage(cause.getOriginalMessage())
                    .setType(cause.getType())
                    .setNonRetryable(true)
                    .setCause(failed)
                    .setDetails(cause.getDetails())
                    .build();
        }
        if (failed.getCause() instanceof CanceledFailure cancelled) {
            return cancelled;
        }
        boolean ended = failed.getCause() instanceof TemporalFailure;
        return ended ? failed : alreadyRunning(failed);
    }

    private RuntimeException alreadyRunning(ChildWorkflowFailure failed) {
        FoundRun running = ActivityStubs.requests().find(new RunQuery(workflowId));
        return FailureKind.ALREADY_RUNNING.failure(
                "a run of this cluster is under way: workflow " + workflowId
                        + running.runId().map(id -> ", run " + id).orElse(", which has ended meanwhile"),
                failed,
                running);
    }
}
