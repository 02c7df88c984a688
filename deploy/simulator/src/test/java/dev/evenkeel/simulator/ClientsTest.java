package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What clients do: where they go, that none is lost, and that many of them cost nothing. */
class ClientsTest {
    private static final String BODY = "{\"wait_health_check\":5,\"conn_evict_rate\":20,\"abs_conn_threshold\":5,"
            + "\"rel_conn_threshold\":1.05,\"wait_takeover\":5}";

    private final ManualClock clock = new ManualClock();

    @Test
    void donorsThatAreStillServedBounceClientsAndAreCounted() {
        try (SimulatedCluster cluster = builder().connections(1000, 1000, 0).start()) {
            start(cluster, BODY);
            pass(cluster, 20);

            Ledger.Attempts total = cluster.ledger().attemptsTotal();

            assertThat(total.refusedAsDonor()).isPositive().isEqualTo(total.refused());
            assertThat(total.acceptedAsDonor()).isZero();
            assertThat(total.sinceEviction()).isEqualTo(total.refusedAsDonor());
        }
    }

    @Test
    void donorsThatAreNotServedSeeNoAttempts() {
        try (SimulatedCluster cluster = builder().connections(1000, 1000, 0).start()) {
            cluster.loadBalancer().publish(List.of("emqx3@127.0.0.1"));
            start(cluster, BODY);
            pass(cluster, 20);

            assertThat(cluster.ledger().attemptsTotal().sinceEviction()).isZero();
            assertThat(cluster.node("emqx3@127.0.0.1").live()).isPositive();
        }
    }

    @Test
    void theLoadBalancerFollowsEndpointsWithItsLag() {
        try (SimulatedCluster cluster = builder()
                .connections(1000, 1000, 0)
                .loadBalancerLag(Duration.ofSeconds(2))
                .start()) {
            cluster.loadBalancer().publish(List.of("emqx3@127.0.0.1"));

            clock.advance(Duration.ofMillis(1999));
            assertThat(cluster.loadBalancer().serving()).hasSize(3);

            clock.advance(Duration.ofMillis(1));
            assertThat(cluster.loadBalancer().serving()).containsExactly("emqx3@127.0.0.1");
        }
    }

    @Test
    void donorsAcceptBeforeTheEvictionSince54AndRefuseFromTheStartBefore() {
        for (String version : List.of("5.10.3", "5.3.2")) {
            try (SimulatedCluster cluster =
                    builder().version(version).connections(100, 0).start()) {
                start(cluster, BODY);

                assertThat(cluster.nodes().get(0).acceptsClients()).as(version).isEqualTo(version.equals("5.10.3"));
            }
        }
    }

    @Test
    void anEvictedClientsSessionStaysUntilTheClientIsBack() {
        try (SimulatedCluster cluster = builder()
                .connections(1000, 0)
                .reconnectDelay(ReconnectDelay.fixed(Duration.ofSeconds(30)))
                .start()) {
            cluster.loadBalancer().publish(List.of("emqx2@127.0.0.1"));
            start(cluster, BODY);
            pass(cluster, 5);
            assertThat(cluster.nodes().get(0).disconnectedSessions()).isEqualTo(20);
            assertThat(cluster.nodes().get(0).sessions()).isEqualTo(1000);

            pass(cluster, 30);

            assertThat(cluster.nodes().get(1).live()).isEqualTo(20);
            assertThat(cluster.nodes().get(0).sessions()).isEqualTo(980);
        }
    }

    @Test
    void clientsThatNeverReturnLeaveTheirSessionsBehind() {
        try (SimulatedCluster cluster =
                builder().connections(1000, 0).neverReturn(1).start()) {
            start(cluster, BODY);
            pass(cluster, 6);

            assertThat(cluster.clients().gone()).isEqualTo(40);
            assertThat(cluster.nodes().get(0).disconnectedSessions()).isEqualTo(40);
        }
    }

    @Test
    void newcomersAndLeaversComeAtTheirRates() {
        try (SimulatedCluster cluster =
                builder().connections(1000, 1000).churn(10, 20).start()) {
            pass(cluster, 50);

            assertThat(cluster.clients().joined()).isBetween(400L, 600L);
            assertThat(cluster.clients().left()).isBetween(850L, 1150L);
        }
    }

    @Test
    void theSameSeedMakesTheSameRunAndAnotherOneAnother() {
        assertThat(finish(7)).isEqualTo(finish(7)).isNotEqualTo(finish(8));
    }

