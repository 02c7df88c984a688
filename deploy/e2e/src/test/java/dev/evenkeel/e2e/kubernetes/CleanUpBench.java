package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.Percentile.millis;

import dev.evenkeel.e2e.Percentile;
import dev.evenkeel.e2e.kubernetes.CleanUpScene.Played;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each disaster at many instants; every one must end as it began. Writes {@code docs/bench/clean-up.md}; {@code
 * -Dinstants=N} for another number than 20 each.
 */
@Tag("bench")
@Tag("kubernetes")
final class CleanUpBench {
    private static final Path REPORT = Path.of("../../docs/bench/clean-up.md");
    private static final long FIRST_SEED = 1_000;

    private final int instants = Integer.getInteger("instants", 20);

    @Test
    void writesTheReport() throws IOException {
        StringBuilder rows = new StringBuilder();
        try (RealKubernetes api = RealKubernetes.start("clean-up")) {
            for (Disaster disaster : Disaster.values()) {
                List<Duration> clean = new ArrayList<>();
                for (long seed = FIRST_SEED; seed < FIRST_SEED + instants; seed++) {
                    Played played = new CleanUpScene(api, disaster, seed).play();
                    System.out.println("[clean-up] " + played);
                    clean.add(played.cleanAfter());
                }
                rows.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %d | %s | %s |%n",
                        disaster.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        clean.size(),
                        clean.size(),
                        millis(Percentile.of(clean, 0.5)),
                        millis(Percentile.of(clean, 1))));
            }
        }
        Files.writeString(REPORT, """
                # Clean-up after disasters

                Written by `./evenkeel bench cleanUp`: a run on a real Kubernetes API is struck at instants that seeds choose, from its
                first look to its end. Then EndpointSlices must publish what they did before, no pod may be marked, no Lease may be
                left, and EMQX may run no rebalance. A Lease lasts 4 s here instead of 90, and EMQX's seconds pass 20 times as fast; that
                is by settings, the code is that of production. Two cores, shared with everything else.

                | disaster | instants | all as before | p50 | longest |
                |---|---|---|---|---|
                %s
                Times count from the blow (from its end, where something came back) to the last of these, and hold the Lease's 4 s
                where a run cannot be known to have ended. After `worker killed` and `workers namespace deleted` nobody is left but
                the command of the CronJob, `evenkeel janitor`, with a token of its own.
                """.formatted(rows));
    }
}
