package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.planning.Facts;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which runs Temporal has open. Asks once and not for long: who asks has other evidence, or comes again. */
public final class OpenRuns implements RunFates {
    private static final long ASKED_SECONDS_MAX = 3;
    private static final String NEWEST = "";

    private final WorkflowClient temporal;

    public OpenRuns(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    /** Whether a run of the cluster is open; false also where Temporal does not say. */
    boolean of(ClusterRef cluster) {
        return described(WorkflowNames.rebalanceId(cluster), NEWEST)
                .filter(OpenRuns::open)
                .isPresent();
    }

    @Override
    public boolean ended(String mark) {
        return marked(mark) == Facts.Run.GONE;
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
        boolean ours = first > 0
                && last > first
                && mark.substring(0, first).equals(temporal.getOptions().getNamespace());
        return ours ? fate(mark.substring(first + 1, last), mark.substring(last + 1)) : Facts.Run.UNKNOWN;
    }

    private Facts.Run fate(String workflowId, String firstRunId) {
        Optional<WorkflowExecutionInfo> first = described(workflowId, firstRunId);
        // Continue-as-new and reset go on under other run ids.
        Optional<WorkflowExecutionInfo> newest = first.flatMap(known -> described(workflowId, NEWEST));
        if (newest.isEmpty()) {
            return Facts.Run.UNKNOWN;
        }
        String newestsFirst = newest.get().getFirstRunId(); // older servers do not say
        boolean goesOn = open(newest.get()) && (newestsFirst.isEmpty() || newestsFirst.equals(firstRunId));
        return goesOn || open(first.get()) ? Facts.Run.OPEN : Facts.Run.GONE;
    }

    private static boolean open(WorkflowExecutionInfo run) {
        return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /** Empty where Temporal does not know it, and where it does not answer. */
    private Optional<WorkflowExecutionInfo> described(String workflowId, String runId) {
        String namespace = temporal.getOptions().getNamespace();
        try {
            return Optional.of(temporal.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(ASKED_SECONDS_MAX, TimeUnit.SECONDS)
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(WorkflowExecution.newBuilder()
                                    .setWorkflowId(workflowId)
                                    .setRunId(runId))
                            .build())
                    .getWorkflowExecutionInfo());
        } catch (StatusRuntimeException unknown) {
            return Optional.empty();
        }
    }
}