    @Test
    void clientsAreConservedOver200RandomClusters() {
        SplittableRandom random = new SplittableRandom(2026);
        for (int run = 0; run < 200; run++) {
            String law = "cluster " + run;
            try (SimulatedCluster cluster = randomCluster(random)) {
                long all = cluster.clients().online();
                startAnyhow(cluster);
                for (int step = 0; step < 8; step++) {
                    disturb(cluster, random);
                    clock.advance(Duration.ofMillis(random.nextLong(8000)));
                    Totals now = cluster.clients();
                    assertThat(now.online() + now.offline() + now.gone())
                            .as(law)
                            .isEqualTo(all);
                    assertThat(cluster.nodes())
                            .as(law)
                            .allMatch(node -> node.live() >= 0 && node.disconnectedSessions() >= 0);
                }
            }
        }
    }

    @Test
    void tenHoursOfAMillionClientsAreQuick() {
        try (SimulatedCluster cluster =
                builder().connections(333_000, 333_000, 334_000, 0).start()) {
            cluster.loadBalancer().publish(List.of("emqx4@127.0.0.1"));
            start(
                    cluster,
                    "{\"wait_health_check\":10,\"conn_evict_rate\":5,\"abs_conn_threshold\":1,"
                            + "\"rel_conn_threshold\":1.0001,\"wait_takeover\":10}");
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

            pass(cluster, 36_000);

            long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            assertThat(Duration.ofNanos(spent)).isLessThan(Duration.ofSeconds(1));
            assertThat(cluster.ledger().history()).hasSize(36_001);
            assertThat(cluster.nodes().get(3).live()).isBetween(249_000L, 251_000L);
        }
    }

    private SimulatedCluster.Builder builder() {
        return SimulatedCluster.builder().clock(clock);
    }

    private SimulatedCluster randomCluster(SplittableRandom random) {
        SimulatedCluster.Builder builder = builder()
                .seed(random.nextLong())
                .spread(random.nextBoolean() ? Spread.RANDOM : Spread.EVEN)
                .neverReturn(random.nextInt(3) * 0.1)
                .loadBalancerLag(Duration.ofMillis(random.nextInt(3000)));
        switch (random.nextInt(4)) {
            case 0 -> builder.reconnectDelay(ReconnectDelay.none());
            case 1 -> builder.reconnectDelay(ReconnectDelay.fixed(Duration.ofMillis(random.nextInt(5000))));
            case 2 -> builder.reconnectDelay(ReconnectDelay.exponential(Duration.ofSeconds(1), Duration.ofSeconds(20)));
            default -> builder.reconnectDelay(ReconnectDelay.uniform(Duration.ofMillis(30), Duration.ofSeconds(9)));
        }
        int nodes = 2 + random.nextInt(4);
        for (int i = 1; i <= nodes; i++) {
            builder.node(NodeSpec.core("emqx" + i + "@127.0.0.1", random.nextLong(3000))
                    .withDisconnectedSessions(random.nextLong(50)));
        }
        return builder.start();
    }

    private static void disturb(SimulatedCluster cluster, SplittableRandom random) {
        String victim =
                cluster.nodes().get(random.nextInt(cluster.nodes().size())).name();
        switch (random.nextInt(8)) {
            case 0 -> cluster.faults().kill(victim);
            case 1 -> cluster.faults().restart(victim);
            case 2 -> cluster.faults().hang(victim);
            case 3 -> cluster.faults().thaw(victim);
            case 4 -> cluster.loadBalancer().publish(List.of(victim));
            case 5 -> cluster.loadBalancer().publishAllRunning();
            default -> startAnyhow(cluster);
        }
    }

    private static void startAnyhow(SimulatedCluster cluster) {
        try {
            cluster.faults()
                    .startBehindOurBack(
                            cluster.nodes().get(0).name(),
                            "{\"wait_health_check\":2,\"conn_evict_rate\":50,\"sess_evict_rate\":7,"
                                    + "\"abs_conn_threshold\":5,\"rel_conn_threshold\":1.05,"
                                    + "\"abs_sess_threshold\":1,\"rel_sess_threshold\":1.01,"
                                    + "\"wait_takeover\":1}");
        } catch (Refusal refused) {
            assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        }
    }

    private List<Long> finish(long seed) {
        try (SimulatedCluster cluster =
                builder().seed(seed).connections(5000, 5000, 0, 0).start()) {
            start(cluster, BODY.replace("20", "200"));
            pass(cluster, 120);
            return cluster.nodes().stream().map(SimulatedNode::live).toList();
        }
    }

    private static void start(SimulatedCluster cluster, String body) {
        SimulatedNode node = cluster.nodes().get(0);
        assertThat(new NodeCaller(node).start(node.name(), body).statusCode()).isEqualTo(200);
    }

    private void pass(SimulatedCluster cluster, long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        cluster.advance();
    }
}
