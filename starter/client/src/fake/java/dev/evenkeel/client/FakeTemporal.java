package dev.evenkeel.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.ExamineCluster;
import dev.evenkeel.contract.PlanRebalance;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Temporal's in-process server, with or without a worker that runs {@link FakeRebalance}. */
public final class FakeTemporal implements AutoCloseable {
    private final TestWorkflowEnvironment environment;
    private final EvenkeelClient client;

    private FakeTemporal(boolean worker) {
        environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(ContractJson.dataConverter())
                        .build())
                .build());
        if (worker) {
            startWorker();
        }
        client = EvenkeelClient.over(environment.getWorkflowClient(), EvenkeelClient.DEFAULT_NAMESPACE);
    }

    public static FakeTemporal withWorker() {
        return new FakeTemporal(true);
    }

    public static FakeTemporal withoutWorker() {
        return new FakeTemporal(false);
    }

    public void startWorker() {
        Worker worker = environment.newWorker(
                WorkflowNames.TASK_QUEUE,
                // The in-process server has no sticky timeout of its own.
                WorkerOptions.newBuilder()
                        .setStickyQueueScheduleToStartTimeout(Duration.ZERO)
                        .build());
        worker.registerWorkflowImplementationFactory(RebalanceCluster.class, FakeRebalance::new);
        worker.registerWorkflowImplementationFactory(PlanRebalance.class, FakeRebalance.FakePlan::new);
        worker.registerWorkflowImplementationFactory(ExamineCluster.class, FakeRebalance.FakeExamination::new);
        worker.registerActivitiesImplementations(new FakeRebalance.FakeWatch());
        environment.start();
    }

    public EvenkeelClient client() {
        return client;
    }

    public WorkflowClient temporal() {
        return environment.getWorkflowClient();
    }

    /** What a run was started with, as it stands in its history. */
    public JsonNode started(String workflowId) {
        try {
            return ContractJson.mapper()
                    .readTree(temporal().fetchHistory(workflowId).toJson(false))
                    .path("events")
                    .path(0)
                    .path("workflowExecutionStartedEventAttributes");
        } catch (IOException impossible) {
            throw new IllegalStateException("a history is JSON", impossible);
        }
    }

    /** The input that a run was started with. */
    public String input(String workflowId) {
        String data = started(workflowId)
                .path("input")
                .path("payloads")
                .path(0)
                .path("data")
                .asText();
        return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        environment.close();
    }
}
