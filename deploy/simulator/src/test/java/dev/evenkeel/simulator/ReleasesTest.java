package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the releases do differently behind one and the same engine. Node 1 is the donor, nodes 2 and 3 are recipients. */
class ReleasesTest {
    private static final String ONE = "emqx1@127.0.0.1";
    private static final String TWO = "emqx2@127.0.0.1";
    private static final String THREE = "emqx3@127.0.0.1";
    private static final String BODY = "{\"wait_health_check\":3,\"conn_evict_rate\":20,\"sess_evict_rate\":20,"
            + "\"abs_conn_threshold\":5,\"rel_conn_threshold\":1.05,\"abs_sess_threshold\":5,"
            + "\"rel_sess_threshold\":1.05,\"wait_takeover\":4}";

    private final ManualClock clock = new ManualClock();

    private SimulatedCluster cluster(String version) {
        return SimulatedCluster.builder()
                .connections(200, 0, 0)
                .version(version)
                .clock(clock)
                .start();
    }

    private static NodeCaller caller(SimulatedCluster cluster, String node) {
        NodeCaller caller = new NodeCaller(cluster.node(node));
        return cluster.version().startsWith("4.") ? caller.inV4() : caller;
    }

    private void pass(SimulatedCluster cluster, int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.advance(Duration.ofSeconds(1));
            cluster.advance();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.19, 401",
        "4.4.23, 401",
        "4.4.24, 200",
        "5.1.0, 401",
        "5.3.2, 401",
        "5.4.0, 200",
        "5.8.6, 200",
        "5.10.3, 200",
        "6.1.0, 200",
    })
    void availabilityCheckAsksForAKeyBefore44_24And5_4(String version, int withoutKey) {
        try (SimulatedCluster cluster = cluster(version)) {
            assertThat(caller(cluster, TWO).availability()).isEqualTo(200);
            assertThat(caller(cluster, TWO).withoutKey().availability()).isEqualTo(withoutKey);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.19, false",
        "4.4.23, false",
        "4.4.24, true",
        "5.1.0, false",
        "5.3.2, false",
        "5.4.0, true",
        "5.8.6, true",
        "5.10.3, true",
        "6.1.0, true",
    })
    void donorsRefuseAtOnceBefore44_24And5_4AndElseWhenEvictionBegins(String version, boolean acceptWhileWaiting) {
        try (SimulatedCluster cluster = cluster(version)) {
            caller(cluster, TWO).start(ONE, BODY);

            assertThat(cluster.node(ONE).acceptsClients()).isEqualTo(acceptWhileWaiting);
            assertThat(caller(cluster, ONE).availability()).isEqualTo(503);
            pass(cluster, 4);
            assertThat(cluster.state(ONE)).isEqualTo("evicting_conns");
            assertThat(cluster.node(ONE).acceptsClients()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"4.4.24, false", "5.1.0, false", "5.8.6, false", "5.9.0, true", "5.10.3, true", "6.1.0, true"})
    void rpcTimeoutsAreShownAndTakenFrom5_9On(String version, boolean known) {
        String body = BODY.replace("}", ",\"conn_evict_rpc_timeout\":15000}");
        try (SimulatedCluster cluster = cluster(version)) {
            caller(cluster, TWO).start(ONE, body);
            assertThat(cluster.ledger().starts()).hasSize(known ? 1 : 0);
            caller(cluster, TWO).start(ONE, BODY);

            JsonNode rebalance =
                    caller(cluster, TWO).globalStatus().path("rebalances").path(0);
            assertThat(rebalance.path("coordinator_node").asText()).isEqualTo(ONE);
            assertThat(rebalance.has("connection_eviction_rpc_timeout")).isEqualTo(known);
            assertThat(caller(cluster, ONE).status().has("session_eviction_rpc_timeout"))
                    .isEqualTo(known);
        }
    }

    @ParameterizedTest
    @CsvSource({"5.8.6, false", "4.4.24, false", "5.10.3, true"})
    void aNodeThatHangsEndsARebalanceAfter15SecondsFrom5_9OnAndElseHoldsIt(String version, boolean limited) {
        try (SimulatedCluster cluster = cluster(version)) {
            caller(cluster, TWO).start(ONE, BODY);
            pass(cluster, 5);
            cluster.faults().hang(THREE);
            pass(cluster, 18);

            assertThat(cluster.state(ONE)).isEqualTo(limited ? "disabled" : "evicting_conns");
            long live = cluster.node(ONE).live();
            cluster.faults().thaw(THREE);
            pass(cluster, 3);
            assertThat(cluster.node(ONE).live()).matches(now -> limited ? now >= live : now < live);
        }
    }

    @ParameterizedTest
    @CsvSource({"4.4.24, false", "5.1.0, false", "5.2.0, true", "5.8.6, true", "6.1.0, true"})
    void globalStatusListsPurgesFrom5_2On(String version, boolean listed) {
        try (SimulatedCluster cluster = cluster(version)) {
            assertThat(caller(cluster, ONE).globalStatus().has("purges")).isEqualTo(listed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.18, false",
        "4.4.19, true",
        "4.4.24, true",
        "5.0.4, false",
        "5.1.0, true",
        "5.10.3, true",
    })
    void nodesCountLiveConnectionsFrom44_19And5_1OnAndTheStatisticsAlways(String version, boolean inNodes) {
        boolean v4 = version.startsWith("4.");
        try (SimulatedCluster cluster = cluster(version)) {
            pass(cluster, 1);
            String api = v4 ? "/api/v4" : "/api/v5";
            JsonNode nodes = NodeCaller.json(caller(cluster, ONE).get(api + "/nodes"));
            JsonNode stats = NodeCaller.json(caller(cluster, ONE).get(api + "/stats"));

            assertThat((v4 ? nodes.path("data") : nodes).path(0).has("live_connections"))
                    .isEqualTo(inNodes);
            JsonNode first = v4 ? stats.at("/data/0/stats") : stats.path(0);
            assertThat(first.path("live_connections.count").asLong()).isEqualTo(200);
        }
    }

    @Test
    void theStatisticsAreAsOfTheLastSecond() {
        try (SimulatedCluster cluster = cluster("4.4.18")) {
            pass(cluster, 1);
            cluster.faults().shift(ONE, -50);

            assertThat(statistics(cluster)).isEqualTo(200);
            pass(cluster, 1);
            assertThat(statistics(cluster)).isEqualTo(150);
        }
    }

    private static long statistics(SimulatedCluster cluster) {
        return NodeCaller.json(caller(cluster, TWO).get("/api/v4/stats"))
                .at("/data/0/stats")
                .path("live_connections.count")
                .asLong();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.11", "4.3.22", "5.0.3"})
    void releasesBeforeTheFeatureHaveNoSuchApi(String version) {
        try (SimulatedCluster cluster = cluster(version)) {
            assertThat(caller(cluster, ONE).start(ONE, BODY).statusCode()).isEqualTo(404);
            assertThat(caller(cluster, ONE).availability()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"4.4.24, 300", "5.1.0, 300", "5.2.0, 300", "5.2.1, 0", "5.10.3, 0"})
    void sessionsBegunWithCleanStartStayBehindUntil5_2(String version, long left) {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .node(NodeSpec.core(ONE, 100).withCleanStartSessions(300))
                .node(NodeSpec.core(TWO, 0))
                .version(version)
                .clock(clock)
                .start()) {
            cluster.loadBalancer().publish(List.of(TWO));
            caller(cluster, TWO)
                    .start(
                            TWO,
                            BODY.replace("sess_evict_rate\":20", "sess_evict_rate\":400")
                                    .replace("sess_threshold\":5", "sess_threshold\":1"));
            pass(cluster, 30);

            assertThat(cluster.state(TWO)).isEqualTo("disabled");
            assertThat(cluster.node(ONE).sessions() - cluster.node(ONE).live()).isEqualTo(left);
        }
    }

    @ParameterizedTest
    @CsvSource({"5.1.0, true", "5.3.2, true", "5.4.0, false", "5.10.3, false"})
    void aNodeAboutToBeEvacuatedTakesClientsAndRebalancesUntil5_3(String version, boolean agentIdle) {
        try (SimulatedCluster cluster = cluster(version)) {
            evacuate(cluster, ONE, "{\"wait_health_check\":5}");

            assertThat(caller(cluster, ONE).availability()).isEqualTo(503);
            assertThat(cluster.node(ONE).acceptsClients()).isTrue();
            assertThat(cluster.node(ONE).evicting()).isEqualTo(!agentIdle);
            assertThat(caller(cluster, ONE)
                            .globalStatus()
                            .at("/evacuations/0/state")
                            .asText())
                    .isEqualTo("waiting_health_check");
            pass(cluster, 6);
            assertThat(cluster.node(ONE).acceptsClients()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"5.1.0, 200", "5.4.0, 400", "5.10.3, 400"})
    void evacuatingADonorIsRefusedFrom5_4OnAndBeforeSilentlyGivenUp(String version, int answer) {
        try (SimulatedCluster cluster = cluster(version)) {
            caller(cluster, TWO).start(ONE, BODY.replace("check\":3", "check\":9"));

            assertThat(evacuate(cluster, ONE, "{\"wait_health_check\":5}")).isEqualTo(answer);
            pass(cluster, 6);

            assertThat(caller(cluster, ONE).globalStatus().path("evacuations")).isEmpty();
            assertThat(cluster.state(ONE)).isEqualTo("wait_health_check");
            assertThat(caller(cluster, ONE).availability()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource({"5.1.0, false", "5.6.1, false", "5.7.0, true", "5.10.3, true"})
    void aNodeThatWasEvacuatedBootsFrom5_7On(String version, boolean boots) {
        try (SimulatedCluster cluster = cluster(version)) {
            evacuate(cluster, ONE, "{\"wait_health_check\":0}");
            cluster.faults().kill(ONE);
            cluster.faults().restart(ONE);

            assertThat(cluster.node(ONE).alive()).isEqualTo(boots);
        }
    }

    private static int evacuate(SimulatedCluster cluster, String node, String body) {
        return caller(cluster, TWO)
                .post("/api/v5/load_rebalance/" + node + "/evacuation/start", body)
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "5.8.6, 200",
        "5.10.3, 200",
        "5.10.4, 403",
        "6.0.0, 200",
        "6.1.0, 200",
        "6.1.4, 403",
        "6.2.0, 200",
        "6.2.2, 403",
    })
    void keysWithScopesNeedClusterOperations(String version, int answer) {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .connections(200, 0)
                .version(version)
                .keyWithScopes("key", "secret", "publish")
                .keyWithScopes("cluster", "secret", "publish", "cluster_operations")
                .clock(clock)
                .start()) {
            List<Integer> answers = Stream.of("key", "cluster")
                    .map(key -> caller(cluster, ONE).withKey(key, "secret"))
                    .map(caller ->
                            caller.get("/api/v5/load_rebalance/global_status").statusCode())
                    .toList();

            assertThat(answers).containsExactly(answer, 200);
        }
    }
}
