package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.deploy.Release;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that need no Temporal, as processes. */
@Tag("kubernetes")
@Timeout(300)
final class CommandsTest {
    private static final String MAIN = "dev.evenkeel.command.ClusterCommand";

    /** Commands are processes, which need seconds to start: EMQX must still be at it then. */
    private static final double SPEED = 1;

    @Test
    void theJanitorAloneCleansUpAfterARunWhoseWorkerAndTemporalAreGone() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "janitor")
                        .speed(SPEED)
                        .start();
                Release release = chart(bench)) {
            killARun(bench);
            long mark = bench.api().audit().mark();

            Program.Ended ended = janitor(bench, release, "janitor");

            assertThat(ended.err()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .contains("watched: its Lease seems to have run out")
                    .contains("clean: EMQX's rebalance was stopped; pods put back: [");
            bench.assertNothingLeft();
            assertThat(leases(bench)).isZero();
            assertThat(bench.api().audit().requests(release.janitorsUser(bench.namespace()), mark))
                    .isNotEmpty()
                    .noneMatch(request -> request.status() == 403);
        }
    }

    @Test
    void restoreByHandDoesTheSameForOneCluster() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "restore")
                        .speed(SPEED)
                        .start();
                Release release = chart(bench)) {
            killARun(bench);

            Program.Ended ended = janitor(bench, release, "restore", EmqxObjects.INSTANCE, "-n", bench.namespace());

            assertThat(ended.wanted()).contains("clean: EMQX's rebalance was stopped; pods put back: [");
            bench.assertNothingLeft();
        }
    }

    @Test
    void aRunThatLivesIsLeftAlone() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "living")
                        .speed(SPEED)
                        .start();
                Release release = chart(bench)) {
            startRun(bench, "30s");

            Program.Ended janitor = janitor(bench, release, "janitor");
            Program.Ended restore = janitor(bench, release, "restore", EmqxObjects.INSTANCE, "-n", bench.namespace());

            assertThat(janitor.wanted()).contains("left alone: its Lease");
            assertThat(restore.exitCode()).isEqualTo(3);
            assertThat(restore.err()).contains("lives. 'evenkeel abort emqx-ee -n " + bench.namespace() + "'");
            assertThat(bench.emqx().faults().coordinators()).isNotEmpty();
        }
    }

    @Test
    void aNamespaceThatMayNotBeLookedAtIsNamed() {
        try (KubeBench bench =
                        KubeBench.on(RealKubernetes.shared(), "forbidden").start();
                Release release = chart(bench)) {
            Program.Ended ended = janitor(bench, release, "janitor", "-n", "kube-system");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err()).contains("namespace kube-system cannot be looked after", "'list'", "leases");
        }
    }

    @Test
    void wrongSettingsAreToldTogether() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "settings").start()) {
            Program.Ended ended =
                    bench.command(MAIN, Map.of(), "janitor", "--evenkeel.janitor.lease=1ms", "--evenkeel.nonsense=1");

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.err()).contains("nonsense", "janitor.lease").doesNotContain("Exception");
        }
    }

    @Test
    void adoptPrintsAppliesAndUndoes() {
        EmqxObjects objects = EmqxObjects.defaults().withServingLabel(false);
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "adopt-command")
                .objects(objects)
                .start()) {
            Map<String, String> admin = Map.of(
                    "EVENKEEL_KUBERNETES_KUBECONFIG",
                    bench.file("admin.kubeconfig", bench.api().adminKubeconfig())
                            .toString());
            String[] adopt = {"adopt", EmqxObjects.INSTANCE, "-n", bench.namespace()};

            assertThat(bench.command(MAIN, admin, adopt).wanted())
                    .contains(
                            "+   spec.template.metadata.labels[evenkeel.dev/serving]: \"true\"",
                            "Nothing was changed.");
            assertThat(bench.statefulSet().getMetadata().getGeneration()).isEqualTo(1);
            assertThat(bench.command(MAIN, admin, and(adopt, "--apply")).wanted())
                    .contains("changed service/emqx-ee-listeners", "Done: every pod has the label");
            assertThat(bench.command(MAIN, admin, and(adopt, "--apply")).wanted())
                    .contains("Done: every pod has the label");
            assertThat(bench.command(MAIN, admin, and(adopt, "--undo")).wanted())
                    .contains("Done: nothing selects by evenkeel.dev/serving");
        }
    }

    private static String[] and(String[] words, String more) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 1);
        all[words.length] = more;
        return all;
    }

    // --- a run that dies ---

    private static WorkerProcess startRun(KubeBench bench, String lease) {
        WorkerProcess worker = bench.startWorkerProcess(
                        "--evenkeel.janitor.enabled=false",
                        "--evenkeel.janitor.lease=" + lease,
                        "--evenkeel.janitor.renewal=1s")
                .ready();
        bench.startRun();
        bench.awaitPhase(RunPhase.EVICTING_CONNS);
        return worker;
    }

    private static void killARun(KubeBench bench) {
        WorkerProcess worker = startRun(bench, "4s");
        worker.kill();
        bench.temporal().kill();
        assertThat(bench.emqx().faults().coordinators()).isNotEmpty();
        assertThat(bench.servingPods()).hasSize(1);
        bench.awaitLeasesRanOut();
    }

    /** A command with what the chart lets the janitor do and nothing more. */
    private static Program.Ended janitor(KubeBench bench, Release release, String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "EVENKEEL_KUBERNETES_KUBECONFIG",
                bench.file("janitor.kubeconfig", bench.api().kubeconfig(release.janitorsToken(bench.namespace())))
                        .toString());
        environment.put("EVENKEEL_CONNECTIONS_EMQX_CLUSTERS", bench.namespace() + "/*");
        environment.put("EVENKEEL_CONNECTIONS_EMQX_APIKEY", KubeBench.API_KEY);
        environment.put(
                "EVENKEEL_CONNECTIONS_EMQX_SECRETFILE",
                bench.folder().resolve("secret").toString());
        environment.put("EVENKEEL_JANITOR_LEASE", "4s");
        environment.put("EVENKEEL_JANITOR_RENEWAL", "1s");
        environment.put("EVENKEEL_PACE_SPEED", String.valueOf(SPEED));
        return bench.command(MAIN, environment, arguments);
    }

    private static Release chart(KubeBench bench) {
        return Release.install(bench.api(), "emqxNamespaces={" + bench.namespace() + "}", "janitor.suspend=true");
    }

    private static int leases(KubeBench bench) {
        return bench.api()
                .admin()
                .leases()
                .inNamespace(bench.namespace())
                .list()
                .getItems()
                .size();
    }
}
