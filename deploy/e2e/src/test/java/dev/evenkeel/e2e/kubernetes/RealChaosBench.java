package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.Chaos;
import dev.evenkeel.e2e.Chaos.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seeds of the chaos that {@code ./evenkeel bench chaos} plays in skipped time, on the real servers. Writes {@code
 * docs/bench/real-chaos.md}; {@code -Dseeds=N} for another number than 20, {@code -Dseed=N} for one of them.
 */
@Tag("bench")
@Tag("kubernetes")
final class RealChaosBench {
    private static final Path REPORT = Path.of("../../docs/bench/real-chaos.md");

    private final long first = Long.getLong("seed", 1);
    private final long last = Long.getLong("seed", Integer.getInteger("seeds", 20));

    @Test
    void writesTheReport() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (RealKubernetes api = RealKubernetes.start("chaos")) {
            for (long seed = first; seed <= last; seed++) {
                Chaos chaos = Chaos.of(seed);
                Verdict verdict = RealChaos.play(api, chaos);
                System.out.println("[chaos] " + chaos + " -> " + verdict.end() + " " + verdict.wrong());
                System.out.println("[chaos] " + verdict.said());
                rows.add("| " + chaos + " | " + verdict.end() + " | " + String.join("; ", verdict.wrong()) + " |");
                verdict.wrong()
                        .forEach(what -> wrong.add(chaos + ": " + what
                                + "\n    play it again: ./evenkeel bench real-chaos -Dseed=" + chaos.seed()));
            }
        }
        if (first == 1) {
            Files.writeString(REPORT, """
                    # Runs during which things go wrong, on the real servers

                    `./evenkeel bench real-chaos`: seeds 1 to %d of `./evenkeel bench chaos`, before a real Temporal server, a worker
                    process that is killed by SIGKILL, and Kubernetes' own API server and controllers, which are frozen and killed. EMQX is
                    simulated, at ten times its speed, and its books are the judge: a `Balanced` that is none, a pod left out, a start beside
                    a rebalance that runs, a run without an end. **%d were wrong.**

                    | seed | end | wrong |
                    |---|---|---|
                    %s
                    """.formatted(last, wrong.size(), String.join("\n", rows)));
        }
        assertThat(wrong).isEmpty();
    }
}
