package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.planning.Facts;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.util.Optional;

/** Which runs Temporal has open, as far as this worker's namespace goes. */
final class OpenRuns {
    private final WorkflowClient temporal;

    OpenRuns(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    /** Whether a run of the cluster is open; false also where Temporal does not say. */
    boolean of(ClusterRef cluster) {
        try {
            return describe(WorkflowNames.rebalanceId(cluster))
                    .filter(OpenRuns::open)
                    .isPresent();
        } catch (WorkflowException unanswered) {
            return false;
        }
    }

    /** @param mark {@code <temporal namespace>/<workflow id>/<first run id>}; the id may hold slashes */
    Facts.Run marked(String mark) {
        int first = mark.indexOf('/');
        int last = mark.lastIndexOf('/');
        if (first < 1
                || last <= first
                || !mark.substring(0, first).equals(temporal.getOptions().getNamespace())) {
            return Facts.Run.UNKNOWN;
        }
        String run = mark.substring(last + 1);
        try {
            return describe(mark.substring(first + 1, last))
                            .filter(OpenRuns::open)
                            .filter(found -> firstRunId(found).equals(run))
                            .isPresent()
                    ? Facts.Run.OPEN
                    : Facts.Run.GONE;
        } catch (WorkflowException unanswered) {
            return Facts.Run.UNKNOWN;
        }
    }

    private Optional<WorkflowExecutionDescription> describe(String workflowId) {
        try {
            return Optional.of(temporal.newUntypedWorkflowStub(workflowId).describe());
        } catch (WorkflowNotFoundException unknown) {
            return Optional.empty();
        }
    }

    private static boolean open(WorkflowExecutionDescription run) {
        return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /** Marks carry the first of a chain of runs; older servers do not tell it. */
    private static String firstRunId(WorkflowExecutionDescription run) {
        WorkflowExecutionInfo info = run.getRawDescription().getWorkflowExecutionInfo();
        return info.getFirstRunId().isEmpty() ? run.getExecution().getRunId() : info.getFirstRunId();
    }
}
