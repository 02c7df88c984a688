package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Donors of different heights: EMQX is content with their mean, a run is not. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class HotNodeTest {
    @ParameterizedTest
    @ValueSource(ints = {100, 1000})
    @Execution(ExecutionMode.CONCURRENT)
    void noNodeIsLeftTooFull(int budget) {
        try (Bench bench = Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", 2783, 1304, 1465, 2594, 0, 0)
                .seed(4))) {
            RebalanceResult result = bench.run("""
                    {"instanceName": "emqx-ee", "pacing": {"maxConnectsPerSecondPerRecipient": %d},
                     "rebalanceStrategy": {
                      "connEvictRate": 20, "sessEvictRate": 50, "waitTakeover": 10, "waitHealthCheck": 10,
                      "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                    """.formatted(budget));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.connections().values())
                    .allSatisfy(live -> assertThat(live).isLessThan(1491));
            assertThat(bench.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3, 4, 5));
        }
    }
}
