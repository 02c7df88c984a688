package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.client.ConnectionOptions;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.e2e.SimulatedStage;
import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A real Temporal server and a real worker process before a simulated EMQX and Kubernetes. EMQX's seconds pass faster
 * than the wall clock's. Logs are under {@code target/real/<name>}.
 */
final class RealBench implements SimulatedStage, AutoCloseable {
    static final String API_KEY = "pl4nted-key";
    static final String SECRET = "pl4nted-5ecret";

    private static final Duration RUN_LIMIT = Duration.ofSeconds(120);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Path folder;
    private final double speed;
    private final SimulatedCluster emqx;
    private final SimulatedKubernetes kubernetes;
    private final TemporalServer temporal;
    private final WorkflowClient client;
    private WorkerProcess worker;

    private RealBench(String name, double speed, UnaryOperator<SimulatedCluster.Builder> shape) {
        this.speed = speed;
        try {
            folder = emptyFolder(name);
            credentials(SECRET);
            Duration second = Duration.ofNanos(Math.round(1e9 / speed));
            emqx = own(shape.apply(SimulatedCluster.builder()
                            .key(API_KEY, SECRET, ApiKey.Permission.ADMINISTRATOR)
                            .second(second))
                    .start());
            kubernetes = own(SimulatedKubernetes.around(emqx));
            temporal = own(new TemporalServer(folder));
            client = temporal.client();
            startWorker();
        } catch (RuntimeException | Error unable) {
            close();
            throw unable;
        }
    }

    /** Everything, with a worker that is about to poll. */
    static RealBench open(String name, double speed, UnaryOperator<SimulatedCluster.Builder> shape) {
        return new RealBench(name, speed, shape);
    }

    private <T extends AutoCloseable> T own(T part) {
        started.push(part);
        return part;
    }

    private static Path emptyFolder(String name) {
        Path folder = Path.of("target", "real", name).toAbsolutePath();
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** Changes the secret that the worker sends to EMQX from now on. */
    void credentials(String secret) {
        try {
            Files.writeString(folder.resolve("secret"), secret);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    void startWorker() {
        String urls = emqx.nodes().stream()
                .map(SimulatedNode::apiUrl)
                .map(URI::toString)
                .collect(Collectors.joining(","));
        worker = own(new WorkerProcess(
                folder.resolve("worker.log"),
                "--spring.temporal.connection.target=" + temporal.address(),
                "--evenkeel.pace.speed=" + speed,
                "--evenkeel.kubernetes.api-server=" + kubernetes.url(),
                "--evenkeel.connections.emqx-ee.clusters=default/*",
                "--evenkeel.connections.emqx-ee.api-key=" + API_KEY,
                "--evenkeel.connections.emqx-ee.secret-file=" + folder.resolve("secret"),
                "--evenkeel.connections.edge.urls=" + urls,
                "--evenkeel.connections.edge.api-key=" + API_KEY,
                "--evenkeel.connections.edge.secret-file=" + folder.resolve("secret")));
    }

    WorkerProcess worker() {
        return worker;
    }

    TemporalServer temporal() {
        return temporal;
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
        return run(CLUSTER_ID).query("progress", RebalanceProgress.class);
    }

    WorkflowClient client() {
        return client;
    }

    /** The client that other services embed. */
    EvenkeelClient evenkeelClient() {
        return EvenkeelClient.connect(ConnectionOptions.of(Map.of("TEMPORAL_ADDRESS", temporal.address())));
    }

    /** The command {@code evenkeel}. */
    Program.Ended evenkeel(String... arguments) {
        return Program.run(
                folder,
                Map.of("TEMPORAL_ADDRESS", temporal.address()),
                COMMAND_LIMIT,
                Program.java("dev.evenkeel.cli.EvenkeelCommand", arguments));
    }

    /** Starts a run as somebody with Temporal's own command line would; further flags at the end. */
    Program.Ended type(String workflowId, String input, String... further) {
        List<String> words = new ArrayList<>(List.of(
                "workflow",
                "start",
                "--type",
                WorkflowNames.REBALANCE_CLUSTER,
                "--task-queue",
                WorkflowNames.TASK_QUEUE,
                "--workflow-id",
                workflowId));
        words.addAll(input == null ? List.of() : List.of("--input", input));
        words.addAll(Arrays.asList(further));
        return temporal.command(words.toArray(String[]::new));
    }

    /** The newest run of this id. */
    WorkflowStub run(String workflowId) {
        return client.newUntypedWorkflowStub(workflowId);
    }

    /** Waits for a run's end. */
    RebalanceResult result(String workflowId) {
        try {
            return run(workflowId).getResult(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS, RebalanceResult.class);
        } catch (TimeoutException endless) {
            throw new AssertionError(workflowId + " did not end within " + RUN_LIMIT + "\n" + worker.log(), endless);
        }
    }

    /** Whether the newest run of this id is over. */
    boolean ended(String workflowId) {
        return run(workflowId).describe().getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    List<HistoryEvent> history(String workflowId) {
        return client.fetchHistory(workflowId).getEvents();
    }

    /** The run is over and came to what it was started for; nothing of it is left. */
    void assertBalanced(RebalanceResult result) {
        assertThat(result.outcome()).as(result.summary() + " " + result.notes()).isEqualTo(Outcome.BALANCED);
        assertThat(emqx.ledger().starts()).as("accepted starts").hasSize(1);
        assertThat(fullestOverMean()).isLessThanOrEqualTo(1.05);
        assertNothingLeft();
    }

    /** All pods serve, none is marked, EMQX runs no rebalance. */
    void assertNothingLeft() {
        assertThat(kubernetes.servingPods()).isEqualTo(pods(0, 1, 2, 3));
        assertThat(kubernetesObjects())
                .doesNotContain("evenkeel.dev/excluded-by")
                .doesNotContain("excluded-until");
        assertThat(emqx.faults().coordinators()).isEmpty();
    }

    private double fullestOverMean() {
        return connections().values().stream().mapToLong(Long::longValue).max().orElseThrow()
                / connections().values().stream()
                        .mapToLong(Long::longValue)
                        .average()
                        .orElseThrow();
    }

    /** Every object of the kinds that a run may touch, as JSON. */
    String kubernetesObjects() {
        return List.of(
                        "/api/v1/namespaces/default/pods",
                        "/api/v1/namespaces/default/services",
                        "/api/v1/namespaces/default/events",
                        "/apis/apps/v1/namespaces/default/statefulsets",
                        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                        "/apis/coordination.k8s.io/v1/namespaces/default/leases")
                .stream()
                .map(this::kubernetesList)
                .collect(Collectors.joining("\n"));
    }

    private String kubernetesList(String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(kubernetes.url().resolve(path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Requests to EMQX and Kubernetes so far. */
    long requests() {
        return emqx.ledger().requestsTotal() + kubernetes.requests().total();
    }

    /** Writes a figure to where the build's log shows it. */
    static void say(String format, Object... figures) {
        System.out.printf(Locale.ROOT, "[real] " + format + "%n", figures);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception failed) {
                say("%s did not close: %s", part.getClass().getSimpleName(), failed);
            }
        }
    }
}
