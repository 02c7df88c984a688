package dev.evenkeel.activity;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Threads for calls that an attempt waits for. As many as there are calls, which the number of activity slots bounds: a
 * cluster that hangs must not take them from another.
 */
final class Calls {
    static final ExecutorService THREADS = Executors.newCachedThreadPool(daemons());

    private Calls() {}

    private static ThreadFactory daemons() {
        return call -> {
            Thread thread = new Thread(call, "evenkeel-call");
            thread.setDaemon(true);
            return thread;
        };
    }
}
