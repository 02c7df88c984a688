package dev.evenkeel.e2e.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the planner foretells is what EMQX's rules do. */
final class ForecastTest {
    private static final int CLUSTERS = 10_000;

    @Test
    void comesTrueForTenThousandRandomClusters() {
        List<String> broken = LongStream.range(0, CLUSTERS)
                .mapToObj(PlannedCase::random)
                .flatMap(given -> ForecastVerifier.brokenLaws(given).stream())
                .limit(5)
                .toList();

        assertThat(broken).isEmpty();
    }
}
