package dev.evenkeel.e2e;

import dev.evenkeel.contract.EngineActivities.Look;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityExecutionContextBase;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every look that a watch left word of, in order. */
final class Looks extends WorkerInterceptorBase {
    private final List<Look> all = new CopyOnWriteArrayList<>();

    List<Look> all() {
        return List.copyOf(all);
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public void init(ActivityExecutionContext context) {
                super.init(new ActivityExecutionContextBase(context) {
                    @Override
                    public <V> void heartbeat(V details) throws ActivityCompletionException {
                        if (details instanceof Look look) {
                            all.add(look);
                        }
                        super.heartbeat(details);
                    }
                });
            }
        };
    }
}
