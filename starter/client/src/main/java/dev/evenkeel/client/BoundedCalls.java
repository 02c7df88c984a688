package dev.evenkeel.client;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls that would otherwise wait for a worker: an update that no worker accepts hangs its caller, a query until the
 * RPC's own timeout. When the time is over the gRPC call is cancelled, so that no thread stays behind.
 */
final class BoundedCalls implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "evenkeel-client");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws TimeoutException when the limit is over */
    <T> T within(Duration limit, Callable<T> call) throws TimeoutException {
        Context.CancellableContext context = Context.current().withCancellation();
        Future<T> answer = threads.submit(context.wrap(call));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a call to Temporal threw what it does not declare", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        } finally {
            context.cancel(null);
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
