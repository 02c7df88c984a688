package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.emqx.EmqxClient.StartAnswer;
import dev.evenkeel.emqx.EmqxClient.StopAnswer;
import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One client, whatever release answers; nobody tells it which. */
class DialectsTest {
    private static final String ONE = "emqx1@127.0.0.1";
    private static final String TWO = "emqx2@127.0.0.1";
    private static final List<String> BOTH = List.of(ONE, TWO);
    private static final StartParameters PARAMETERS = new StartParameters(
            10, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), new Threshold(10, 1.05), new Threshold(10, 1.05));

    private final ManualClock clock = new ManualClock();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final RetrofitEmqxClients clients = keep(new RetrofitEmqxClients(EmqxTimeouts.defaults()));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private SimulatedCluster cluster(String version) {
        return keep(SimulatedCluster.builder()
                .connections(200, 0)
                .version(version)
                .clock(clock)
                .start());
    }

    private static final Optional<Duration> UP = Optional.of(Duration.ofSeconds(1));

    private EmqxClient client(SimulatedCluster cluster) {
        return client(cluster, "secret");
    }

    private EmqxClient client(SimulatedCluster cluster, String secret) {
        List<EntryPoint> entries =
                cluster.nodes().stream().map(DialectsTest::entry).toList();
        return clients.open("mqtt/emqx", entries, new Credentials("key", () -> secret));
    }

    private static EntryPoint entry(SimulatedNode node) {
        return new EntryPoint(Optional.of(node.name()), Optional.empty(), node.apiUrl());
    }

    private void pass(SimulatedCluster cluster, int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        cluster.advance();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.18", "4.4.19", "4.4.24", "5.0.4", "5.1.0", "5.8.6", "5.10.3", "6.1.0"})
    void asksLooksStartsAndStops(String version) {
        SimulatedCluster cluster = cluster(version);
        EmqxClient client = client(cluster);
        pass(cluster, 1);

        assertThat(client.nodes())
                .containsExactly(
                        new EmqxNode(ONE, true, true, version, 200, 200, UP),
                        new EmqxNode(TWO, true, true, version, 0, 0, UP));
        assertThat(client.counters().connects()).isZero();
        assertThat(client.counters().attempts()).containsOnlyKeys(ONE, TWO);
        assertThat(client.available(ONE)).isTrue();
        assertThat(client.start(TWO, BOTH, PARAMETERS)).isEqualTo(StartAnswer.STARTED);
        assertThat(client.start(TWO, List.of(TWO), PARAMETERS)).isEqualTo(StartAnswer.ALREADY_STARTED);
        GlobalStatus.Rebalance on = client.globalStatus(TWO).coordinatedBy(TWO).orElseThrow();
        assertThat(on.state()).isEqualTo(EmqxState.WAIT_HEALTH_CHECK);
        assertThat(on.donors()).containsExactly(ONE);
        assertThat(on.connEvictRate()).isEqualTo(10);
        assertThat(client.available(ONE)).isFalse();
        pass(cluster, 6);
        assertThat(client.globalStatus(TWO).rebalances().get(0).donorAverage()).isPresent();
        assertThat(client.counters().disconnects()).isPositive();
        assertThat(client.stop(TWO)).isEqualTo(StopAnswer.STOPPED);
        assertThat(client.stop(TWO)).isEqualTo(StopAnswer.NOT_STARTED);
        assertThat(client.available(ONE)).isTrue();
        assertThat(cluster.ledger().starts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.19", "5.10.3"})
    void refusalsAreTheSameKinds(String version) {
        SimulatedCluster cluster = cluster(version);
        EmqxClient client = client(cluster);
        StartParameters wide = new StartParameters(
                10,
                10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                new Threshold(900, 1.05),
                new Threshold(900, 9.0));

        assertThat(client.start(ONE, BOTH, wide)).isEqualTo(StartAnswer.NOTHING_TO_BALANCE);
        assertThat(kind(() -> client.start(ONE, List.of(ONE, "nobody@1"), PARAMETERS)))
                .isIn(FailureKind.EMQX_REJECTED, FailureKind.EMQX_UNAVAILABLE);
        assertThat(kind(() -> client.start("nobody@1", BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
        cluster.faults().kill(TWO);
        assertThat(kind(() -> client.start(ONE, BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
        cluster.faults().restart(TWO);
        cluster.faults().startBehindOurBack(TWO, "{\"abs_conn_threshold\":10,\"rel_conn_threshold\":1.05}");
        assertThat(kind(() -> client.start(ONE, BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_BUSY);
        cluster.faults().unauthorized(true);
        assertThat(kind(client::nodes)).isEqualTo(FailureKind.EMQX_UNAUTHORIZED);
        assertThat(kind(() -> client.start(ONE, BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.19", "5.10.3"})
    void aLostAnswerToAStartIsKnownToBeUnknown(String version) {
        SimulatedCluster cluster = cluster(version);
        EmqxClient client = client(cluster);
        client.nodes();
        cluster.faults().dropNextStartReply();

        assertThat(kind(() -> client.start(ONE, BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);

        assertThat(client.globalStatus(ONE).coordinatedBy(ONE)).isPresent();
        assertThat(cluster.ledger().starts()).hasSize(1);
    }

    @Test
    void aNodeOf4_4ThatDoesNotAnswerLeavesTheOutcomeUnknown() {
        SimulatedCluster cluster = cluster("4.4.24");
        EmqxClient client = client(cluster);
        cluster.faults().kill(TWO);

        assertThat(kind(() -> client.stop(TWO))).isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
        assertThat(client.nodes()).extracting(EmqxNode::name).containsExactly(ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.11", "5.0.3"})
    void aReleaseBeforeTheFeatureIsToldWhatItTakes(String version) {
        EmqxClient client = client(cluster(version));

        EmqxException refused = catchThrowableOfType(EmqxException.class, () -> client.globalStatus(""));

        assertThat(refused.kind()).isEqualTo(FailureKind.EMQX_NOT_SUPPORTED);
        assertThat(refused.getMessage()).contains("4.4.12", "5.0.4", "5.9");
        assertThat(kind(() -> client.start(ONE, BOTH, PARAMETERS))).isEqualTo(FailureKind.EMQX_NOT_SUPPORTED);
    }

    /** A rolling upgrade: the nodes of one cluster understand different dialects, and one changes between two questions. */
    @Test
    void nodesMaySpeakDifferentDialectsAndChange() {
        SimulatedCluster old = cluster("4.4.24");
        SimulatedCluster upgraded = cluster("5.10.3");
        List<EntryPoint> mixed = List.of(
                entry(old.node(ONE)),
                new EntryPoint(
                        Optional.of(TWO), Optional.empty(), upgraded.node(TWO).apiUrl()));
        EmqxClient client = clients.open("mqtt/emqx", mixed, new Credentials("key", () -> "secret"));

        assertThat(client.globalStatus(ONE).answeredBy()).contains(ONE);
        assertThat(client.globalStatus(TWO).answeredBy()).contains(TWO);
        assertThat(client.available(ONE) && client.available(TWO)).isTrue();

        int port = old.node(ONE).port();
        old.close();
        keep(SimulatedCluster.builder()
                .node(NodeSpec.core(ONE, 200).withPort(port))
                .node(NodeSpec.core(TWO, 0))
                .version("5.10.3")
                .clock(clock)
                .start());

        assertThat(client.start(ONE, BOTH, PARAMETERS)).isEqualTo(StartAnswer.STARTED);
        assertThat(client.globalStatus(ONE).coordinatedBy(ONE)).isPresent();
    }

    @Test
    void whatWasLearntIsRemembered() {
        SimulatedCluster cluster = cluster("4.4.24");
        client(cluster).nodes();
        client(cluster).nodes();

        assertThat(cluster.ledger().requests()).containsEntry("GET unknown", 1L).containsEntry("GET /api/v4/nodes", 2L);
    }

    @ParameterizedTest
    @CsvSource({"4.4.19, 1", "4.4.24, 0", "5.3.2, 1", "5.4.0, 0"})
    void availabilityIsAskedWithoutTheKeyAndWithItOnlyWhereItMustBe(String version, long withKey) {
        SimulatedCluster cluster = cluster(version);
        EmqxClient client = client(cluster);
        client.nodes();
        EmqxClient wrong = client(cluster, "wrong");

        assertThat(client.available(ONE)).isTrue();
        if (withKey == 1) {
            assertThat(kind(() -> wrong.available(ONE))).isEqualTo(FailureKind.EMQX_UNAUTHORIZED);
        } else {
            assertThat(wrong.available(ONE)).isTrue();
        }
    }

    /** How far off the counts are that stand in: by what moved since the last second, and no longer than that. */
    @Test
    void statisticsThatStandInAreASecondOldAndDoNotCountAbsentClients() {
        SimulatedCluster cluster = keep(SimulatedCluster.builder()
                .node(NodeSpec.core(ONE, 200).withDisconnectedSessions(70))
                .node(NodeSpec.core(TWO, 0).withDisconnectedSessions(300))
                .version("4.4.18")
                .clock(clock)
                .start());
        EmqxClient client = client(cluster);
        pass(cluster, 1);
        cluster.faults().shift(ONE, -30);

        assertThat(client.nodes())
                .containsExactly(
                        new EmqxNode(ONE, true, true, "4.4.18", 200, 240, UP),
                        new EmqxNode(TWO, true, true, "4.4.18", 0, 300, UP));
        pass(cluster, 1);
        assertThat(client.nodes().get(0).liveConnections()).isEqualTo(170);
    }

    @Test
    void sessionsNeverStandInForConnections() {
        FakeNode node = keep(new FakeNode());
        node.says("/api/v5/nodes", 404, "text/html", "")
                .says(
                        "/api/v4/nodes",
                        200,
                        "{\"code\":0,\"data\":[{\"node\":\"a@1\",\"node_status\":\"Running\","
                                + "\"version\":\"4.4.18\",\"connections\":7}]}")
                .says("/api/v4/stats", 200, "{\"code\":0,\"data\":[]}");
        EmqxClient client =
                clients.open("mqtt/emqx", List.of(node.entryOf("a@1")), new Credentials("key", () -> "secret"));

        assertThat(kind(client::nodes)).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.19", "4.4.24", "5.1.0", "6.1.0"})
    void isExaminedWithoutStartingAnything(String version) {
        SimulatedCluster cluster = cluster(version);

        ExaminedEmqx examined = client(cluster).examine(InstantSource.system());

        assertThat(examined.trouble()).isEmpty();
        assertThat(examined.nodes().orElseThrow()).hasSize(2);
        assertThat(cluster.ledger().starts()).isEmpty();
        assertThat(client(cluster, "wrong")
                        .examine(InstantSource.system())
                        .trouble()
                        .orElseThrow()
                        .kind())
                .isEqualTo(FailureKind.EMQX_UNAUTHORIZED);
    }

    @Test
    void aKeyWithoutTheScopeIsToldWhichOne() {
        SimulatedCluster cluster = keep(SimulatedCluster.builder()
                .connections(200, 0)
                .version("6.1.4")
                .keyWithScopes("key", "secret", "publish")
                .clock(clock)
                .start());

        EmqxException refused =
                catchThrowableOfType(EmqxException.class, () -> client(cluster).globalStatus(""));

        assertThat(refused.kind()).isEqualTo(FailureKind.EMQX_FORBIDDEN);
        assertThat(refused.getMessage()).contains("cluster_operations", "administrator");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing_to_balance|nothing_to_balance|EMQX_REJECTED",
                "[\"already_started\"]|already_started|EMQX_REJECTED",
                "\"not_started\"|not_started|EMQX_REJECTED",
                "eviction_agent_busy|eviction_agent_busy|EMQX_BUSY",
                "unavailable nodes in nodes: ['a@1']||EMQX_UNAVAILABLE",
                "no available nodes list in nodes: []||EMQX_UNAVAILABLE",
                "invalid node: a@1||EMQX_UNAVAILABLE",
                "Error communicating with node 'a@1'||EMQX_OUTCOME_UNKNOWN",
                "Unrecognized rpc result from node 'a@1': x||EMQX_OUTCOME_UNKNOWN",
                "invalid conn_evict_rate value||EMQX_REJECTED",
                "Unknown rebalance param: {x,1}||EMQX_REJECTED",
            })
    void readsWhat4_4SaysInside200(String message, String reason, FailureKind kind) {
        Verdict verdict = VerdictV4.on(Verdict.Asked.START, message);

        assertThat(verdict.reason()).isEqualTo(Optional.ofNullable(reason));
        assertThat(verdict.kind()).isEqualTo(kind);
    }

    private static FailureKind kind(Runnable asked) {
        return catchThrowableOfType(EmqxException.class, asked::run).kind();
    }
}
