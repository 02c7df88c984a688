package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.deploy.Release;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * A run that a disaster befalls at an instant that a seed chooses, and the wait until everything is as before. Leases are
 * short, by settings; nothing else differs from production: the accounts have the chart's rights, and no others.
 */
final class CleanUpScene {
    /** EMQX's part of the article's run takes 100 s of its own: 5 s here. */
    private static final double SPEED = 20;

    /** Kubelets and controllers are as fast as ever, and EMQX must wait for them: 25 s. */
    private static final double GATED_SPEED = 4;

    /** From the first exclusion to beyond EMQX's end, in EMQX's time. */
    private static final int INSTANT_MILLIS_MAX = 130_000;

    private static final int ROUNDS_MAX = 10;

    /** A Lease, its confirmation, a round, and what a busy machine adds; runs that go on end by themselves. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final String[] LIVES = {
        "--evenkeel.janitor.lease=4s",
        "--evenkeel.janitor.renewal=800ms",
        "--evenkeel.janitor.every=500ms",
        // As many of EMQX's seconds as are a few of the wall clock's.
        "--evenkeel.pace.silence=100s"
    };

    private final RealKubernetes api;
    private final Disaster disaster;
    private final long seed;
    private final boolean gated;
    private final double speed;

    private CleanUpScene(RealKubernetes api, Disaster disaster, long seed, boolean gated) {
        this.api = api;
        this.disaster = disaster;
        this.seed = seed;
        this.gated = gated;
        this.speed = gated ? GATED_SPEED : SPEED;
    }

    CleanUpScene(RealKubernetes api, Disaster disaster, long seed) {
        this(api, disaster, seed, false);
    }

    /** The same by lever {@code gate}, without an operator that would open the gates itself. */
    static CleanUpScene gated(RealKubernetes api, Disaster disaster, long seed) {
        return new CleanUpScene(api, disaster, seed, true);
    }

    /** What happened when, for the report. */
    record Played(Disaster disaster, long seed, Duration struckAfter, String phase, Duration cleanAfter) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s, seed %d: struck after %d ms in %s, all as before %d ms later",
                    disaster,
                    seed,
                    struckAfter.toMillis(),
                    phase,
                    cleanAfter.toMillis());
        }
    }

    Played play() {
        Random random = new Random(seed);
        String name = disaster.name().toLowerCase(Locale.ROOT).replace('_', '-');
        try (KubeBench bench = KubeBench.on(api, name)
                        .speed(speed)
                        .objects(gated ? GateTest.GATED : EmqxObjects.defaults())
                        .start();
                Release chart =
                        Release.install(api, "emqxNamespaces={" + bench.namespace() + "}", "janitor.suspend=true")) {
            Baseline baseline = Baseline.of(bench);
            WorkerProcess worker = bench.startWorkerProcessWith(api.kubeconfig(chart.workersToken()), LIVES)
                    .ready();
            WorkflowStub run = bench.startRun();
            Duration instant = instant(bench, random);
            String phase = phase(bench);
            String janitor = chart.janitorsToken(bench.namespace());
            disaster.strike(new Disaster.Victim(bench, worker, chart.namespace(), run));
            Instant struck = Instant.now();
            if (!disaster.workerLives()) {
                janitorAlone(bench, janitor);
            }
            baseline.awaitReturn(DEADLINE);
            return new Played(disaster, seed, instant, phase, Duration.between(struck, Instant.now()));
        }
    }

    /** One in five before anything was touched; the others from the first exclusion to beyond EMQX's end. */
    private Duration instant(KubeBench bench, Random random) {
        Instant began = Instant.now();
        if (random.nextInt(5) > 0) {
            bench.await(progress -> progress.excluded() || progress.phase() == RunPhase.DONE);
        }
        Duration further = Duration.ofMillis(Math.round(random.nextInt(INSTANT_MILLIS_MAX) / speed));
        Awaitility.await().pollDelay(further).atMost(further.plusSeconds(10)).until(() -> true);
        return Duration.between(began, Instant.now());
    }

    private static String phase(KubeBench bench) {
        return bench.progress().phase().name();
    }

    /** Rounds of the CronJob, sooner after each other than its minute: a Lease that is still good is left to the next. */
    private void janitorAlone(KubeBench bench, String token) {
        String kubeconfig = bench.api().kubeconfig(token);
        for (int round = 0; round < ROUNDS_MAX && (round == 0 || !bench.leases().isEmpty()); round++) {
            janitorOnce(bench, kubeconfig);
        }
    }

    /** The command that the CronJob runs, as a process with the token that the chart gives it. */
    private void janitorOnce(KubeBench bench, String kubeconfig) {
        Program.Ended janitor = bench.command(
                "dev.evenkeel.command.ClusterCommand",
                Map.of(
                        "EVENKEEL_KUBERNETES_KUBECONFIG",
                        bench.file("janitor.kubeconfig", kubeconfig).toString(),
                        "EVENKEEL_CONNECTIONS_EMQX_CLUSTERS",
                        bench.namespace() + "/*",
                        "EVENKEEL_CONNECTIONS_EMQX_API_KEY",
                        KubeBench.API_KEY,
                        "EVENKEEL_CONNECTIONS_EMQX_SECRET_FILE",
                        bench.folder().resolve("secret").toString(),
                        "EVENKEEL_JANITOR_LEASE",
                        "4s",
                        "EVENKEEL_JANITOR_RENEWAL",
                        "800ms",
                        "EVENKEEL_PACE_SPEED",
                        String.valueOf(speed)),
                "janitor",
                "--namespace",
                bench.namespace(),
                "--within",
                "60s");
        assertThat(janitor.exitCode()).as(janitor.out() + janitor.err()).isZero();
    }
}
