package dev.evenkeel.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ours with open waits beside EMQX with its own defaults, on the same seeds. */
@Tag("bench")
final class WholeTimeBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "whole-time.md");

    private final int seeds = Integer.getInteger("seeds", 5);

    @Test
    void writesTheReport() throws IOException {
        List<WholeTime> all = new ArrayList<>();
        for (int backoff : new int[] {0, 60, 120}) {
            for (int seed = 1; seed <= seeds; seed++) {
                for (Storm storm : List.of(
                        Storm.of(9, 1, Storm.within(backoff), 50, seed),
                        Storm.of(19, 1, Storm.within(backoff), 50, seed),
                        Storm.of(8, 2, Storm.within(backoff), 50, seed),
                        Storm.of(27, 3, Storm.within(backoff), 50, seed))) {
                    all.add(WholeTime.of(storm, Storm.knowing(backoff)));
                    System.out.println("[whole-time] " + all.get(all.size() - 1).row());
                }
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, """
                # Whole time

                `./evenkeel bench whole-time`: a million clients, budget %,d connects a second and recipient, the back-off told, %d
                seeds a cell. Ours with the waits open, from the plan to verified and restored; EMQX alone with its default waits of
                60 s and 60 s at the same rate and thresholds, to its own end, clients still on their way not awaited, donors kept
                out of the load balancer all the time. The load balancer lets go of donors at once. %d of %d runs of ours are no longer.

                | nodes | back-off | seed | ours | EMQX alone | ours no longer | skew | alone |
                |---|---|---|---|---|---|---|---|
                %s
                """.formatted(
                        Storm.BUDGET,
                        seeds,
                        all.stream().filter(WholeTime::oursIsNoLonger).count(),
                        all.size(),
                        String.join("\n", all.stream().map(WholeTime::row).toList())));
    }
}
