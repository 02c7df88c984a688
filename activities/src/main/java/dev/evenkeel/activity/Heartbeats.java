package dev.evenkeel.activity;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps Temporal informed that a worker lives while it waits for an answer that may take many seconds: a worker that was
 * killed is then noticed by a missing heartbeat, long before the attempt's own timeout.
 *
 * <p>A cancellation that a heartbeat brings is passed on only once the call has ended: nothing goes on behind the back of
 * a clean-up. A worker that shuts down finishes its calls.
 */
final class Heartbeats {
    private static final long EVERY_MILLIS = 1_000;

    private Heartbeats() {}

    static <T> T during(Supplier<T> call) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(call, Calls.THREADS);
        while (!ended(answer)) {
            try {
                context.heartbeat(null);
            } catch (ActivityWorkerShutdownException shuttingDown) {
                break;
            } catch (ActivityCompletionException cancelled) {
                answer.exceptionally(ignored -> null).join();
                throw cancelled;
            }
        }
        return join(answer);
    }

    private static boolean ended(CompletableFuture<?> answer) {
        return CompletableFuture.anyOf(answer.exceptionally(ignored -> null))
                        .completeOnTimeout(Heartbeats.class, EVERY_MILLIS, TimeUnit.MILLISECONDS)
                        .join()
                != Heartbeats.class;
    }

    private static <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
