package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.TemporalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the compose file says, and whether a worker that is told so takes it. */
final class ComposeTest {
    private final JsonNode compose = Checkout.yaml(Checkout.DEPLOY.resolve("compose.yaml"));
    private final JsonNode worker = compose.at("/services/worker");
    private final JsonNode temporal = compose.at("/services/temporal");

    @TempDir
    Path folder;

    @Test
    void listensOnLoopbackAlone() {
        for (JsonNode service : List.of(worker, temporal)) {
            assertThat(texts(service.get("ports")))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void theWorkerHasNoRightsOnTheMachine() {
        assertThat(worker.get("read_only").asBoolean()).isTrue();
        assertThat(texts(worker.get("tmpfs"))).containsExactly("/tmp");
        assertThat(texts(worker.get("cap_drop"))).containsExactly("ALL");
        assertThat(texts(worker.get("security_opt"))).containsExactly("no-new-privileges:true");
        assertThat(worker.get("user").asText()).doesNotStartWith("0");
        assertThat(texts(worker.get("volumes")))
                .singleElement()
                .asString()
                .contains("kubeconfig")
                .endsWith(":ro");
    }

    @Test
    void itHasTimeToDrain() {
        assertThat(Integer.parseInt(worker.get("stop_grace_period").asText().replace("s", "")))
                .isGreaterThan(25);
    }

    @Test
    void isOfTheVersionThatThisCheckoutBuilds() {
        assertThat(worker.get("image").asText()).isEqualTo("evenkeel:" + Checkout.version());
        assertThat(Checkout.DEPLOY
                        .resolve(worker.at("/build/context").asText())
                        .resolve(worker.at("/build/dockerfile").asText()))
                .exists();
        // The chart's trial runs the same one.
        assertThat(temporal.get("image").asText())
                .isEqualTo("temporalio/temporal:"
                        + Checkout.yaml(Chart.FOLDER.resolve("values.yaml"))
                                .at("/temporal/dev/image/tag")
                                .asText());
    }

    @Test
    @Tag("real")
    void aWorkerThatIsToldSoIsReady() throws IOException {
        try (TemporalServer server = new TemporalServer(folder);
                Program program = Program.start(
                        folder.resolve("worker.log"),
                        told(server),
                        Program.java(
                                "dev.evenkeel.worker.WorkerApplication",
                                "--server.address=127.0.0.1",
                                "--server.port=" + Program.freePort()))) {
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> {
                assertThat(program.alive()).as(program.output()).isTrue();
                return program.output().contains("polling task queue");
            });
            assertThat(program.output())
                    .contains("evenkeel.connections.local.clusters=default/emqx-ee")
                    .contains("evenkeel.kubernetes.enabled=true")
                    .doesNotContain("planted-5ecret");
        }
    }

    /** Its variables, with files and addresses that are here. */
    private Map<String, String> told(TemporalServer server) throws IOException {
        Map<String, String> here = Map.of(
                "temporal:7233", server.address(),
                "/run/evenkeel/kubeconfig",
                        Files.writeString(folder.resolve("kubeconfig"), "apiVersion: v1\nkind: Config\n")
                                .toString(),
                "/run/secrets/emqx",
                        Files.writeString(folder.resolve("emqx"), "planted-5ecret")
                                .toString(),
                "${EVENKEEL_CLUSTERS:?namespace/name of the cluster, or namespace/*}", "default/emqx-ee",
                "${EVENKEEL_API_KEY:?name of an API key of EMQX}", "planted-key");
        Map<String, String> told = new HashMap<>();
        worker.get("environment").propertyStream().forEach(variable -> {
            String value = variable.getValue().asText();
            told.put(variable.getKey(), here.getOrDefault(value, value));
        });
        assertThat(told.values()).containsAll(here.values());
        return told;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
