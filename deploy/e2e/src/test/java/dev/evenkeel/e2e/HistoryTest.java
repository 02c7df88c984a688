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
    void staysSmallOverTenHours() {
        staysSmall(150_000, Duration.ofHours(9));
    }

    /**
     * Evicts a client a second from each of three donors.
     *
     * @param clients of each donor
     * @param atLeast how long that takes
     * @return events of the run's history
     */
    static int staysSmall(long clients, Duration atLeast) {
        String slow = ArticleTest.SPEC.replace("\"connEvictRate\": 10", "\"connEvictRate\": 1");
        try (Bench bench =
                Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", clients, clients, clients, 0))) {
            RebalanceResult result = bench.run(slow);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.timing().engine()).isGreaterThan(atLeast);
            int events = bench.history(Stage.CLUSTER_ID).size();
            assertThat(events).isLessThanOrEqualTo(EVENTS_MAX);
            double hours = result.timing().engine().toSeconds() / 3600.0;
            assertThat(bench.emqx.ledger().requestsTotal() / hours).isLessThanOrEqualTo(CALLS_AN_HOUR_MAX);
            return events;
        }
    }
}
