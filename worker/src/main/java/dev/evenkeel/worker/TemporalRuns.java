package dev.evenkeel.worker;

import dev.evenkeel.activity.RunFates;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Temporal whether a run has ended. Only what this server says of this very run counts: it must know the first
 * execution by its run id, which no other server does, and the newest one of that chain must be closed.
 */
final class TemporalRuns implements RunFates {
    private static final Pattern MARK = Pattern.compile("(?<namespace>[^/]+)/(?<id>.+)/(?<firstRun>[^/]+)");
    private static final long ASKED_SECONDS_MAX = 3;

    private final WorkflowClient client;

    TemporalRuns(WorkflowClient client) {
        this.client = client;
    }

    @Override
    public boolean ended(String mark) {
        Matcher parts = MARK.matcher(mark);
        if (!parts.matches()
                || !parts.group("namespace").equals(client.getOptions().getNamespace())) {
            return false;
        }
        String firstRun = parts.group("firstRun");
        Optional<WorkflowExecutionInfo> first = described(parts.group("id"), firstRun);
        if (first.isEmpty() || running(first.get())) {
            return false;
        }
        // Continue-as-new and reset go on under other run ids.
        return described(parts.group("id"), "")
                .filter(newest -> !(running(newest) && newest.getFirstRunId().equals(firstRun)))
                .isPresent();
    }

    private static boolean running(WorkflowExecutionInfo run) {
        return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    private Optional<WorkflowExecutionInfo> described(String id, String runId) {
        try {
            return Optional.of(client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(ASKED_SECONDS_MAX, TimeUnit.SECONDS)
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setExecution(WorkflowExecution.newBuilder()
                                    .setWorkflowId(id)
                                    .setRunId(runId))
                            .build())
                    .getWorkflowExecutionInfo());
        } catch (StatusRuntimeException unknown) {
            return Optional.empty();
        }
    }
}
