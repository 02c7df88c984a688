package dev.evenkeel.worker;

import dev.evenkeel.contract.RebalanceResult;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.util.Optional;
import org.slf4j.Logger;

/** Logs how runs end, one line each and not again in replays. Adds nothing to a history. */
final class RunLog extends WorkflowInboundCallsInterceptorBase {
    /** Silent while a history is replayed. */
    private static final Logger LOG = Workflow.getLogger(RunLog.class);

    RunLog(WorkflowInboundCallsInterceptor next) {
        super(next);
    }

    @Override
    public WorkflowOutput execute(WorkflowInput input) {
        try {
            WorkflowOutput output = super.execute(input);
            if (output.getResult() instanceof RebalanceResult result) {
                ended("run ended: " + result.outcome());
            }
            return output;
        } catch (CanceledFailure cancelled) {
            ended("run ended: cancelled");
            throw cancelled;
        } catch (TemporalFailure failed) {
            ended("run failed: " + Failures.said(cause(failed)));
            throw failed;
        }
    }

    /** An activity's failure says by itself only that an activity failed. */
    private static Throwable cause(TemporalFailure failed) {
        return Optional.ofNullable(failed.getCause()).orElse(failed);
    }

    private static void ended(String message) {
        WorkflowInfo info = Workflow.getInfo();
        LOG.atInfo().addKeyValue(LogKeys.RUN, info.getWorkflowId()).log(message);
    }
}
