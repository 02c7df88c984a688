package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes of different heights: EMQX is content with means, a run is not. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class HotNodeTest {
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void noNodeIsLeftTooFull() {
        try (Bench bench = Bench.skipping(emqx -> emqx.statefulSet(
                "emqx-ee", "default", 1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500, 1380, 950, 950))) {
            RebalanceResult result = bench.run("""
                    {"instanceName": "emqx-ee", "rebalanceStrategy": {
                      "connEvictRate": 5, "sessEvictRate": 50, "waitTakeover": 10, "waitHealthCheck": 10,
                      "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                    """);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.connections().values())
                    .allSatisfy(live -> assertThat(live).isLessThan(1529));
            assertThat(bench.emqx.ledger().starts()).hasSizeGreaterThan(1);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void noNodeIsLeftTooEmpty() {
        try (Bench bench =
                Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", 3400, 1950, 2300, 1250, 1250, 0))) {
            RebalanceResult result = bench.run("""
                    {"instanceName": "emqx-ee", "rebalanceStrategy": {
                      "connEvictRate": 20, "sessEvictRate": 50, "waitTakeover": 10, "waitHealthCheck": 10,
                      "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                    """);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.connections().values())
                    .allSatisfy(live -> assertThat(live).isBetween(1353L, 1861L));
        }
    }
}
