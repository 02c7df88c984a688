package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.planning.Facts;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
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

    /**
     * What this Temporal knows of the run behind a mark. A run whose very id it does not know may be another server's:
     * their namespaces and workflow ids are alike.
     *
     * @param mark {@code <temporal namespace>/<workflow id>/<first run id>}; the id may hold slashes
     */
    Facts.Run marked(String mark) {
        int first = mark.indexOf('/');
        int last = mark.lastIndexOf('/');
        if (first < 1
                || last <= first
                || !mark.substring(0, first).equals(temporal.getOptions().getNamespace())) {
            return Facts.Run.UNKNOWN;
        }
        try {
            return fate(mark.substring(first + 1, last), mark.substring(last + 1));
        } catch (WorkflowException unanswered) {
            return Facts.Run.UNKNOWN;
        }
    }

    private Facts.Run fate(String workflowId, String firstRunId) {
        Optional<WorkflowExecutionDescription> first = describe(WorkflowTargetOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setRunId(firstRunId)
                .build());
        if (first.isEmpty()) {
            return Facts.Run.UNKNOWN;
        }
        // Continue-as-new and reset go on under other run ids.
        boolean open = open(first.get())
                || describe(workflowId)
                        .filter(OpenRuns::open)
                        .filter(newest -> firstRunId(newest).equals(firstRunId))
                        .isPresent();
        return open ? Facts.Run.OPEN : Facts.Run.GONE;
    }

    private Optional<WorkflowExecutionDescription> describe(String workflowId) {
        return describe(
                WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId).build());
    }

    private Optional<WorkflowExecutionDescription> describe(WorkflowTargetOptions run) {
        try {
            return Optional.of(temporal.newUntypedWorkflowStub(run).describe());
        } catch (WorkflowNotFoundException unknown) {
            return Optional.empty();
        }
    }

    private static boolean open(WorkflowExecutionDescription run) {
        return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    private static String firstRunId(WorkflowExecutionDescription run) {
        return run.getRawDescription().getWorkflowExecutionInfo().getFirstRunId();
    }
}
