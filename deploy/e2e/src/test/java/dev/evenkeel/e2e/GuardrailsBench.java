package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
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

/** A thousand runs in which nobody comes to harm: no guardrail may trip. */
@Tag("bench")
final class GuardrailsBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "guardrails.md");

    /** Each keeps a core busy. */
    private static final int AT_ONCE = 2;

    private final int seeds = Integer.getInteger("seeds", 1_000);
    private final int first = Integer.getInteger("first", 1);

    private record Run(long seed, Healthy healthy, RebalanceResult result) {
        static Run of(long seed) {
            Healthy healthy = Healthy.drawn(seed);
            return new Run(seed, healthy, healthy.run());
        }

        List<String> trips() {
            return Healthy.trips(result);
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + healthy + " -> " + result.outcome() + ", " + result.summary() + " "
                    + trips();
        }
    }

    @Test
    void writesTheReport() throws IOException, InterruptedException, ExecutionException {
        List<Run> runs = Sweep.played(
                "guardrails", LongStream.range(first, first + seeds), AT_ONCE, Run::of, GuardrailsBench::write);

        assertThat(runs).allMatch(run -> run.trips().isEmpty());
    }

    private static void write(List<Run> runs) throws IOException {
        Map<Outcome, Long> outcomes = runs.stream()
                .collect(Collectors.groupingBy(run -> run.result().outcome(), TreeMap::new, Collectors.counting()));
        List<String> tripped = runs.stream()
                .filter(run -> !run.trips().isEmpty())
                .map(run -> "| " + run.seed() + " | " + run.healthy() + " | " + run.trips() + " |")
                .toList();
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, """
                # Guardrails and healthy runs

                `./evenkeel bench guardrails`: whole runs in skipped time, seeds %d to %d. Ten thousand to three hundred thousand clients on
                9 + 1 or 8 + 2 nodes, back-off drawn up to 120 s and not known beforehand, clients that come and go by themselves, and from some
                moment within the first four minutes on a fleet that goes to bed: fewer come, up to 0.05 %% of all more a second
                leave.

                Outcomes: %s. Runs in which a guardrail tripped: **%d**.

                | seed | run | what tripped |
                |---|---|---|
                %s
                """.formatted(
                        runs.get(0).seed(),
                        runs.get(runs.size() - 1).seed(),
                        outcomes,
                        tripped.size(),
                        String.join("\n", tripped)));
    }
}
