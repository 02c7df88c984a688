package dev.evenkeel.e2e.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A worker as it is deployed: a process of its own, told by flags where everything is. */
public final class WorkerProcess implements AutoCloseable {
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Program program;
    private final int port = Program.freePort();

    public WorkerProcess(Path log, String... settings) {
        this(log, Map.of(), settings);
    }

    /** One that is told by variables too. */
    public WorkerProcess(Path log, Map<String, String> environment, String... settings) {
        this(log, environment, UnaryOperator.identity(), settings);
    }

    /** One whose command is another than that of a test. */
    WorkerProcess(Path log, Map<String, String> environment, UnaryOperator<List<String>> command, String... settings) {
        List<String> flags = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=" + port));
        flags.addAll(Arrays.asList(settings));
        program = Program.start(
                log,
                environment,
                command.apply(Program.java("dev.evenkeel.worker.WorkerApplication", flags.toArray(String[]::new))));
    }

    long pid() {
        return program.pid();
    }

    /** Waits until it polls. */
    public WorkerProcess ready() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!program.alive()) {
                        throw new AssertionError("the worker ended:\n" + program.output());
                    }
                    return isReady();
                });
        return this;
    }

    private boolean isReady() {
        try {
            return get("/actuator/health/readiness").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** What Prometheus would be told. */
    public String metrics() {
        return get("/actuator/prometheus").body();
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * How long from its process's start until it polled, by its own log.
     *
     * @throws IllegalStateException if it has not polled yet
     */
    public Duration polledAfter() {
        String line = log().lines()
                .filter(said -> said.contains(" polling task queue "))
                .reduce((former, last) -> last)
                .orElseThrow(() -> new IllegalStateException("it has not polled yet"));
        return Duration.between(
                program.startedAt(), Instant.from(LOG_TIME.parse(line.substring(0, line.indexOf(' ')))));
    }

    /** Its log, and that of its predecessors in the same file. */
    public String log() {
        return program.output();
    }

    /** SIGKILL. */
    public void kill() {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
