package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.Ledger;
import dev.evenkeel.simulator.SimulatedCluster;
import io.temporal.client.WorkflowFailedException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Load balancers that let go of donors late, and whose lag nobody tells: eviction begins only after clients have stopped
 * coming to donors, or not at all.
 */
final class LandingQuietTest {
    private static final String STRATEGY = """
            "rebalanceStrategy": {"connEvictRate": 10, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;
    private static final String LABEL = "{\"instanceName\": \"emqx-ee\", \"lever\": \"label\", %s" + STRATEGY + "}";
    private static final String OUTSIDE = "{\"connection\": \"edge\", \"lever\": \"%s\", %s" + STRATEGY + "}";
    private static final String QUIET = "\"landingQuiet\": \"10s\", ";

    /** Clients come and go by themselves, two a second. */
    private static UnaryOperator<SimulatedCluster.Builder> lagging(long seconds) {
        return builder -> Stage.article(builder).churn(2, 2).loadBalancerLag(Duration.ofSeconds(seconds));
    }

    private static long attemptsSinceEviction(Bench bench) {
        return bench.emqx.ledger().attempts().values().stream()
                .mapToLong(Ledger.Attempts::sinceEviction)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 30, 60, 180})
    void noClientTriesADonorOnceEvictionHasBegunBehindALaggingService(long lag) {
        try (Bench bench = Bench.skipping(lagging(lag))) {
            RebalanceResult result = bench.run(LABEL.formatted(QUIET));

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().evictionTicks()).isPositive();
            assertThat(attemptsSinceEviction(bench)).as("attempts at donors").isZero();
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 30, 60, 180})
    void noClientTriesADonorOnceEvictionHasBegunBehindALoadBalancerOfOnesOwn(long lag) {
        try (Bench bench = Bench.skipping(lagging(lag))) {
            bench.emqx.loadBalancer().checkAvailability();

            RebalanceResult result = bench.run(OUTSIDE.formatted("observe", QUIET));

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().evictionTicks()).isPositive();
            assertThat(attemptsSinceEviction(bench)).as("attempts at donors").isZero();
            assertThat(bench.emqx.faults().coordinators()).isEmpty();
        }
    }

    @Test
    void withoutItALagThatNobodyToldTurnsClientsAway() {
        try (Bench label = Bench.skipping(lagging(60));
                Bench outside = Bench.skipping(lagging(60))) {
            outside.emqx.loadBalancer().checkAvailability();

            label.run(LABEL.formatted(""));
            outside.run(OUTSIDE.formatted("none", ""));

            assertThat(attemptsSinceEviction(label)).isPositive();
            assertThat(attemptsSinceEviction(outside)).isPositive();
        }
    }

    @Test
    void evictsNobodyWhereALoadBalancerNeverLetsGo() {
        try (Bench bench = Bench.skipping(lagging(100_000))) {
            bench.emqx.loadBalancer().checkAvailability();

            assertThatThrownBy(() -> bench.run(OUTSIDE.formatted("observe", QUIET)))
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasStackTraceContaining("EMQX waited 70 s at first and then 280 s")
                    .hasStackTraceContaining("clients still came to the donors");

            assertThat(bench.emqx.ledger().evictionTicks()).isZero();
            assertThat(bench.emqx.ledger().starts()).hasSize(2);
            assertThat(bench.emqx.ledger().stops()).hasSize(2);
            assertThat(bench.emqx.faults().coordinators()).isEmpty();
        }
    }

    @Test
    void evictsNobodyWhereNobodyConnectsAndSoNothingIsProven() {
        try (Bench bench = Bench.skipping(Stage::article)) {
            assertThatThrownBy(() -> bench.run(LABEL.formatted(QUIET)))
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasStackTraceContaining("but only 0 to the recipients, and 5 are needed to tell that from chance");

            assertThat(bench.emqx.ledger().evictionTicks()).isZero();
            assertThat(bench.connections().values()).containsExactly(3334L, 3333L, 3333L, 0L);
            bench.assertNothingLeft();
        }
    }
}
