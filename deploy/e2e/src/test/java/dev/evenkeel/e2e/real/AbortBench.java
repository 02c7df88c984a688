package dev.evenkeel.e2e.real;

import static dev.evenkeel.e2e.Percentile.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.e2e.Percentile;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.Stretched;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long an abort takes, from the update to an EMQX that runs nothing and a Service with every pod. Writes
 * {@code docs/bench/abort.md}; {@code -Daborts=N} aborts N times in each phase (default 3).
 */
@Tag("bench")
final class AbortBench {
    private static final Path REPORT = Path.of("../../docs/bench/abort.md");

    /** EMQX's own: a wait that an abort had to sit out would show. */
    private static final double SPEED = 1;

    private static final String SPEC = """
            {"instanceName": "emqx-ee", "approval": {"required": %s}, "rebalanceStrategy": {
             "connEvictRate": 400, "sessEvictRate": 300, "waitTakeover": 2, "waitHealthCheck": 2,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": 1.1, "relSessThreshold": 1.1}}
            """;

    /** EMQX answers in them; while a start may still be on its way it does not. */
    private static final Set<Stretched> ANSWERING = EnumSet.complementOf(EnumSet.of(Stretched.STARTING));

    private final int aborts = Integer.getInteger("aborts", 3);
    private final List<Duration> all = new ArrayList<>();
    private final StringBuilder rows = new StringBuilder();

    @Test
    void writesTheReport() throws IOException {
        ANSWERING.forEach(phase -> all.addAll(row(phase.name(), bench -> inPhase(bench, phase))));
        all.addAll(row("PAUSED", AbortBench::paused));
        row(
                "STARTING, whose answer is lost and which takes effect after 12 s",
                bench -> inPhase(bench, Stretched.STARTING));
        row(
                "EVICTING_CONNS, with an EMQX that answers nothing but 503: until the pods serve",
                AbortBench::silent,
                AbortBench::servesAll);
        String report = String.format(
                Locale.ROOT,
                """
                # A run is aborted

                `./evenkeel bench abort`: a real Temporal server, the worker as a process, EMQX at its own speed. From sending the
                update `abort` until EMQX runs nothing and the Service has every pod, by the simulator's books.

                | aborts where EMQX answers | p50 | p95 | longest |
                |---|---|---|---|
                | %d | %s | %s | %s |

                | phase | p50 | longest |
                |---|---|---|
                %s
                The limit is 5 s (p95) where EMQX answers. A start that is on its way cannot be stopped before it arrives. An EMQX that
                does not answer is tried for 30 s before the pods go back without it; it is stopped once it answers again.
                """,
                all.size(),
                seconds(Percentile.of(all, 0.5)),
                seconds(Percentile.of(all, 0.95)),
                seconds(Percentile.of(all, 1)),
                rows);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        System.out.println(report);
        assertThat(Percentile.of(all, 0.95)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    /** Brings a run to where it is aborted; returns when the abort was sent, as {@link System#nanoTime()}. */
    private interface Scene {
        long abort(RealBench bench);
    }

    private List<Duration> row(String name, Scene scene) {
        return row(
                name,
                scene,
                bench ->
                        servesAll(bench) && bench.emqx().faults().coordinators().isEmpty());
    }

    private List<Duration> row(String name, Scene scene, Predicate<RealBench> over) {
        List<Duration> here = new ArrayList<>();
        for (int time = 0; time < aborts; time++) {
            try (RealBench bench = RealBench.open("bench-abort", SPEED, Stage::withSessions)) {
                bench.worker().ready();
                long sent = scene.abort(bench);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> over.test(bench));
                here.add(Duration.ofNanos(System.nanoTime() - sent));
                RealBench.say("abort, %s: %s", name, seconds(here.get(time)));
            }
        }
        rows.append(String.format(
                "| %s | %s | %s |%n", name, seconds(Percentile.of(here, 0.5)), seconds(Percentile.of(here, 1))));
        return here;
    }

    private static boolean servesAll(RealBench bench) {
        return bench.servingPods().equals(bench.pods(0, 1, 2, 3));
    }

    /** What held the run up ends with the abort. */
    private static long inPhase(RealBench bench, Stretched phase) {
        WorkflowStub run = begin(bench, phase);
        long sent = abort(run);
        phase.release(bench);
        return sent;
    }

    private static long paused(RealBench bench) {
        WorkflowStub run = begin(bench, Stretched.EVICTING_CONNS);
        run.update("pause", Verbs.Acknowledgement.class, new Verbs.Pause(null, null, null, null));
        bench.awaitPhase(RunPhase.PAUSED);
        return abort(run);
    }

    private static long silent(RealBench bench) {
        WorkflowStub run = begin(bench, Stretched.EVICTING_CONNS);
        bench.emqx().faults().errorRate(1, 503);
        return abort(run);
    }

    private static WorkflowStub begin(RealBench bench, Stretched phase) {
        phase.stretch(bench);
        bench.type(Stage.CLUSTER_ID, String.format(SPEC, phase == Stretched.AWAITING_APPROVAL))
                .wanted();
        bench.await(phase::reached);
        return bench.run(Stage.CLUSTER_ID);
    }

    private static long abort(WorkflowStub run) {
        long sent = System.nanoTime();
        run.update("abort", Verbs.Acknowledgement.class, new Verbs.Abort(Optional.of("bench"), Optional.empty()));
        return sent;
    }
}
