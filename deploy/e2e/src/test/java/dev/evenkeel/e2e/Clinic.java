package dev.evenkeel.e2e;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxTimeouts;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.Fabric8ClusterLeases;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.kubernetes.KubernetesOptions;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import dev.evenkeel.worker.KubernetesAccess;
import dev.evenkeel.worker.RebalanceWorker;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where clusters are examined: Temporal's test server, a worker, a simulated EMQX and the Kubernetes around it, all by
 * the wall clock, and a worker's clock that may be wrong.
 */
final class Clinic implements AutoCloseable {
    static final String SECRET = "plant3d-s3cret";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
            .setUseTimeskipping(false)
            .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                    .setDataConverter(ContractJson.dataConverter())
                    .build())
            .build());
    final SimulatedCluster emqx;
    final SimulatedKubernetes kubernetes;

    /** What the worker sends as the key's secret. */
    volatile String secret = SECRET;

    /** How far the worker's clock is ahead. */
    volatile Duration ahead = Duration.ZERO;

    private final KubernetesClient kubernetesClient;
    private final RetrofitEmqxClients emqxClients = new RetrofitEmqxClients(EmqxTimeouts.defaults());
    private final WorkerFactory workers;

    private Clinic(UnaryOperator<SimulatedCluster.Builder> shape, KubernetesOptions objects, String boundTo) {
        emqx = shape.apply(Stage.article(SimulatedCluster.builder())).start();
        kubernetes = SimulatedKubernetes.around(emqx, objects);
        kubernetesClient = KubernetesClients.open(KubernetesSettings.at(kubernetes.url()));
        workers = WorkerFactory.newInstance(temporal.getWorkflowClient());
        new RebalanceWorker(new RebalanceWorker.Surroundings(
                        "worker",
                        "default",
                        new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                                "prod", List.of(), List.of(boundTo), new Credentials("key", this::secret)))),
                        emqxClients,
                        KubernetesAccess.of(kubernetesClient),
                        RunFates.unknown(),
                        Pace.realTime(),
                        LifeTimes.defaults(),
                        () -> Instant.now().plus(ahead),
                        Sleeper.wallClock()))
                .register(
                        workers,
                        WorkerOptions.newBuilder()
                                .setStickyQueueScheduleToStartTimeout(Duration.ZERO)
                                .build());
        workers.start();
    }

    /** The article's cluster, in good health. */
    static Clinic open() {
        return open(emqx -> emqx, KubernetesOptions.defaults());
    }

    static Clinic open(UnaryOperator<SimulatedCluster.Builder> shape, KubernetesOptions objects) {
        return new Clinic(
                emqx -> shape.apply(emqx.key("key", SECRET, ApiKey.Permission.ADMINISTRATOR)),
                objects,
                "default/emqx-ee");
    }

    /** With an API key that may only read. */
    static Clinic openForViewers() {
        return new Clinic(
                emqx -> emqx.key("key", SECRET, ApiKey.Permission.VIEWER),
                KubernetesOptions.defaults(),
                "default/emqx-ee");
    }

    /** With credentials for another cluster. */
    static Clinic openForOthers() {
        return new Clinic(emqx -> emqx, KubernetesOptions.defaults(), "elsewhere/*");
    }

    private String secret() {
        if (secret.isEmpty()) {
            throw new IllegalStateException("no such file");
        }
        return secret;
    }

    Diagnosis examine() {
        EvenkeelClient client = EvenkeelClient.over(temporal.getWorkflowClient(), "default");
        return client.examine(ClusterRef.inKubernetes("default", "emqx-ee"), PATIENCE);
    }

    /** Names of all that was found above {@code OK}, the worst first. */
    List<String> findings() {
        return found(examine());
    }

    static List<String> found(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .map(Finding::id)
                .toList();
    }

    /** A run of the cluster that is open and does nothing: no worker polls for it. */
    WorkflowStub openRun() {
        WorkflowStub run = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        WorkflowNames.REBALANCE_CLUSTER,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Stage.CLUSTER_ID)
                                .setTaskQueue("nobody")
                                .build());
        run.start(Bench.json("{\"instanceName\": \"emqx-ee\"}"));
        return run;
    }

    /** The pod is out, by this mark, for so long. */
    void exclude(String pod, String mark, Duration untilHardStop) {
        kubernetes.edit(
                "pods",
                pod,
                "{\"metadata\":{\"labels\":{\"evenkeel.dev/serving\":\"false\"},\"annotations\":{"
                        + "\"evenkeel.dev/excluded-by\":\"" + mark + "\",\"evenkeel.dev/excluded-until\":\""
                        + Instant.now().plus(untilHardStop) + "\"}}}");
    }

    /** A run holds the cluster's Lease. */
    void hold(String mark) {
        Instant now = Instant.now();
        new Fabric8ClusterLeases(kubernetesClient)
                .create(ClusterLease.of(
                        "emqx-ee",
                        ClusterRef.inKubernetes("default", "emqx-ee"),
                        mark,
                        Lever.LABEL,
                        Optional.empty(),
                        now.plus(Duration.ofHours(1)),
                        now,
                        Duration.ofSeconds(90)));
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
