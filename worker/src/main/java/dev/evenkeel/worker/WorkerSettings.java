package dev.evenkeel.worker;

import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one process takes on.
 *
 * @param maxConcurrentActivities attempts at once, each on a thread. 200: steady looks at 500 clusters hold 13 (0.1 s of
 *     every 4 s), the others are for clusters that hang (8.5 s) or are near a change (5 s)
 * @param maxConcurrentWorkflowTasks decisions at once. 50: each lasts milliseconds, and two cores do not do more
 * @param maxCachedRuns runs kept in memory between decisions, each with a thread or two; one that is not is replayed from
 *     its history, of some hundred events. 600: 500 clusters, and those who asked under another id
 * @param drainTimeout how long running attempts may go on after SIGTERM. 25 s: Kubernetes kills after 30 s by default,
 *     and the longest request of ours, a start or stop, takes 18 s
 */
record WorkerSettings(
        @DefaultValue("200") int maxConcurrentActivities,
        @DefaultValue("50") int maxConcurrentWorkflowTasks,
        @DefaultValue("600") int maxCachedRuns,
        @DefaultValue("25s") Duration drainTimeout) {
    private static final int MANY = 10_000;

    void check(Problems problems) {
        problems.inRange("max-concurrent-activities", maxConcurrentActivities, 1, MANY);
        // With one, the SDK could not poll both its queues.
        problems.inRange("max-concurrent-workflow-tasks", maxConcurrentWorkflowTasks, 2, MANY);
        problems.inRange("max-cached-runs", maxCachedRuns, 1, MANY);
        problems.inRange("drain-timeout", drainTimeout, Duration.ZERO, Duration.ofMinutes(30));
    }

    WorkerOptions workerOptions() {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(maxConcurrentActivities)
                .setMaxConcurrentWorkflowTaskExecutionSize(maxConcurrentWorkflowTasks)
                .build();
    }

    /** A run has its main thread, and others while verbs or clean-up are under way. */
    WorkerFactoryOptions.Builder factoryOptions() {
        return WorkerFactoryOptions.newBuilder()
                .setWorkflowCacheSize(maxCachedRuns)
                .setMaxWorkflowThreadCount(Math.max(600, 3 * maxCachedRuns));
    }
}
