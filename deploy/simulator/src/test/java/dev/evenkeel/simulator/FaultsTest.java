package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every fault, by code; two of them by HTTP. Node 1 is the donor, nodes 2 and 3 are recipients. */
class FaultsTest {
    private static final String ONE = "emqx1@127.0.0.1";
    private static final String TWO = "emqx2@127.0.0.1";
    private static final String THREE = "emqx3@127.0.0.1";
    private static final String BODY = "{\"wait_health_check\":3,\"conn_evict_rate\":20,\"sess_evict_rate\":20,"
            + "\"abs_conn_threshold\":5,\"rel_conn_threshold\":1.05,\"abs_sess_threshold\":5,"
            + "\"rel_sess_threshold\":1.05,\"wait_takeover\":4}";

    private final ManualClock clock = new ManualClock();
    private final SimulatedCluster cluster =
            SimulatedCluster.builder().connections(200, 0, 0).clock(clock).start();
    private final Faults faults = cluster.faults();
    private final NodeCaller first = new NodeCaller(cluster.node(ONE));
    private final NodeCaller second = new NodeCaller(cluster.node(TWO));

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aKilledCoordinatorReleasesItsDonorsAtOnceAndIsRefusedAConnection() {
        evictingWith(THREE);

        faults.kill(THREE);

        assertThat(first.availability()).isEqualTo(200);
        assertThat(first.get("/api/v5/load_rebalance/status").statusCode()).isEqualTo(500);
        assertThat(first.status().path("status").asText()).isEqualTo("disabled");
        assertThat(first.globalStatus().path("rebalances")).isEmpty();
        assertThat(first.stop(THREE).statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> new NodeCaller(cluster.node(THREE)).status())
                .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class)
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void aRestartedCoordinatorKnowsNothing() {
        evictingWith(THREE);
        faults.kill(THREE);

        faults.restart(THREE);

        assertThat(new NodeCaller(cluster.node(THREE)).globalStatus().path("rebalances"))
                .isEmpty();
        assertThat(first.start(THREE, BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeThatBootsCutsRequestsOffUntilItIsUp() {
        faults.kill(THREE);
        faults.restart(THREE, Duration.ofSeconds(5));
        assertThatThrownBy(() -> new NodeCaller(cluster.node(THREE)).status()).isInstanceOf(UncheckedIOException.class);
        assertThat(statusOf(THREE)).isEqualTo("stopped");

        pass(5);

        assertThat(new NodeCaller(cluster.node(THREE)).status().path("status").asText())
                .isEqualTo("disabled");
        assertThat(statusOf(THREE)).isEqualTo("running");
    }

    @Test
    void aKilledDonorEndsTheRebalanceAndItsClientsComeBackElsewhereWithoutSessions() {
        evictingWith(THREE);

        faults.kill(ONE);
        pass(2);

        assertThat(cluster.state(THREE)).isEqualTo("disabled");
        assertThat(cluster.node(TWO).live() + cluster.node(THREE).live()).isEqualTo(200);
        assertThat(cluster.node(ONE).sessions()).isZero();
        JsonNode metrics = NodeCaller.json(second.get("/api/v5/metrics"));
        assertThat(metrics.get(0).path("session.created").asLong()).isPositive();
    }

    @Test
    void aKilledRecipientIsMissedAtTheNextTickOnly() {
        evictingWith(THREE);

        faults.kill(TWO);
        assertThat(cluster.state(THREE)).isEqualTo("evicting_conns");

        pass(1);
        assertThat(cluster.state(THREE)).isEqualTo("disabled");
    }

    @Test
    void aKilledRecipientIsNotMissedWhileNobodyAsksIt() {
        first.start(ONE, BODY);

        faults.kill(TWO);
        pass(2);

        assertThat(cluster.state(ONE)).isEqualTo("wait_health_check");
        pass(1);
        assertThat(cluster.state(ONE)).isEqualTo("disabled");
    }

    @Test
    void aFrozenCoordinatorKeepsItsDonorsUntilTheNetTick() {
        evictingWith(THREE);
        long before = cluster.node(ONE).live();

        faults.hang(THREE);
        pass(59);
        assertThat(first.availability()).isEqualTo(503);
        assertThat(cluster.node(ONE).acceptsClients()).isFalse();
        assertThat(cluster.node(ONE).live()).isEqualTo(before);

        pass(1);
        assertThat(first.availability()).isEqualTo(200);
        assertThat(cluster.state(THREE)).isEqualTo("disabled");
        assertThat(first.stop(THREE).statusCode()).isEqualTo(404);
    }

    @Test
    void aCoordinatorThatIsThawedInTimeGoesOn() {
        evictingWith(THREE);
        faults.hang(THREE);
        pass(20);
        long before = cluster.node(ONE).live();

        faults.thaw(THREE);
        pass(3);

        assertThat(cluster.node(ONE).live()).isLessThan(before);
    }

    @Test
    void aFrozenRecipientEndsTheRebalanceAfterTheRpcTimeout() {
        evictingWith(ONE);

        faults.hang(TWO);
        pass(15);
        assertThat(first.availability()).isEqualTo(503);

        pass(2);
        assertThat(first.availability()).isEqualTo(200);
    }

    @Test
    void aFrozenNodeMakesTheOthersWaitAndThenGiveUp() throws Exception {
        faults.hang(TWO);
        assertThat(first.status().path("status").asText()).isEqualTo("disabled");

        assertThat(waitFor(15, () -> first.start(ONE, BODY)).body())
                .contains("RPC_ERROR")
                .contains("timeout");
        assertThat(waitFor(
                                15,
                                () -> first.start(
                                        ONE, BODY.replace("{", "{\"nodes\":[\"" + ONE + "\",\"" + TWO + "\"],")))
                        .body())
                .contains("Nodes unavailable: ['" + TWO + "']");
        assertThat(waitFor(30, () -> first.get("/api/v5/nodes")).statusCode()).isEqualTo(200);
        assertThat(statusOf(TWO)).isEqualTo("stopped");
    }

    @Test
    void aFrozenNodeAnswersNothingItself() throws Exception {
        faults.hang(TWO);
        Future<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> second.get("/api/v5/load_rebalance/availability_check"));
        Thread.sleep(100);
        assertThat(answer).isNotDone();

        faults.thaw(TWO);

        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void slowAnswersTakeTheirTimeByTheClock() throws Exception {
        faults.slow(Duration.ofSeconds(3));

        assertThat(waitFor(3, () -> first.get("/status")).statusCode()).isEqualTo(200);
    }

    @Test
    void errorsComeAsOftenAsTold() {
        faults.errorRate(0.5, 502);

        long errors = java.util.stream.IntStream.range(0, 100)
                .filter(i -> first.get("/api/v5/nodes").statusCode() == 502)
                .count();

        assertThat(errors).isBetween(30L, 70L);
    }

    @Test
    void revokedKeysAreRefusedSaveByTheAvailabilityCheck() {
        faults.unauthorized(true);

        assertThat(first.get("/api/v5/nodes").statusCode()).isEqualTo(401);
        assertThat(first.availability()).isEqualTo(200);
        faults.unauthorized(false);
        assertThat(first.get("/api/v5/nodes").statusCode()).isEqualTo(200);
    }

    @Test
    void aStartWhoseReplyIsDroppedTakesEffect() {
        faults.dropNextStartReply();

        assertThatThrownBy(() -> first.start(ONE, BODY)).isInstanceOf(UncheckedIOException.class);

        assertThat(cluster.ledger().starts()).hasSize(1);
        assertThat(first.start(ONE, BODY).body()).contains("already_started");
        assertThat(cluster.ledger().refusedStarts()).containsEntry("already_started", 1L);
    }

    @Test
    void aStartThatIsLostTakesNoEffect() {
        faults.loseNextStart();

        assertThatThrownBy(() -> first.start(ONE, BODY)).isInstanceOf(UncheckedIOException.class);

        assertThat(cluster.ledger().starts()).isEmpty();
    }

    @Test
    void aLateTwinTakesEffectLater() {
        faults.delayNextStart(Duration.ofSeconds(10));
        assertThatThrownBy(() -> first.start(ONE, BODY)).isInstanceOf(UncheckedIOException.class);
        assertThat(first.globalStatus().path("rebalances")).isEmpty();

        pass(10);

        assertThat(first.globalStatus().path("rebalances")).hasSize(1);
        assertThat(cluster.ledger().starts().get(0).elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aPartialGlobalStatusHidesTheRebalanceForSomePolls() {
        first.start(ONE, BODY);
        faults.partialGlobalStatus(2);

        assertThat(first.globalStatus().path("rebalances")).isEmpty();
        assertThat(second.globalStatus().path("rebalances")).isEmpty();
        assertThat(first.globalStatus().path("rebalances")).hasSize(1);
    }

    @Test
    void recipientsThatRefuseKeepEvictedClientsAway() {
        evictingWith(ONE);

        faults.refuseAtRecipients(true);
        pass(1);
        assertThat(cluster.clients().offline()).isPositive();

        faults.refuseAtRecipients(false);
        pass(1);
        assertThat(cluster.node(TWO).live() + cluster.node(THREE).live()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void somebodyElseMayStopIt() {
        evictingWith(ONE);

        faults.stopBehindOurBack();

        assertThat(first.globalStatus().path("rebalances")).isEmpty();
        assertThat(cluster.ledger().stops()).isEmpty();
    }

    @Test
    void anEvacuationOutlivesItsNode() {
        String evacuation = "/api/v5/load_rebalance/" + ONE + "/evacuation/start";
        assertThat(first.post(evacuation, "{\"wait_health_check\":3,\"conn_evict_rate\":20}")
                        .statusCode())
                .isEqualTo(200);
        faults.kill(ONE);
        assertThat(second.globalStatus().path("evacuations")).isEmpty();

        faults.restart(ONE);

        assertThat(second.globalStatus()
                        .path("evacuations")
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("waiting_takeover");
        assertThat(first.availability()).isEqualTo(503);
    }

    @Test
    void aHeldStateIsLeftWhenItIsLetGo() {
        List<String> states = List.of("wait_health_check", "evicting_conns", "wait_takeover", "evicting_sessions");
        faults.holdIn(states.get(0));
        first.start(THREE, BODY);
        for (String state : states) {
            faults.holdIn(state);
            pass(600);
            assertThat(cluster.state(THREE)).isEqualTo(state);
        }
        faults.letGo();
        pass(600);

        assertThat(faults.coordinators()).isEmpty();
        assertThat(cluster.ledger().finishes()).hasSize(1);
        assertThat(first.post("/_sim/faults", "{\"fault\":\"holdIn\",\"state\":\"nonsense\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aHeldRebalanceCanBeStopped() {
        faults.holdIn("evicting_conns");
        first.start(THREE, BODY);
        pass(600);

        assertThat(first.stop(THREE).statusCode()).isEqualTo(200);
        faults.letGo();
        pass(600);

        assertThat(faults.coordinators()).isEmpty();
        assertThat(cluster.ledger().finishes()).isEmpty();
    }

    @Test
    void faultsCanBeOrderedByHttp() {
        evictingWith(THREE);

        assertThat(first.post("/_sim/faults", "{\"fault\":\"kill\",\"coordinator\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(cluster.node(THREE).alive()).isFalse();
        assertThat(first.post("/_sim/faults", "{\"fault\":\"nonsense\"}").statusCode())
                .isEqualTo(400);
        assertThat(NodeCaller.json(first.get("/_sim/state"))
                        .path("nodes")
                        .path(ONE)
                        .path("live")
                        .asLong())
                .isEqualTo(cluster.node(ONE).live());
    }

    private void evictingWith(String coordinator) {
        assertThat(first.start(coordinator, BODY).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMillis(4500));
        assertThat(cluster.state(coordinator)).isEqualTo("evicting_conns");
    }

    private void pass(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        cluster.advance();
    }

    private String statusOf(String node) {
        for (JsonNode entry : NodeCaller.json(first.get("/api/v5/nodes"))) {
            if (entry.path("node").asText().equals(node)) {
                return entry.path("node_status").asText();
            }
        }
        throw new AssertionError("not listed: " + node);
    }

    /** The answer of a request that waits for so many seconds of the clock and not less. */
    private HttpResponse<String> waitFor(long seconds, Supplier<HttpResponse<String>> request)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(request);
        Thread.sleep(150);
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofSeconds(seconds - 1));
        Thread.sleep(50);
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofMillis(1000));
        return answer.get(10, TimeUnit.SECONDS);
    }
}
