package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.ReconnectDelay;
import dev.evenkeel.simulator.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that come to harm end a run before many of them do; clients that only take their time do not. {@code ./evenkeel
 * bench guardrails} plays many more of the latter.
 */
@Timeout(300)
final class GuardrailsTest {
    private static final String PACED =
            "{\"instanceName\": \"emqx-ee\", \"pacing\": {\"maxConnectsPerSecondPerRecipient\": 1000}}";

    /** About the middle of the eviction. */
    private static final Duration MIDDLE = Duration.ofSeconds(60);

    private static final long CLIENTS = 999_999;
    private static final long TWO_PERCENT = CLIENTS / 50;

    @Test
    void endsWhereRecipientsRefuse() {
        try (Bench bench = Bench.skipping(GuardrailsTest::million)) {
            bench.emqx.faults().refuseAt(recipients(bench), MIDDLE);

            RebalanceResult result = bench.run(PACED);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary()).contains("guardrail refusals at recipients", "recipients refuse");
            assertThat(result.notes()).anyMatch(note -> note.startsWith("paused by guardrail refusals at recipients"));
            long foretold = offlinePeak(bench, elapsed -> elapsed.compareTo(MIDDLE) < 0);
            assertThat(offlinePeak(bench, elapsed -> true)).isLessThanOrEqualTo(foretold + TWO_PERCENT);
            assertThat(bench.kubernetes.servingPods()).hasSize(10);
            assertThat(bench.emqx.faults().coordinators()).isEmpty();
        }
    }

    @Test
    void goesOnWhereRecipientsRefuseForAWhile() {
        try (Bench bench = Bench.skipping(GuardrailsTest::million)) {
            bench.emqx.faults().refuseAt(recipients(bench), MIDDLE);
            bench.emqx.faults().refuseAt(List.of(), MIDDLE.plusSeconds(30));

            RebalanceResult result = bench.run(PACED);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).anyMatch(note -> note.startsWith("going on: refusals at recipients"));
            assertThat(result.notes()).anyMatch(note -> note.startsWith("lowered to"));
            assertThat(result.notes()).anyMatch(note -> note.startsWith("raised to"));
        }
    }

    @Test
    void endsWhereClientsArePinnedToDonors() {
        try (Bench bench = Bench.skipping(shape ->
                Stage.article(shape).reconnectDelay(ReconnectDelay.uniform(Duration.ZERO, Duration.ofSeconds(5))))) {
            bench.emqx.faults().pinClients(true);

            RebalanceResult result = bench.run("{\"instanceName\": \"emqx-ee\"}");

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary()).contains("guardrail attempts at donors", "pinned to donors");
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leavesHealthyRunsAlone(long seed) {
        RebalanceResult result = Healthy.drawn(seed).run();

        assertThat(Healthy.trips(result)).as(result.summary()).isEmpty();
    }

    private static SimulatedCluster.Builder million(SimulatedCluster.Builder shape) {
        long full = CLIENTS / 9;
        return shape.statefulSet("emqx-ee", "default", full, full, full, full, full, full, full, full, full, 0)
                .reconnectDelay(ReconnectDelay.exponential(Duration.ofSeconds(1), Duration.ofSeconds(10)))
                .seed(7);
    }

    private static List<String> recipients(Bench bench) {
        return List.of(bench.emqx.nodes().get(9).name());
    }

    private static long offlinePeak(Bench bench, Predicate<Duration> when) {
        return bench.emqx.ledger().history().stream()
                .filter(sample -> when.test(sample.elapsed()))
                .mapToLong(sample -> sample.offline())
                .max()
                .orElse(0);
    }
}
