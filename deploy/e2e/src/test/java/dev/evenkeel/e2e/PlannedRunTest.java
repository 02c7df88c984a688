package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few of the clusters of {@code ./evenkeel bench forecast}. */
@Timeout(600)
final class PlannedRunTest {
    private static final int SEEDS = 12;

    @Test
    void timeAndCountsAreAsForetold() {
        List<PlannedRun> runs =
                LongStream.rangeClosed(1, SEEDS).mapToObj(PlannedRun::of).toList();

        String rows = String.join("\n", runs.stream().map(PlannedRun::row).toList());
        assertThat(runs).anyMatch(PlannedRun::exact);
        assertThat(runs.stream().filter(PlannedRun::exact).toList()).as(rows).allMatch(PlannedRun::countsAsForetold);
        assertThat(ForecastBench.p95(runs)).as(rows).isLessThanOrEqualTo(0.1);
    }
}
