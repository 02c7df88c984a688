package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/clients.md} says of releases is what those releases do. */
final class ClientsPageTest {
    private static final String PAGE = Checkout.text(Checkout.ROOT.resolve("docs/clients.md"));

    @ParameterizedTest
    @CsvSource({"4.4.23, false", "4.4.24, true", "5.3.2, false", "5.4.0, true", "5.10.3, true", "6.1.0, true"})
    void donorsTakeClientsWhileEmqxWaitsSinceTheReleasesThatThePageNames(String version, boolean taken)
            throws IOException, InterruptedException {
        assertThat(PAGE)
                .contains("taken (EMQX before 4.4.24, and 5.0 to 5.3: refused as below)")
                .contains("DISCONNECT, reason 0x9C")
                .contains("CONNACK, return code 3");
        try (SimulatedCluster emqx = SimulatedCluster.builder()
                .connections(5000, 0)
                .version(version)
                .key("key", "secret", ApiKey.Permission.ADMINISTRATOR)
                .start()) {
            SimulatedNode donor = emqx.nodes().get(0);

            HttpResponse<String> answer = start(emqx.nodes().get(1), version.startsWith("4") ? "v4" : "v5");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(donor.evicting()).isTrue();
            assertThat(donor.acceptsClients()).isEqualTo(taken);
        }
    }

    private static HttpResponse<String> start(SimulatedNode coordinator, String dialect)
            throws IOException, InterruptedException {
        String key = Base64.getEncoder().encodeToString("key:secret".getBytes(StandardCharsets.UTF_8));
        URI start =
                coordinator.apiUrl().resolve("/api/" + dialect + "/load_rebalance/" + coordinator.name() + "/start");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(start)
                                .header("Authorization", "Basic " + key)
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"wait_health_check\": 60, \"abs_conn_threshold\": 100, \"rel_conn_threshold\": 1.1}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
