package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plays runs in which nobody comes to harm, and wants no guardrail to trip. */
@Tag("bench")
final class GuardrailsBench {
    private static final Path REPORT = Path.of("..", "..", "docs", "bench", "guardrails.md");

    private final int seeds = Integer.getInteger("seeds", 1_000);
    private final int first = Integer.getInteger("first", 1);

    @Test
    void writesTheReport() throws IOException {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        List<String> tripped = new ArrayList<>();
        for (int seed = first; seed < first + seeds; seed++) {
            Healthy healthy = Healthy.drawn(seed);
            RebalanceResult result = healthy.run();
            outcomes.merge(result.outcome(), 1, Integer::sum);
            System.out.println("[guardrails] seed " + seed + ": " + healthy + " -> " + result.summary());
            if (!Healthy.trips(result).isEmpty()) {
                tripped.add("| " + seed + " | " + healthy + " | " + Healthy.trips(result) + " |");
                System.out.println("[guardrails] " + tripped.get(tripped.size() - 1));
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(
                REPORT, """
                # Guardrails and healthy runs

                `./evenkeel bench guardrails`: whole runs in skipped time, seeds %d to %d. Thirty thousand to a million clients on
                9 + 1 or 8 + 2 nodes, back-off drawn up to 120 s and not known beforehand, clients that come and go by themselves, and from some
                moment within the first four minutes on a fleet that goes to bed: fewer come, up to 0.05 %% of all more a second
                leave.

                Outcomes: %s. Runs in which a guardrail tripped: **%d**.

                | seed | run | what tripped |
                |---|---|---|
                %s
                """.formatted(first, first + seeds - 1, outcomes, tripped.size(), String.join("\n", tripped)));
        assertThat(tripped).isEmpty();
    }
}
