package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.planning.Pace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against Temporal's test server inside this process. */
final class WorkerLifecycleTest {
    private final TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(ContractJson.dataConverter())
                            .build())
                    .build());
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SlowEmqx emqx = new SlowEmqx();

    @AfterEach
    void end() {
        emqx.close();
        temporal.close();
    }

    @Test
    void finishesARunningActivityBeforeItStops() throws Exception {
        WorkerLifecycle worker = started(Duration.ofSeconds(20));
        planning();
        assertThat(emqx.asked.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(worker::stop);
        await().until(() -> worker.state() == WorkerLifecycle.State.STOPPED);
        assertThat(stopped).isNotDone();
        emqx.answer.countDown();
        stopped.get(20, TimeUnit.SECONDS);

        assertThat(completed()).as("ReadRequest and Assess").isEqualTo(2);
        assertThat(registry.get("evenkeel.activity.attempts")
                        .tags("activity", "Assess", "result", "Completed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void doesNotWaitLongerThanItMay() throws Exception {
        WorkerLifecycle worker = started(Duration.ofMillis(200));
        planning();
        assertThat(emqx.asked.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(worker::stop);

        stopped.get(10, TimeUnit.SECONDS);
        assertThat(worker.isRunning()).isFalse();
    }

    @Test
    void stopsWithoutATemporalToTell() {
        WorkerLifecycle worker = lifecycle(Duration.ofSeconds(20));

        worker.stop();

        assertThat(worker.isRunning()).isFalse();
    }

    private WorkerLifecycle started(Duration drainTimeout) {
        WorkerLifecycle worker = lifecycle(drainTimeout);
        worker.start();
        return worker;
    }

    private WorkerLifecycle lifecycle(Duration drainTimeout) {
        WorkerSettings settings = new WorkerSettings(10, 10, 10, drainTimeout);
        return new WorkerLifecycle(
                rebalanceWorker(),
                settings,
                temporal.getWorkflowClient(),
                settings.factoryOptions()
                        .setWorkerInterceptors(new OutcomeInterceptor(registry))
                        .build(),
                new TemporalNews(),
                new TemporalAddress("in-process", "default"),
                InstantSource.system());
    }

    private RebalanceWorker rebalanceWorker() {
        ConnectionProfiles profiles = new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                "plant", List.of(URI.create("http://a:18083")), List.of(), new Credentials("key", () -> "secret"))));
        return new RebalanceWorker(new RebalanceWorker.Surroundings(
                "worker",
                "default",
                profiles,
                emqx,
                KubernetesAccess.none(),
                RunFates.unknown(),
                Pace.realTime(),
                LifeTimes.defaults(),
                InstantSource.system(),
                Sleeper.wallClock()));
    }

    private void planning() {
        temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        WorkflowNames.PLAN_REBALANCE,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId("plan")
                                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                .build())
                .start(Map.of("connection", "plant"));
    }

    /** How often an activity has completed. */
    private long completed() {
        return temporal.getWorkflowClient().fetchHistory("plan").getEvents().stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
                .count();
    }
}
