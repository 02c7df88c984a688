package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RequestActivities;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import dev.evenkeel.contract.RequestProblem;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Duration;
import java.util.stream.Collectors;

/** Has the input read, and ends the run at once where it is bad. */
final class SubmittedInput {
    /** Longer than any run could take: some servers write a limit of years where none was asked for. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private SubmittedInput() {}

    static ReadRequest read(JsonNode submitted) {
        refuseTimeouts();
        RequestActivities activities = ActivityStubs.requests();
        ReadRequest read = activities.read(new RequestActivities.SubmittedRequest(submitted));
        if (!read.problems().isEmpty()) {
            String problems =
                    read.problems().stream().map(RequestProblem::display).collect(Collectors.joining("; "));
            throw FailureKind.INVALID_REQUEST.failure("the request is not valid: " + problems, null, read.problems());
        }
        return read;
    }

    /** Temporal kills a run at its timeout, without any clean-up: such a run does not begin. */
    private static void refuseTimeouts() {
        WorkflowInfo info = Workflow.getInfo();
        if (isSet(info.getWorkflowRunTimeout()) || isSet(info.getWorkflowExecutionTimeout())) {
            Refusal refusal =
                    new Refusal(RefusalReason.RUN_TIMEOUT_SET, "this run has an execution timeout or a run timeout");
            throw FailureKind.INVALID_REQUEST.failure(refusal.display(), null, refusal);
        }
    }

    private static boolean isSet(Duration timeout) {
        return timeout != null && !timeout.isZero() && timeout.compareTo(FOR_EVER) < 0;
    }
}
