package dev.evenkeel.demo;

import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.worker.LeashedProcess;
import dev.evenkeel.worker.Ports;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Temporal server and its UI, {@code temporal server start-dev}, on loopback and in memory. */
final class DevServer implements Temporal {
    /** It needs one second; a busy machine gets more. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(20);

    private final LeashedProcess process;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String address;
    private final int uiPort;

    private DevServer(LeashedProcess process, int port, int uiPort) {
        this.process = process;
        this.address = "127.0.0.1:" + port;
        this.uiPort = uiPort;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        this.client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(ContractJson.dataConverter())
                        .build());
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param program the command {@code temporal}
     * @param log where its output goes
     * @throws IOException if it cannot be started or does not answer
     */
    static DevServer start(Path program, int uiPort, Path log) throws IOException {
        int port = Ports.free();
        LeashedProcess process = LeashedProcess.start(
                List.of(
                        program.toString(),
                        "server",
                        "start-dev",
                        "--ip",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--ui-port",
                        Integer.toString(uiPort),
                        "--ui-disable-news-fetch",
                        "--log-level",
                        "error"),
                Map.of(),
                log);
        DevServer server = new DevServer(process, port, uiPort);
        try {
            server.stubs.connect(READY_LIMIT);
        } catch (RuntimeException silent) {
            // gRPC's client has many exceptions for "nobody answers"; what the server said is in its log.
            server.close();
            throw new IOException(program + " did not come up within " + READY_LIMIT.toSeconds() + " s, see " + log);
        }
        return server;
    }

    @Override
    public String description() {
        return "Temporal (a server of its own, with its UI)";
    }

    @Override
    public WorkflowClient client() {
        return client;
    }

    @Override
    public WorkerOptions workerOptions() {
        return WorkerOptions.getDefaultInstance();
    }

    @Override
    public Optional<String> address() {
        return Optional.of(address);
    }

    @Override
    public Optional<URI> page(String workflowId, String runId) {
        String id = URLEncoder.encode(workflowId, StandardCharsets.UTF_8);
        return Optional.of(URI.create(
                "http://127.0.0.1:" + uiPort + "/namespaces/default/workflows/" + id + "/" + runId + "/history"));
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        process.kill();
    }
}
