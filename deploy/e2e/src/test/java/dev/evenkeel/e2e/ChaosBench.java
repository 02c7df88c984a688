package dev.evenkeel.e2e;

import dev.evenkeel.e2e.Chaos.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand runs during which things go wrong; {@code -Dseed=N} plays one of them again, {@code -Dseeds=N} so many. */
@Tag("bench")
final class ChaosBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "chaos.md");

    /** They wait for time-outs most of the time. */
    private static final int AT_ONCE = 8;

    private record Played(Chaos chaos, Verdict verdict) {
        @Override
        public String toString() {
            return chaos + " -> " + verdict.end() + (verdict.wrong().isEmpty() ? "" : " WRONG " + verdict.wrong());
        }
    }

    @Test
    void writesTheReport() throws IOException, InterruptedException, ExecutionException {
        Long one = Long.getLong("seed");
        LongStream seeds =
                one == null ? LongStream.rangeClosed(1, Integer.getInteger("seeds", 1_000)) : LongStream.of(one);
        List<Played> played =
                Sweep.played("chaos", seeds, AT_ONCE, ChaosBench::played, one == null ? ChaosBench::write : runs -> {});
        if (one != null) {
            System.out.println("[chaos] " + played.get(0).verdict().said());
        }
        List<Played> wrong =
                played.stream().filter(run -> !run.verdict().wrong().isEmpty()).toList();
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.size() + " of " + played.size() + " runs were wrong:\n"
                    + wrong.stream()
                            .map(run ->
                                    run + "\n    play it again: " + run.chaos().again())
                            .collect(Collectors.joining("\n")));
        }
    }

    private static Played played(long seed) {
        Chaos chaos = Chaos.of(seed);
        try {
            return new Played(chaos, chaos.play());
        } catch (RuntimeException broken) {
            return new Played(chaos, new Verdict("broke", "", List.of(broken.toString())));
        }
    }

    /** The report is of sweeps. */
    private static void write(List<Played> played) throws IOException {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report(played));
    }

    private static String report(List<Played> played) {
        Map<String, Map<String, Long>> byTrouble = new TreeMap<>();
        Map<String, Long> ends = new TreeMap<>();
        for (Played run : played) {
            ends.merge(run.verdict().end(), 1L, Long::sum);
            run.chaos().strokes().stream()
                    .map(stroke -> stroke.trouble().name())
                    .distinct()
                    .forEach(trouble -> byTrouble
                            .computeIfAbsent(trouble, name -> new TreeMap<>())
                            .merge(run.verdict().end(), 1L, Long::sum));
        }
        long wrong =
                played.stream().filter(run -> !run.verdict().wrong().isEmpty()).count();
        String columns = String.join(" | ", ends.keySet());
        String rule = ends.keySet().stream().map(end -> "---").collect(Collectors.joining("|"));
        return """
                # Runs during which things go wrong

                `./evenkeel bench chaos`: %,d whole runs in skipped time, one to four troubles at random instants each and a stranger in
                half of them, EMQX 4.4.19 to 6.1, load balancers that lag by 0 to 180 s, clients that come and go. Judged by the simulator's own books: a
                `Balanced` that is none, a pod left out, a rebalance left on, a start beside one that runs or sent twice, a run without an end. **%d were
                wrong.** A seed that is prints the command that plays it again.

                | trouble in the run | %s |
                |---|%s|
                %s
                | **all runs** | %s |
                """.formatted(
                        played.size(),
                        wrong,
                        columns,
                        rule,
                        byTrouble.entrySet().stream()
                                .map(row -> "| "
                                        + row.getKey()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', ' ') + " | " + cells(ends, row.getValue()) + " |")
                                .collect(Collectors.joining("\n")),
                        cells(ends, ends));
    }

    private static String cells(Map<String, Long> ends, Map<String, Long> counts) {
        return ends.keySet().stream()
                .map(end -> String.valueOf(counts.getOrDefault(end, 0L)))
                .collect(Collectors.joining(" | "));
    }
}
