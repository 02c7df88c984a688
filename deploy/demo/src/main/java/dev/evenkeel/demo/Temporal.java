package dev.evenkeel.demo;

import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerOptions;
import java.net.URI;
import java.util.Optional;

/** The Temporal that this demo runs on; ends with it. */
interface Temporal extends AutoCloseable {
    /** What it is, for the screen. */
    String description();

    WorkflowClient client();

    /** What a worker inside this process needs set. */
    WorkerOptions workerOptions();

    /** Where another process reaches it; empty where none can. */
    Optional<String> address();

    /** The page of a run in its web UI; empty where it has none. */
    Optional<URI> page(String workflowId, String runId);

    @Override
    void close();
}
