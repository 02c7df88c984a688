package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manners of EMQX Enterprise 4.4 on the wire. */
class DialectV4Test {
    private static final String ONE = "emqx1@127.0.0.1";
    private static final String TWO = "emqx2@127.0.0.1";
    private static final String START = "{\"wait_health_check\":10,\"conn_evict_rate\":10,\"sess_evict_rate\":10,"
            + "\"abs_conn_threshold\":10,\"rel_conn_threshold\":1.1,\"wait_takeover\":10}";

    private final ManualClock clock = new ManualClock();
    private final SimulatedCluster cluster = SimulatedCluster.builder()
            .connections(200, 0)
            .version("4.4.19")
            .clock(clock)
            .start();
    private final NodeCaller caller = new NodeCaller(cluster.node(TWO)).inV4();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void successIsAnEnvelopeWithCodeZero() {
        assertThat(caller.start(ONE, START).body()).isEqualTo("{\"code\":0,\"data\":[]}");
        assertThat(caller.stop(ONE).body()).isEqualTo("{\"code\":0,\"data\":[]}");
    }

    @Test
    void whatEmqxRefusesIsInsideOf200() {
        assertRefused(caller.stop(ONE), "not_started");
        assertRefused(caller.start(ONE, "{}"), "nothing_to_balance");
        caller.start(ONE, START);
        assertRefused(caller.start(ONE, START), "already_started");
        assertRefused(caller.stop(TWO), "not_started");
        assertRefused(caller.stop("nobody@1"), "invalid node: nobody@1");
    }

    @Test
    void nodesThatAreDownOrTakenAreNamed() {
        String both = START.replace("{", "{\"nodes\":[\"" + ONE + "\",\"" + TWO + "\"],");
        caller.start(ONE, both);

        assertRefused(caller.start(TWO, both), "unavailable nodes in nodes: ['" + ONE + "']");
        cluster.faults().kill(ONE);
        assertRefused(caller.start(ONE, START), "Error communicating with node '" + ONE + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"wait_health_check\":0}|invalid wait_health_check value",
                "{\"wait_health_check\":\"10s\"}|invalid wait_health_check value",
                "{\"wait_takeover\":0}|invalid wait_takeover value",
                "{\"conn_evict_rate\":\"10\"}|invalid conn_evict_rate value",
                "{\"abs_conn_threshold\":10.5}|invalid abs_conn_threshold value",
                "{\"rel_conn_threshold\":1}|invalid rel_conn_threshold value",
                "{\"rel_sess_threshold\":\"1.1\"}|invalid rel_sess_threshold value",
                "{\"nodes\":\"a\"}|invalid node list in nodes: \"a\"",
                "{\"nodes\":[\"nobody@1\"]}|invalid node: nobody@1",
                "{\"conn_evict_rpc_timeout\":15000}|Unknown rebalance param: {<<\"conn_evict_rpc_timeout\">>,15000}",
            })
    void typesAreStrict(String body, String message) {
        assertRefused(caller.start(ONE, body), message);
    }

    @Test
    void anEvacuationBeginsAtOnceAndTakesNoWait() {
        assertRefused(
                caller.post("/api/v4/load_rebalance/" + ONE + "/evacuation/start", "{\"wait_health_check\":5}"),
                "Unknown evacuation param: {<<\"wait_health_check\">>,5}");

        caller.post("/api/v4/load_rebalance/" + ONE + "/evacuation/start", "{\"redirect_to\":\"elsewhere\"}");
        clock.advance(Duration.ofMillis(1));

        assertThat(caller.globalStatus().at("/evacuations/0/state").asText()).isEqualTo("evicting_conns");
        assertThat(cluster.node(ONE).acceptsClients()).isFalse();
    }

    @Test
    void theStatusIsThePlainObjectWithoutPurges() {
        caller.start(ONE, START);

        JsonNode global = caller.globalStatus();

        assertThat(global.has("code")).isFalse();
        assertThat(global.has("purges")).isFalse();
        assertThat(global.at("/rebalances/0/node").asText()).isEqualTo(ONE);
        assertThat(global.at("/rebalances/0/recipients/0").asText()).isEqualTo(TWO);
        assertThat(caller.status().path("status").asText()).isEqualTo("disabled");
    }

    @Test
    void availabilityHasAnEmptyBodyEitherWay() {
        caller.start(ONE, START);

        HttpResponse<String> donor =
                new NodeCaller(cluster.node(ONE)).inV4().get("/api/v4/load_rebalance/availability_check");

        assertThat(donor.statusCode()).isEqualTo(503);
        assertThat(donor.body()).isEqualTo("{}");
        assertThat(caller.get("/api/v4/load_rebalance/availability_check").body())
                .isEqualTo("{}");
    }

    @Test
    void nodesThatAreStoppedAreNotListed() {
        JsonNode nodes = NodeCaller.json(caller.get("/api/v4/nodes"));
        assertThat(nodes.path("code").asInt()).isZero();
        assertThat(nodes.at("/data/0/node_status").asText()).isEqualTo("Running");
        assertThat(nodes.at("/data/0/connections").asLong()).isEqualTo(200);
        assertThat(nodes.at("/data/0").has("role")).isFalse();

        cluster.faults().kill(ONE);

        assertThat(NodeCaller.json(caller.get("/api/v4/nodes")).path("data")).hasSize(1);
    }

    @Test
    void countersAreInAnObjectOfTheirOwn() {
        JsonNode metrics = NodeCaller.json(caller.get("/api/v4/metrics"));

        assertThat(metrics.at("/data/1/node").asText()).isEqualTo(TWO);
        assertThat(metrics.at("/data/1/metrics").path("client.connected").isNumber())
                .isTrue();
    }

    @Test
    void aWrongSecretIsRefusedInOneWord() {
        HttpResponse<String> refused = caller.withKey("key", "wrong").get("/api/v4/nodes");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("UNAUTHORIZED");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic Realm=\"minirest-server\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v5/nodes", "/api/v4/load_rebalance/emqx1@127.0.0.1/purge/start", "/api/v4/nothing"})
    void whatIsNotThereIs404(String path) {
        assertThat(caller.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void theHealthPageNamesTheNodeWithoutAKey() {
        assertThat(caller.withoutKey().get("/status").body()).isEqualTo("Node " + TWO + " is started\nemqx is running");
    }

    private static void assertRefused(HttpResponse<String> answer, String message) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(NodeCaller.json(answer).path("code").asInt()).isEqualTo(400);
        assertThat(NodeCaller.json(answer).path("message").asText()).isEqualTo(message);
    }
}
