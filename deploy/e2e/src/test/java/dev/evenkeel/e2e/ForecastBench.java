package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plan against outcome, over many random clusters without faults. */
@Tag("bench")
final class ForecastBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "forecast.md");

    /** The tail of the report shows so many. */
    private static final int WORST = 40;

    /** Each keeps a core busy. */
    private static final int AT_ONCE = 2;

    private final int seeds = Integer.getInteger("seeds", 1_000);

    @Test
    void writesTheReport() throws IOException, InterruptedException, ExecutionException {
        List<PlannedRun> runs = Sweep.played(
                "forecast", LongStream.rangeClosed(1, seeds), AT_ONCE, PlannedRun::of, ForecastBench::write);

        assertThat(p95(runs)).isLessThanOrEqualTo(0.1);
        assertThat(runs.stream().filter(PlannedRun::exact)).allMatch(PlannedRun::countsAsForetold);
    }

    private static void write(List<PlannedRun> runs) throws IOException {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report(runs));
    }

    static double p95(List<PlannedRun> runs) {
        List<Double> off = runs.stream().map(PlannedRun::timeOff).sorted().toList();
        return off.get(Math.max(0, (int) Math.ceil(0.95 * off.size()) - 1));
    }

    private static String report(List<PlannedRun> runs) {
        List<PlannedRun> exact = runs.stream().filter(PlannedRun::exact).toList();
        return String.format(
                Locale.ROOT,
                """
                # Plan against outcome

                `./evenkeel bench forecast`: %d random clusters without faults, whole runs in skipped time, each
                within a budget of a minute or two of eviction, back-off even between nothing and what the request tells. Time is EMQX's: its waits and steps, and the
                waiting for clients; the steps of ours in between take fractions of a second and are left out, as they are counted on
                the clock of the machine that plays all this. Counts are judged where clients return at once and none comes by
                himself: each donor's, and the recipients' together, who get whom by chance.

                Time off by at most %.1f %% in 95 of 100 runs (limit: 10 %%); counts exact in %d of %d; `Balanced` %d of %d.
                The %d that are off most:

                | seed | nodes | back-off | churn/s | plan | took | off | starts | took | offline | was | skew | was | counts |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                %s
                """,
                runs.size(),
                100 * p95(runs),
                exact.stream().filter(PlannedRun::countsAsForetold).count(),
                exact.size(),
                runs.stream().filter(PlannedRun::balanced).count(),
                runs.size(),
                Math.min(WORST, runs.size()),
                String.join(
                        "\n",
                        runs.stream()
                                .sorted((one, other) -> Double.compare(other.timeOff(), one.timeOff()))
                                .limit(WORST)
                                .map(PlannedRun::row)
                                .toList()));
    }
}
