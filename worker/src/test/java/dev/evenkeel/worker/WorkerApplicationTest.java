package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The whole process, before a Temporal on loopback that comes and goes. */
@ExtendWith(OutputCaptureExtension.class)
final class WorkerApplicationTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "planted-5ec2et";
    private static final String KEY = "planted-key";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void waitsForATemporalThatIsNotUpAndBecomesReadyWhenItAppears(CapturedOutput output) throws Exception {
        int port = freePort();
        try (ServletWebServerApplicationContext worker = start(port, "default")) {
            await().atMost(SOON).until(() -> output.getOut().contains("waiting for Temporal"));
            assertThat(output.getOut()).contains("127.0.0.1:" + port, "Connection refused", "check TEMPORAL_ADDRESS");
            assertThat(status(worker, "/actuator/health/liveness")).isEqualTo(200);
            assertThat(status(worker, "/actuator/health/readiness")).isEqualTo(503);

            try (FakeTemporal temporal = new FakeTemporal(port, "default")) {
                await().atMost(SOON).until(() -> status(worker, "/actuator/health/readiness") == 200);

                await().atMost(SOON).until(() -> temporal.polled().contains("emqx-rebalance"));
                assertThat(output.getOut())
                        .contains("polling task queue emqx-rebalance of Temporal at 127.0.0.1:" + port)
                        .containsOnlyOnce("waiting for Temporal");
            }
        }
    }

    @Test
    void saysWhichNamespaceIsMissing(CapturedOutput output) throws Exception {
        try (FakeTemporal temporal = new FakeTemporal(0, "default");
                ServletWebServerApplicationContext worker = start(temporal.port(), "typo")) {
            await().atMost(SOON).until(() -> output.getOut().contains("namespace typo: NOT_FOUND"));

            assertThat(output.getOut()).contains("check TEMPORAL_NAMESPACE");
            assertThat(body(worker, "/actuator/health/readiness")).contains("NOT_FOUND");
        }
    }

    @Test
    void showsHealthAndMetricsOnlyAndNoSecretAnywhere(CapturedOutput output) throws Exception {
        List<String> seen = new ArrayList<>();
        try (FakeTemporal temporal = new FakeTemporal(0, "default")) {
            try (ServletWebServerApplicationContext worker = start(temporal.port(), "default")) {
                await().atMost(SOON).until(() -> status(worker, "/actuator/health/readiness") == 200);

                for (String hidden : List.of("env", "configprops", "beans", "loggers", "heapdump", "threaddump")) {
                    assertThat(status(worker, "/actuator/" + hidden)).as(hidden).isEqualTo(404);
                }
                for (String shown : List.of("", "/health", "/health/readiness", "/health/temporal", "/prometheus")) {
                    assertThat(status(worker, "/actuator" + shown)).as(shown).isEqualTo(200);
                    seen.add(body(worker, "/actuator" + shown));
                }
                seen.add(worker.getBean(EvenkeelSettings.class).toString());
                seen.add(worker.getBean(RebalanceWorker.class).toString());
            }
        }
        seen.add(output.getAll());
        String pair = Base64.getEncoder().encodeToString((KEY + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(String.join("\n", seen))
                .contains("evenkeel_temporal_silence_seconds", "temporal_", "evenkeel.connections.plant.api-key=***")
                .doesNotContain(SECRET, KEY, pair);
    }

    private ServletWebServerApplicationContext start(int temporal, String namespace) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        return (ServletWebServerApplicationContext) WorkerApplication.application(SettingsOf.NOWHERE)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.temporal.connection.target=127.0.0.1:" + temporal,
                        "--spring.temporal.namespace=" + namespace,
                        "--evenkeel.connections.plant.clusters=default/emqx-ee",
                        "--evenkeel.connections.plant.api-key=" + KEY,
                        "--evenkeel.connections.plant.secret-file=" + secret);
    }

    private int status(ServletWebServerApplicationContext worker, String path) throws Exception {
        return get(worker, path).statusCode();
    }

    private String body(ServletWebServerApplicationContext worker, String path) throws Exception {
        return get(worker, path).body();
    }

    private HttpResponse<String> get(ServletWebServerApplicationContext worker, String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + worker.getWebServer().getPort() + path);
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
