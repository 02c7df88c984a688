package dev.evenkeel.worker;

import dev.evenkeel.contract.ContractJson;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Temporal's development server, {@code temporal server start-dev}, on loopback, with its histories in a file: a run that
 * dies with its process goes on in the next one. Its port is kept too, while it is free.
 */
final class DevTemporal implements LocalTemporal {
    /** It needs one second, and a busy machine many. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final LeashedProcess process;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String address;

    private DevTemporal(LeashedProcess process, String address) {
        this.process = process;
        this.address = address;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        this.client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(ContractJson.dataConverter())
                        .build());
    }

    static DevTemporal start(Path program, Path folder) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new IOException("TEMPORAL_CLI is '" + program + "', which is no program");
        }
        int port = port(folder.resolve("temporal.port"));
        Path log = folder.resolve("temporal.log");
        DevTemporal server = new DevTemporal(
                LeashedProcess.start(
                        List.of(
                                program.toString(),
                                "server",
                                "start-dev",
                                "--ip",
                                "127.0.0.1",
                                "--headless",
                                "--port",
                                Integer.toString(port),
                                "--db-filename",
                                database(folder).toString(),
                                "--log-level",
                                "error"),
                        Map.of(),
                        log),
                "127.0.0.1:" + port);
        try {
            server.stubs.connect(READY_LIMIT);
        } catch (RuntimeException silent) {
            // gRPC's client has many exceptions for "nobody answers"; what the server said is in its log.
            server.close();
            throw new IOException(program + " did not come up within " + READY_LIMIT.toSeconds() + " s, see " + log);
        }
        return server;
    }

    static Path database(Path folder) {
        return folder.resolve("temporal.db");
    }

    private static int port(Path remembered) throws IOException {
        if (Files.exists(remembered)) {
            String text = Files.readString(remembered).strip();
            if (text.matches("\\d{1,5}") && Ports.isFree(Integer.parseInt(text))) {
                return Integer.parseInt(text);
            }
        }
        int free = Ports.free();
        Files.writeString(remembered, Integer.toString(free));
        return free;
    }

    @Override
    public String description() {
        return "Temporal, a server of this run's own at " + address;
    }

    @Override
    public Optional<String> address() {
        return Optional.of(address);
    }

    @Override
    public WorkflowClient client() {
        return client;
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        process.kill();
    }
}
