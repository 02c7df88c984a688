package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * A run that a disaster befalls at an instant that a seed chooses, and the wait until everything is as before. Leases are
 * short, by settings; nothing else differs from production.
 */
final class CleanUpScene {
    /** EMQX's part of the article's run takes 100 s of its own: 5 s here. */
    private static final double SPEED = 20;

    private static final int INSTANT_MILLIS_MAX = 6_500;

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

    CleanUpScene(RealKubernetes api, Disaster disaster, long seed) {
        this.api = api;
        this.disaster = disaster;
        this.seed = seed;
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
        Duration instant = Duration.ofMillis(new Random(seed).nextInt(INSTANT_MILLIS_MAX));
        String name = disaster.name().toLowerCase(Locale.ROOT).replace('_', '-');
        try (KubeBench bench = KubeBench.on(api, name).speed(SPEED).start()) {
            Baseline baseline = Baseline.of(bench);
            String home = bench.namespace() + "-worker";
            WorkerProcess worker =
                    bench.startWorkerProcessWith(tokenOf(bench, home), LIVES).ready();
            WorkflowStub run = bench.startRun();
            Awaitility.await().pollDelay(instant).atMost(instant.plusSeconds(10)).until(() -> true);
            String phase = phase(bench);
            disaster.strike(new Disaster.Victim(bench, worker, home, run));
            if (!disaster.workerLives()) {
                janitorAlone(bench);
            }
            Duration clean = baseline.awaitReturn(DEADLINE);
            return new Played(disaster, seed, instant, phase, clean);
        }
    }

    private static String phase(KubeBench bench) {
        return bench.progress().phase().name();
    }

    /** The worker's account lives in a namespace of its own, with rights in the cluster's. */
    private String tokenOf(KubeBench bench, String home) {
        Disaster.home(api, home);
        api.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("evenkeel")
                        .endMetadata()
                        .build())
                .inNamespace(home)
                .create();
        Rights.worker().grant(api, bench.namespace(), home, "evenkeel");
        return api.kubeconfig(api.tokenOf(home, "evenkeel"));
    }

    /** The command that the CronJob runs, as a process with a token of its own in the cluster's namespace. */
    private void janitorAlone(KubeBench bench) {
        api.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("evenkeel-janitor")
                        .endMetadata()
                        .build())
                .inNamespace(bench.namespace())
                .create();
        Rights.janitor().grant(api, bench.namespace(), bench.namespace(), "evenkeel-janitor");
        String kubeconfig = api.kubeconfig(api.tokenOf(bench.namespace(), "evenkeel-janitor"));
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
                        "EVENKEEL_PACE_SPEED",
                        String.valueOf(SPEED)),
                "janitor",
                "--namespace",
                bench.namespace(),
                "--within",
                "60s");
        assertThat(janitor.exitCode()).as(janitor.out() + janitor.err()).isZero();
    }
}
