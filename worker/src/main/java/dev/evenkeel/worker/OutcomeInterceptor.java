package dev.evenkeel.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;

/** Counts and logs how attempts and runs end, so that neither activities nor workflows know Micrometer or a logger. */
final class OutcomeInterceptor extends WorkerInterceptorBase {
    private final MeterRegistry registry;
    private final AttemptLog log = new AttemptLog();

    OutcomeInterceptor(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new RunLog(next);
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Attempts(next);
    }

    private final class Attempts extends ActivityInboundCallsInterceptorBase {
        private ActivityInfo info;

        private Attempts(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            info = context.getInfo();
            super.init(context);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            Object order = input.getArguments().length == 0 ? null : input.getArguments()[0];
            try {
                ActivityOutput output = super.execute(input);
                Meters.attempt(registry, info.getActivityType(), Meters.completed());
                log.completed(info, order, output.getResult());
                return output;
            } catch (RuntimeException failed) {
                String result = Meters.result(failed);
                Meters.attempt(registry, info.getActivityType(), result);
                log.failed(info, order, result, failed);
                throw failed;
            }
        }
    }
}
