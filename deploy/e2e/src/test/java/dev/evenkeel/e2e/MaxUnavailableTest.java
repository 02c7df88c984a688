package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten nodes of which never more than three are out. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class MaxUnavailableTest {
    private static final int NODES = 10;

    @ParameterizedTest
    @ValueSource(strings = {"3", "\"30%\""})
    @Execution(ExecutionMode.CONCURRENT)
    void neverMoreAreOutAndAllEndLevel(String most) {
        try (Bench bench = Bench.skipping(
                emqx -> emqx.statefulSet("emqx-ee", "default", 1600, 1500, 1500, 1500, 1400, 1300, 1200, 0, 0, 0)
                        .seed(7))) {
            RebalanceResult result = bench.run("""
                    {"instanceName": "emqx-ee", "pacing": {"maxUnavailable": %s}, "rebalanceStrategy": {
                      "connEvictRate": 20, "sessEvictRate": 50, "waitTakeover": 10, "waitHealthCheck": 10,
                      "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                    """.formatted(most));

            assertThat(result.outcome()).as(result.summary() + result.notes()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.connections().values())
                    .allSatisfy(live -> assertThat(live).isLessThan(1101));
            assertThat(bench.kubernetes.publications())
                    .extracting(publication -> Set.copyOf(publication.pods()).size())
                    .allSatisfy(serving -> assertThat(serving).isGreaterThanOrEqualTo(NODES - 3));
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.servingPods()).hasSize(NODES);
            assertThat(result.notes()).anyMatch(note -> note.startsWith("wave 2 of "));
        }
    }
}
