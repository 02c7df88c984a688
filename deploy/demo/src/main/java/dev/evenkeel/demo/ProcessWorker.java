package dev.evenkeel.demo;

import dev.evenkeel.worker.ConnectedWorker;
import dev.evenkeel.worker.LeashedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The worker as it is deployed, a process of its own. */
final class ProcessWorker implements DemoWorker {
    private static final String SECRET_VARIABLE = "EVENKEEL_DEMO_API_SECRET";

    private final String temporalAddress;
    private final ConnectedWorker.Target target;
    private final Path log;
    private LeashedProcess process;

    ProcessWorker(String temporalAddress, ConnectedWorker.Target target, Path log) {
        this.temporalAddress = temporalAddress;
        this.target = target;
        this.log = log;
    }

    @Override
    public String description() {
        return "a worker process of its own";
    }

    /** Returns before it polls, which takes a JVM and Spring Boot some seconds. */
    @Override
    public void start() throws IOException {
        String cluster = target.cluster().namespace() + "/" + target.cluster().name();
        String connection = "--evenkeel.connections." + target.cluster().name();
        process = LeashedProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.evenkeel.worker.WorkerApplication",
                        "--evenkeel.kubernetes.api-server=" + target.kubernetes(),
                        connection + ".clusters=" + cluster,
                        connection + ".api-key=" + target.apiKey(),
                        connection + ".secret-env=" + SECRET_VARIABLE,
                        "--evenkeel.pace.speed=" + target.speed(),
                        "--server.address=127.0.0.1",
                        "--server.port=0"),
                Map.of(SECRET_VARIABLE, target.apiSecret(), "TEMPORAL_ADDRESS", temporalAddress),
                log);
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public String kindOfKill() {
        return "SIGKILL to the worker's process " + process.pid() + ", and a new process after it";
    }

    @Override
    public void close() {
        kill();
    }
}
