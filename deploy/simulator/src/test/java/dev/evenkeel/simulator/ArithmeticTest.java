package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The runs whose numbers are known: EMQX's own article, its variants, and one of EMQX's logs. */
class ArithmeticTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final String NINETY = "{\"wait_health_check\":15,\"conn_evict_rate\":1,\"sess_evict_rate\":1,"
            + "\"abs_conn_threshold\":3,\"rel_conn_threshold\":1.05,\"abs_sess_threshold\":3,"
            + "\"rel_sess_threshold\":1.05,\"wait_takeover\":3}";

    private final ManualClock clock = new ManualClock();

    @Test
    void theArticlesRunTakes78TicksInEveryTime() {
        try (SimulatedCluster cluster = even(3333, 3333, 3334, 0)) {
            start(
                    cluster,
                    "{\"wait_health_check\":10,\"conn_evict_rate\":10,\"sess_evict_rate\":10,"
                            + "\"abs_conn_threshold\":100,\"rel_conn_threshold\":1.1,\"wait_takeover\":10}");

            List<Duration> phases = phases(cluster);

            assertThat(phases)
                    .containsExactly(SECOND.multipliedBy(10), SECOND.multipliedBy(78), SECOND.multipliedBy(10));
            assertThat(cluster.ledger().evictionTicks()).isEqualTo(78);
            assertThat(live(cluster)).containsExactly(2553L, 2553L, 2554L, 2340L);
        }
    }

    @Test
    void theArticlesRunIsTheSameWhenClientsComeBackWithinASecondAtRandom() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .connections(3333, 3333, 3334, 0)
                .clock(clock)
                .start()) {
            cluster.loadBalancer().publish(List.of("emqx4@127.0.0.1"));
            start(
                    cluster,
                    "{\"wait_health_check\":10,\"conn_evict_rate\":10,\"sess_evict_rate\":10,"
                            + "\"abs_conn_threshold\":100,\"rel_conn_threshold\":1.1,\"wait_takeover\":10}");

            phases(cluster);

            assertThat(cluster.ledger().evictionTicks()).isEqualTo(78);
            assertThat(live(cluster)).containsExactly(2553L, 2553L, 2554L, 2340L);
        }
    }

    @Test
    void thirtyThousandClientsTake233Ticks() {
        try (SimulatedCluster cluster = even(10_000, 10_000, 10_000, 0)) {
            start(
                    cluster,
                    "{\"wait_health_check\":10,\"conn_evict_rate\":10,\"sess_evict_rate\":10,"
                            + "\"abs_conn_threshold\":100,\"rel_conn_threshold\":1.1,\"wait_takeover\":10}");

            phases(cluster);

            assertThat(cluster.ledger().evictionTicks()).isEqualTo(233);
            assertThat(live(cluster)).containsExactly(7670L, 7670L, 7670L, 6990L);
        }
    }

    @Test
    void withDefaultsTwoTicksLiftTheRecipientAboveTheDonors() {
        try (SimulatedCluster cluster = even(3333, 3333, 3334, 0)) {
            start(cluster, "{}");

            List<Duration> phases = phases(cluster);

            assertThat(phases)
                    .containsExactly(SECOND.multipliedBy(60), SECOND.multipliedBy(2), SECOND.multipliedBy(60));
            assertThat(live(cluster)).containsExactly(2333L, 2333L, 2334L, 3000L);
        }
    }

    /** As in EMQX's log, where clients are back a little more than a second after their eviction. */
    @Test
    void ninetyClientsOneByOneTake15TicksWhenTheyAreBackATickLate() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .connections(45, 45, 0)
                .spread(Spread.EVEN)
                .reconnectDelay(ReconnectDelay.fixed(Duration.ofMillis(1100)))
                .clock(clock)
                .start()) {
            start(cluster, NINETY);

            List<Duration> phases = phases(cluster);

            assertThat(phases)
                    .containsExactly(SECOND.multipliedBy(15), SECOND.multipliedBy(15), SECOND.multipliedBy(3));
            assertThat(live(cluster)).containsExactly(30L, 30L, 30L);
        }
    }

    /** (45 - 0 - 3) / (1 + 2 / 1) = 14: what the closed formula says. */
    @Test
    void ninetyClientsOneByOneTake14TicksWhenTheyAreBackAtOnce() {
        try (SimulatedCluster cluster = even(45, 45, 0)) {
            start(cluster, NINETY);

            phases(cluster);

            assertThat(cluster.ledger().evictionTicks()).isEqualTo(14);
            assertThat(live(cluster)).containsExactly(31L, 31L, 28L);
        }
    }

    @Test
    void equalLoadIsNothingToBalance() {
        try (SimulatedCluster cluster = even(500, 500, 500)) {
            assertThat(refusal(cluster, "{\"abs_conn_threshold\":1,\"rel_conn_threshold\":1.01}"))
                    .isEqualTo("error on node 'emqx1@127.0.0.1': nothing_to_balance");
        }
    }

    @Test
    void oneNodeIsNothingToBalance() {
        try (SimulatedCluster cluster = even(500)) {
            assertThat(refusal(cluster, "{}")).isEqualTo("error on node 'emqx1@127.0.0.1': nothing_to_balance");
        }
    }

    @Test
    void aSecondOfEmqxLastsAsLongAsTheBuilderSays() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .connections(45, 45, 0)
                .spread(Spread.EVEN)
                .clock(clock)
                .second(Duration.ofMillis(250))
                .start()) {
            start(cluster, "{\"wait_health_check\":4,\"abs_conn_threshold\":3}");
            clock.advance(Duration.ofMillis(999));
            assertThat(cluster.state("emqx1@127.0.0.1")).isEqualTo("wait_health_check");

            clock.advance(Duration.ofMillis(1));

            assertThat(cluster.state("emqx1@127.0.0.1")).isEqualTo("evicting_conns");
            assertThat(cluster.elapsed()).isEqualTo(Duration.ofSeconds(4));
        }
    }

    private SimulatedCluster even(long... counts) {
        return SimulatedCluster.builder()
                .connections(counts)
                .spread(Spread.EVEN)
                .clock(clock)
                .start();
    }

    private static void start(SimulatedCluster cluster, String body) {
        assertThat(new NodeCaller(cluster.nodes().get(0))
                        .start("emqx1@127.0.0.1", body)
                        .statusCode())
                .isEqualTo(200);
    }

    private static String refusal(SimulatedCluster cluster, String body) {
        var response = new NodeCaller(cluster.nodes().get(0)).start("emqx1@127.0.0.1", body);
        assertThat(response.statusCode()).isEqualTo(400);
        return NodeCaller.json(response).path("message").asText();
    }

    /** How long each state lasted, seen by looking every tenth of a second. */
    private List<Duration> phases(SimulatedCluster cluster) {
        List<Duration> phases = new ArrayList<>();
        String state = cluster.state("emqx1@127.0.0.1");
        Duration entered = cluster.elapsed();
        while (!state.equals("disabled")) {
            clock.advance(Duration.ofMillis(100));
            String next = cluster.state("emqx1@127.0.0.1");
            if (!next.equals(state)) {
                phases.add(cluster.elapsed().minus(entered));
                entered = cluster.elapsed();
                state = next;
            }
        }
        return phases;
    }

    private static List<Long> live(SimulatedCluster cluster) {
        return cluster.nodes().stream().map(SimulatedNode::live).toList();
    }
}
