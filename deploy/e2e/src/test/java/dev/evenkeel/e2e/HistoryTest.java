package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run's history does not grow with its length, and neither does what it asks of EMQX in an hour. */
@Timeout(300)
final class HistoryTest {
    private static final int EVENTS_MAX = 80;
    private static final int CALLS_AN_HOUR_MAX = 2_000;

    @Test
    void staysSmallOverADay() {
        String slow = ArticleTest.SPEC.replace("\"connEvictRate\": 10", "\"connEvictRate\": 1");
        try (Bench bench =
                Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", 360_000, 350_000, 350_000, 0))) {
            RebalanceResult result = bench.run(slow);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.timing().engine()).isGreaterThan(Duration.ofHours(24));
            assertThat(bench.history(Stage.CLUSTER_ID)).hasSizeLessThanOrEqualTo(EVENTS_MAX);
            double hours = result.timing().engine().toSeconds() / 3600.0;
            assertThat(bench.emqx.ledger().requestsTotal() / hours).isLessThanOrEqualTo(CALLS_AN_HOUR_MAX);
        }
    }
}
