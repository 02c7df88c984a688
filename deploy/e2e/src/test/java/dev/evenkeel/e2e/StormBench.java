package dev.evenkeel.e2e;

import dev.evenkeel.e2e.Storm.Ours;
import dev.evenkeel.e2e.Storm.Played;
import dev.evenkeel.simulator.ReconnectDelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plays every storm, with ours and with EMQX alone. */
@Tag("bench")
final class StormBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "storm.md");

    private final int seeds = Integer.getInteger("seeds", 3);

    @Test
    void writesTheReport() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Map.Entry<String, ReconnectDelay> backoff : backoffs().entrySet()) {
            for (int seed = 1; seed <= seeds; seed++) {
                for (Storm storm : List.of(
                        Storm.of(9, 1, backoff.getValue(), 50, seed),
                        Storm.of(19, 1, backoff.getValue(), 50, seed),
                        Storm.of(8, 2, backoff.getValue(), 50, seed),
                        Storm.of(27, 3, backoff.getValue(), 50, seed),
                        Storm.uneven(backoff.getValue(), 50, seed))) {
                    rows.add(row(storm, backoff.getKey()));
                    System.out.println("[storm] " + rows.get(rows.size() - 1));
                }
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, """
                # A million clients that take their time

                `./evenkeel bench storm`: whole runs in skipped time, %d seeds a cell, budget %,d connects a second and recipient,
                50 clients a second that come by themselves and as many that leave, nothing known of the back-off. Beside each run
                EMQX alone on the same seed: the rate that the budget gives, the same waits and thresholds, donors kept out of the
                load balancer all the time. Skew is the fullest node over the mean once every client is back; limits are 1.05, 1.1
                times the budget in a second, the budget over ten seconds.

                | nodes | back-off | seed | skew | alone | connects/s | over 10 s | offline | alone | took | alone | starts |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                %s
                """.formatted(seeds, Storm.BUDGET, String.join("\n", rows)));
    }

    private static String row(Storm storm, String backoff) {
        Ours ours = storm.ours(ReconnectStormTest.PACING);
        Played played = ours.played();
        Played alone = storm.alone(ours.first());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.3f | %.3f | %d | %.0f | %.1f %% | %.1f %% | %s | %s | %d |",
                storm.name(),
                backoff,
                storm.seed(),
                played.skew(),
                alone.skew(),
                played.second(),
                played.ten(),
                100 * played.offline(),
                100 * alone.offline(),
                Percentile.seconds(played.took()),
                Percentile.seconds(alone.took()),
                played.starts());
    }

    private static Map<String, ReconnectDelay> backoffs() {
        Map<String, ReconnectDelay> backoffs = new LinkedHashMap<>();
        backoffs.put("0", Storm.within(0));
        backoffs.put("0 to 60 s", Storm.within(60));
        backoffs.put("0 to 120 s", Storm.within(120));
        backoffs.put("1 s doubling to 120 s", Storm.exponential());
        return backoffs;
    }
}
