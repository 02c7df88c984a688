package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.Percentile.seconds;

import dev.evenkeel.e2e.Percentile;
import dev.evenkeel.e2e.kubernetes.CleanUpScene.Played;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
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

    /** Scenes beside each other, but for those that kill the API server of all; two cores start no more. */
    private static final int AT_ONCE = 3;

    private final int instants = Integer.getInteger("instants", 20);

    @Test
    void writesTheReport() throws Exception {
        StringBuilder rows = new StringBuilder();
        ExecutorService scenes = Executors.newFixedThreadPool(AT_ONCE);
        try (RealKubernetes api = RealKubernetes.start("clean-up")) {
            for (Disaster disaster : Disaster.values()) {
                List<Played> played = disaster == Disaster.API_SERVER_GONE
                        ? played(api, disaster, Runnable::run)
                        : played(api, disaster, scenes);
                List<Duration> clean = played.stream().map(Played::cleanAfter).toList();
                rows.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %s | %s |%n",
                        disaster.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        clean.size(),
                        seconds(Percentile.of(clean, 0.5)),
                        seconds(Percentile.of(clean, 1))));
            }
        } finally {
            scenes.shutdownNow();
        }
        Files.writeString(REPORT, """
                # Clean-up after disasters

                Written by `./evenkeel bench clean-up`: a run on a real Kubernetes API is struck at instants that seeds choose, from its
                first look to its end. Then EndpointSlices must publish what they did before, no pod may be marked, no Lease may be
                left, and EMQX may run no rebalance. One instant that does not end so ends the bench. A Lease lasts 4 s here instead of 90, and
                EMQX's seconds pass 20 times as fast; that is by settings, the code and the accounts' rights are those of the chart. Three
                runs beside each other on two cores.

                | disaster | instants, all as before | p50 | longest |
                |---|---|---|---|
                %s
                Times count from the blow (from its end, where something came back) to the last of these, and hold the Lease's 4 s
                where a run cannot be known to have ended. After `worker killed` and `workers namespace deleted` nobody is left but
                the command of the CronJob, `evenkeel janitor`, with a token of its own.
                """.formatted(rows));
    }

    /** Every scene must end well; the first that does not ends the bench. */
    private List<Played> played(RealKubernetes api, Disaster disaster, Executor on) {
        List<CompletableFuture<Played>> running = LongStream.range(FIRST_SEED, FIRST_SEED + instants)
                .mapToObj(seed -> CompletableFuture.supplyAsync(() -> new CleanUpScene(api, disaster, seed).play(), on))
                .toList();
        List<Played> played = running.stream().map(CompletableFuture::join).toList();
        played.forEach(one -> System.out.println("[clean-up] " + one));
        return played;
    }
}
