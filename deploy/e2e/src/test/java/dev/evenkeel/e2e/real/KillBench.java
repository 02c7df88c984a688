package dev.evenkeel.e2e.real;

import static dev.evenkeel.e2e.Percentile.seconds;

import dev.evenkeel.e2e.Percentile;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.Stretched;
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
 * How long until a run goes on after its only worker was killed and another was started at once. Writes
 * {@code docs/bench/kill.md}; {@code -Dkills=N} kills each phase's worker N times (default 2).
 */
@Tag("bench")
final class KillBench {
    private static final Path REPORT = Path.of("../../docs/bench/kill.md");
    private static final List<Stretched> PHASES = List.of(
            Stretched.ASSESSING,
            Stretched.EXCLUDING,
            Stretched.STARTING,
            Stretched.WAIT_HEALTH_CHECK,
            Stretched.EVICTING_CONNS,
            Stretched.WAIT_TAKEOVER,
            Stretched.EVICTING_SESSIONS,
            Stretched.RESTORING,
            Stretched.VERIFYING);

    private final int kills = Integer.getInteger("kills", 2);
    private final List<Duration> all = new ArrayList<>();
    private final List<Duration> boots = new ArrayList<>();
    private final StringBuilder rows = new StringBuilder();

    @Test
    void writesTheReport() throws IOException {
        PHASES.forEach(this::measure);
        String report = String.format(
                Locale.ROOT,
                """
                # A worker is killed

                `./evenkeel bench kill`: a real Temporal server, the worker as a process. The only worker gets SIGKILL in each
                phase of a run and another is started at the same moment; it counts until that one first speaks to EMQX or
                Kubernetes. Every run ended balanced with one accepted start and all pods back.

                | kills | p50 | p95 | longest | of which the new process takes until it polls, p50 |
                |---|---|---|---|---|
                | %d | %s | %s | %s | %s |

                | phase | p50 | longest |
                |---|---|---|
                %s
                The limit is 15 s. What it takes is the larger of two: the process's own start, and Temporal's patience with the
                attempt that died with the worker, 10 s for a look and 5 s without a heartbeat for everything else.
                """,
                all.size(),
                seconds(Percentile.of(all, 0.5)),
                seconds(Percentile.of(all, 0.95)),
                seconds(Percentile.of(all, 1)),
                seconds(Percentile.of(boots, 0.5)),
                rows);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        System.out.println(report);
    }

    private void measure(Stretched phase) {
        List<Duration> here = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            try (RealBench bench = RealBench.open("bench-kill-" + phase, RunSpec.SPEED, Stage::withSessions)) {
                here.add(new Victim(bench).killWorkerIn(phase));
                bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
                boots.add(bench.worker().polledAfter());
            }
        }
        all.addAll(here);
        rows.append(String.format(
                "| %s | %s | %s |%n", phase, seconds(Percentile.of(here, 0.5)), seconds(Percentile.of(here, 1))));
    }
}
