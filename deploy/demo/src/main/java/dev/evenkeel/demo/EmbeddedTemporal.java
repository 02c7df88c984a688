package dev.evenkeel.demo;

import dev.evenkeel.contract.ContractJson;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Temporal's Java test server, reached inside this process alone: opened as a port it would listen on every interface.
 * Keeps nothing, and has no UI.
 */
final class EmbeddedTemporal implements Temporal {
    private final TestWorkflowEnvironment environment =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(ContractJson.dataConverter())
                            .build())
                    .build());

    @Override
    public String description() {
        return "Temporal (its Java test server, embedded)";
    }

    @Override
    public WorkflowClient client() {
        return environment.getWorkflowClient();
    }

    /** The test server never gives up on a sticky queue: without this a run would wait for a dead worker for ever. */
    @Override
    public WorkerOptions workerOptions() {
        return WorkerOptions.newBuilder()
                .setStickyQueueScheduleToStartTimeout(Duration.ZERO)
                .build();
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public Optional<URI> page(String workflowId, String runId) {
        return Optional.empty();
    }

    @Override
    public void close() {
        environment.close();
    }
}
