package dev.evenkeel.activity;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Keeps Temporal informed that a worker lives while it waits for EMQX's answer to a start or a stop, which may take 15 s:
 * a worker that was killed is then noticed in seconds.
 */
final class Heartbeats {
    private static final long EVERY_MILLIS = 1_000;

    private Heartbeats() {}

    static <T> T during(Supplier<T> call) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(call);
        while (true) {
            try {
                return answer.get(EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException waiting) {
                context.heartbeat(null);
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new CompletionException(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CompletionException(interrupted);
            }
        }
    }
}
