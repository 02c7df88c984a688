package dev.evenkeel.e2e.real;

import dev.evenkeel.contract.ContractJson;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Temporal's development server, which keeps its histories in a file, and so over a kill. */
public final class TemporalServer implements AutoCloseable {
    private final String cli = executable();
    private static final int STARTS_MAX = 3;
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final int port = Program.freePort();
    private final WorkflowServiceStubs stubs;
    private Program server;

    public TemporalServer(Path folder) {
        this.folder = folder;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
        start();
    }

    private static String executable() {
        String path = System.getenv("TEMPORAL_CLI");
        if (path == null || !Files.isExecutable(Path.of(path))) {
            throw new AssertionError(
                    "a Temporal server is needed: run this by ./evenkeel test, or let TEMPORAL_CLI name"
                            + " the temporal command; it is '" + path + "'");
        }
        return path;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it where it was, and waits until it answers. */
    public void start() {
        for (int attempt = 1; !started(); attempt++) {
            server.close();
            if (attempt == STARTS_MAX) {
                throw new AssertionError("Temporal does not answer:\n" + server.output());
            }
        }
    }

    /** False where it ended: the ports that it chooses for its own services may be the one that it is told. */
    private boolean started() {
        server = Program.start(
                folder.resolve("temporal.log"),
                Map.of(),
                List.of(
                        cli,
                        "server",
                        "start-dev",
                        "--ip",
                        "127.0.0.1",
                        "--headless",
                        "--port",
                        String.valueOf(port),
                        "--db-filename",
                        folder.resolve("temporal.db").toString(),
                        "--log-level",
                        "error"));
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !server.alive() || answers());
        } catch (org.awaitility.core.ConditionTimeoutException silent) {
            return false;
        }
        return server.alive();
    }

    private boolean answers() {
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace("default")
                            .build());
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    /** SIGKILL. */
    public void kill() {
        server.kill();
    }

    public WorkflowClient client() {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(ContractJson.dataConverter())
                        .build());
    }

    /** Runs the command {@code temporal} as somebody at a terminal would. */
    public Program.Ended command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(cli));
        command.addAll(Arrays.asList(arguments));
        return Program.run(folder, Map.of("TEMPORAL_ADDRESS", address()), COMMAND_LIMIT, command);
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        server.close();
    }
}
