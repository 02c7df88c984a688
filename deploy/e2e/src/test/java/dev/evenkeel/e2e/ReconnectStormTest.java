package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.ReconnectDelay;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A million clients that take their time, in skipped time: no new hot node, and no recipient that is run over. */
final class ReconnectStormTest {
    private static final long CLIENTS = 1_000_000;
    private static final int BUDGET = 1_000;
    private static final String SPEC = """
            {"instanceName": "emqx-ee", "pacing": {"maxConnectsPerSecondPerRecipient": %d}}
            """.formatted(BUDGET);

    @ParameterizedTest(name = "{0} full nodes, {1} empty, back-off up to {2} s")
    @CsvSource({"9, 1, 0", "9, 1, 60", "9, 1, 120", "19, 1, 60", "19, 1, 120", "8, 2, 60", "27, 3, 120"})
    void endsLevelWithinTheBudget(int full, int empty, int backoff) {
        long[] counts = LongStream.concat(
                        LongStream.generate(() -> CLIENTS / full).limit(full),
                        LongStream.generate(() -> 0).limit(empty))
                .toArray();
        try (Bench bench = Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", counts)
                .reconnectDelay(ReconnectDelay.uniform(Duration.ZERO, Duration.ofSeconds(backoff))))) {
            RebalanceResult result = bench.run(SPEC);

            double skew = bench.connections().values().stream()
                            .mapToLong(Long::longValue)
                            .max()
                            .orElseThrow()
                    / (double) (CLIENTS / full * full)
                    * counts.length;
            long peak = bench.emqx.nodes().stream()
                    .mapToLong(node -> bench.emqx.ledger().connectsPerSecondPeak(node.name()))
                    .max()
                    .orElseThrow();
            System.out.printf(
                    "[storm] %d+%d back-off %d: skew %.4f peak %d outcome %s starts %d engine %s total %s notes %s%n",
                    full,
                    empty,
                    backoff,
                    skew,
                    peak,
                    result.outcome(),
                    bench.emqx.ledger().starts().size(),
                    result.timing().engine(),
                    result.timing(),
                    result.notes());
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(skew).isLessThanOrEqualTo(1.05);
            assertThat(peak).isLessThanOrEqualTo(BUDGET * 11 / 10);
        }
    }
}
