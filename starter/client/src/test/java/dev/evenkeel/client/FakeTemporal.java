package dev.evenkeel.client;

import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.PlanRebalance;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;

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
        worker.registerActivitiesImplementations(new FakeRebalance.FakeWatch());
        environment.start();
    }

    public EvenkeelClient client() {
        return client;
    }

    public WorkflowClient temporal() {
        return environment.getWorkflowClient();
    }

    @Override
    public void close() {
        client.close();
        environment.close();
    }
}
