package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxTimeouts;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.prometheus.PrometheusClient;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import dev.evenkeel.simulator.kubernetes.KubernetesOptions;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import dev.evenkeel.worker.KubernetesAccess;
import dev.evenkeel.worker.RebalanceWorker;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything in one process: Temporal's test server, the real workflows and activities, a simulated EMQX and the
 * Kubernetes around it. One clock for all: either Temporal's, which skips what nobody does anything in, or the wall
 * clock with an EMQX whose seconds pass faster.
 */
final class Bench implements SimulatedStage, Sufferer, AutoCloseable {
    static final String SECRET = "plant3d-s3cret";

    final TestWorkflowEnvironment temporal;
    final SimulatedCluster emqx;
    final SimulatedKubernetes kubernetes;
    final Looks looks = new Looks();
    private final KubernetesClient kubernetesClient;
    private final RetrofitEmqxClients emqxClients;
    private final RebalanceWorker parts;
    private final RunClock clock;
    private final boolean mortalWorker;
    private WorkerFactory workers;

    private Bench(
            boolean skipping,
            double speed,
            boolean mortalWorker,
            UnaryOperator<SimulatedCluster.Builder> shape,
            KubernetesOptions objects,
            Optional<PrometheusClient> prometheus) {
        this.mortalWorker = mortalWorker;
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(skipping)
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(ContractJson.dataConverter())
                        .build())
                .build());
        clock = new RunClock(
                skipping ? () -> Instant.ofEpochMilli(temporal.currentTimeMillis()) : InstantSource.system());
        Pace pace = skipping ? Pace.realTime().withoutStaying() : Pace.faster(speed);
        emqx = shape.apply(SimulatedCluster.builder()
                        .key("key", SECRET, dev.evenkeel.simulator.ApiKey.Permission.ADMINISTRATOR)
                        .clock(clock)
                        .second(pace.engineSecond()))
                .start();
        kubernetes = SimulatedKubernetes.around(emqx, objects);
        kubernetesClient = KubernetesClients.open(KubernetesSettings.at(kubernetes.url()));
        emqxClients = new RetrofitEmqxClients(EmqxTimeouts.defaults());
        Credentials credentials = new Credentials("key", () -> SECRET);
        parts = new RebalanceWorker(new RebalanceWorker.Surroundings(
                "worker",
                "default",
                new ConnectionProfiles(List.of(
                        new ConnectionProfiles.Profile("emqx-ee", List.of(), List.of("default/emqx-ee"), credentials),
                        new ConnectionProfiles.Profile(
                                "edge",
                                emqx.nodes().stream().map(SimulatedNode::apiUrl).toList(),
                                List.of(),
                                credentials))),
                emqxClients,
                KubernetesAccess.of(kubernetesClient),
                RunFates.unknown(),
                pace,
                LifeTimes.defaults(),
                clock,
                Sleeper.wallClock(),
                prometheus));
        startWorker();
    }

    /** Skipped time: hours in seconds. */
    static Bench skipping(UnaryOperator<SimulatedCluster.Builder> shape) {
        return skipping(shape, KubernetesOptions.defaults());
    }

    /** Skipped time, and a Prometheus that the worker may ask. */
    static Bench asking(PrometheusClient prometheus, UnaryOperator<SimulatedCluster.Builder> shape) {
        return new Bench(true, 1, false, shape, KubernetesOptions.defaults(), Optional.of(prometheus));
    }

    /** With a worker that may be stopped, and another started. */
    static Bench withMortalWorker(UnaryOperator<SimulatedCluster.Builder> shape) {
        return new Bench(true, 1, true, shape, KubernetesOptions.defaults(), Optional.empty());
    }

    /** The wall clock, and an EMQX so many times as fast. */
    static Bench faster(double speed, UnaryOperator<SimulatedCluster.Builder> shape) {
        return new Bench(false, speed, false, shape, KubernetesOptions.defaults(), Optional.empty());
    }

    /** Likewise, with a worker that may be stopped, and another started. */
    static Bench fasterWithMortalWorker(double speed, UnaryOperator<SimulatedCluster.Builder> shape) {
        return new Bench(false, speed, true, shape, KubernetesOptions.defaults(), Optional.empty());
    }

    /** Another Kubernetes around the cluster; skipped time. */
    static Bench skipping(UnaryOperator<SimulatedCluster.Builder> shape, KubernetesOptions objects) {
        return new Bench(true, 1, false, shape, objects, Optional.empty());
    }

    @Override
    public void startWorker() {
        WorkerOptions.Builder options = WorkerOptions.newBuilder();
        if (mortalWorker) {
            // The test server would wait for ever for the worker that had the run; without, the run is replayed at
            // every
            // step, which takes most of the time of a long one.
            options.setStickyQueueScheduleToStartTimeout(Duration.ZERO);
        }
        workers = WorkerFactory.newInstance(
                temporal.getWorkflowClient(),
                WorkerFactoryOptions.newBuilder().setWorkerInterceptors(looks).build());
        parts.register(workers, options.build());
        workers.start();
    }

    @Override
    public void stopWorker() {
        if (!mortalWorker) {
            throw new IllegalStateException(
                    "a bench whose worker may be stopped is opened as one with a mortal worker");
        }
        workers.shutdownNow();
        workers.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Override
    public void failRequestsToKubernetes() {
        kubernetes.faults().failNextRequests(6);
    }

    @Override
    public void conflictOnWritesToKubernetes() {
        kubernetes.faults().conflictOnNextWrites(4);
    }

    @Override
    public void kubernetesAway(boolean away) {
        kubernetes.faults().unreachable(away);
    }

    @Override
    public void beginRollout() {
        kubernetes.beginRollout();
        kubernetes.rollNext();
    }

    @Override
    public void endRollout() {
        boolean more = kubernetes.rollNext();
        while (more) {
            more = kubernetes.rollNext();
        }
    }

    /** On Temporal's own clock. */
    @Override
    public void after(Duration time, Runnable action) {
        temporal.registerDelayedCallback(time, action);
    }

    /** Starts a run under the cluster's own id. */
    WorkflowStub start(String request) {
        return start(CLUSTER_ID, request);
    }

    WorkflowStub start(String workflowId, String request) {
        WorkflowStub stub = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        WorkflowNames.REBALANCE_CLUSTER,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                .build());
        clock.go();
        stub.start(json(request));
        return stub;
    }

    /** Runs to the end. */
    RebalanceResult run(String request) {
        return result(start(request));
    }

    /** Waits for the end, and stops the clock there. */
    RebalanceResult result(WorkflowStub run) {
        try {
            return run.getResult(RebalanceResult.class);
        } finally {
            stopClock(run);
        }
    }

    /** Once the run has ended: at its end. */
    void stopClock(WorkflowStub run) {
        clock.stop(ended(run.getExecution().getWorkflowId()));
    }

    private Instant ended(String workflowId) {
        List<HistoryEvent> events = history(workflowId);
        Timestamp last = events.get(events.size() - 1).getEventTime();
        return Instant.ofEpochSecond(last.getSeconds(), last.getNanos());
    }

    @Override
    public SimulatedCluster emqx() {
        return emqx;
    }

    @Override
    public SimulatedKubernetes kubernetes() {
        return kubernetes;
    }

    @Override
    public RebalanceProgress progress() {
        return temporal.getWorkflowClient()
                .newUntypedWorkflowStub(CLUSTER_ID)
                .query("progress", RebalanceProgress.class);
    }

    /** Nothing of ours is left: all pods serve, none is marked, EMQX runs no rebalance. */
    void assertNothingLeft() {
        assertThat(kubernetes.servingPods()).isEqualTo(pods(0, 1, 2, 3));
        assertThat(kubernetesClient.pods().inNamespace("default").list().getItems())
                .allSatisfy(pod -> assertThat(
                                pod.getMetadata().getAnnotations() == null
                                        ? Map.of()
                                        : pod.getMetadata().getAnnotations())
                        .doesNotContainKey("evenkeel.dev/excluded-by"));
        assertThat(emqx.faults().coordinators()).isEmpty();
    }

    static JsonNode json(String text) {
        try {
            return ContractJson.mapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    /** Events of the history. */
    List<HistoryEvent> history(String workflowId) {
        return temporal.getWorkflowClient().fetchHistory(workflowId).getEvents();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        kubernetesClient.close();
        emqxClients.close();
        kubernetes.close();
        emqx.close();
        temporal.close();
    }
}
