package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final List<String> broken = new ArrayList<>();
    private final int seeds = Integer.getInteger("seeds", 4);

    @Test
    void writesTheReport() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> brakes = new ArrayList<>();
        // Skipped time goes on at the wall clock's pace while something is done: what is slow at first would be
        // measured too.
        Storm.of(9, 1, Storm.within(0), 50, 1).ours(ReconnectStormTest.PACING);
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
                    brakes.add(brake(storm, backoff.getKey()));
                    System.out.println("[brake] " + brakes.get(brakes.size() - 1));
                }
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(
                REPORT, """
                # A million clients that take their time

                `./evenkeel bench storm`: whole runs in skipped time, %d seeds a cell, budget %,d connects a second and recipient,
                50 clients a second that come by themselves and as many that leave, nothing known of the back-off. Beside each run
                EMQX alone on the same seed: the rate that the budget gives, the same waits and thresholds, donors kept out of the
                load balancer until it ends; and once more with its own waits of 60 s. Skew is the fullest node over the mean once
                every client is back; limits are 1.05, 1.1 times the budget in a second, the budget over ten seconds, and 1.1
                times the time of EMQX alone where that ends within 1.05.

                | nodes | back-off | seed | skew | alone | connects/s | over 10 s | offline | alone | took | alone | 60 s + 60 s | starts |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|
                %s

                ## The first brake alone

                The same clients, with `reconnectP50` and `reconnectP95` given, and worker and Temporal dead halfway through the
                first eviction: EMQX goes on by what was sent to it, with a threshold that is wider by the clients on their way, and the
                janitor puts the donors back when the Lease has run out. The limit is 1.10. Of uneven donors the
                heaviest are first, because EMQX evicts as many from a light one as from a heavy one.

                | nodes | back-off | seed | skew | without the brake |
                |---|---|---|---|---|
                %s
                """.formatted(seeds, Storm.BUDGET, String.join("\n", rows), String.join("\n", brakes)));
        assertThat(broken).isEmpty();
    }

    private String row(Storm storm, String backoff) {
        Ours ours = storm.ours(ReconnectStormTest.PACING);
        Played played = ours.played();
        Played alone = storm.alone(ours.sideBySide(), Storm.unbraked(ours.sideBySide()));
        Played defaults = storm.alone(ours.sideBySide(), Storm.withDefaultWaits(ours.sideBySide()));
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.3f | %.3f | %d | %.0f | %.1f %% | %.1f %% | %s | %s | %s | %d |",
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
                Percentile.seconds(defaults.took()),
                played.starts());
        expect(played.skew() <= 1.05, "skew", row);
        expect(played.second() <= Storm.BUDGET * 1.1, "connects in a second", row);
        expect(played.ten() <= Storm.BUDGET, "connects over ten seconds", row);
        expect(alone.skew() > 1.05 || slower(played, alone) <= 1.1, "time", row);
        expect(defaults.skew() > 1.05 || slower(played, defaults) <= 1, "time beside EMQX's own waits", row);
        return row;
    }

    private static double slower(Played ours, Played theirs) {
        return (double) ours.took().toMillis() / theirs.took().toMillis();
    }

    private String brake(Storm storm, String backoff) {
        Ours known = storm.ours(ReconnectStormTest.PACING.replace("}", KNOWN.get(backoff) + "}"));
        Played braked = storm.abandoned(known);
        Played unbraked = storm.alone(known.sideBySide(), Storm.unbraked(known.sideBySide()));
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.3f | %.3f |",
                storm.name(),
                backoff,
                storm.seed(),
                braked.skew(),
                unbraked.skew());
        expect(braked.skew() <= 1.10, "first brake", row);
        return row;
    }

    private void expect(boolean holds, String what, String row) {
        if (!holds) {
            broken.add(what + ": " + row);
        }
    }

    /** What somebody who knows the clients would say. */
    private static final Map<String, String> KNOWN = Map.of(
            "0", "",
            "0 to 60 s", ", \"reconnectP50\": \"30s\", \"reconnectP95\": \"57s\"",
            "0 to 120 s", ", \"reconnectP50\": \"60s\", \"reconnectP95\": \"114s\"",
            "1 s doubling to 120 s", ", \"reconnectP50\": \"1s\", \"reconnectP95\": \"1s\"");

    private static Map<String, ReconnectDelay> backoffs() {
        Map<String, ReconnectDelay> backoffs = new LinkedHashMap<>();
        backoffs.put("0", Storm.within(0));
        backoffs.put("0 to 60 s", Storm.within(60));
        backoffs.put("0 to 120 s", Storm.within(120));
        backoffs.put("1 s doubling to 120 s", Storm.exponential());
        return backoffs;
    }
}
