package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that need no Temporal, as processes. */
@Tag("kubernetes")
@Timeout(300)
final class CommandsTest {
    private static final String MAIN = "dev.evenkeel.command.ClusterCommand";
    private static final String JANITOR = "evenkeel-janitor";

    /** Commands are processes, which need seconds to start: EMQX must still be at it then. */
    private static final double SPEED = 1;

    /** All that the janitor asks of the API. */
    private static final List<PolicyRule> RULES = List.of(
            rule("", "pods", "get", "list", "patch"),
            rule("", "services", "list"),
            rule("apps", "statefulsets", "list"),
            rule("discovery.k8s.io", "endpointslices", "list", "watch"),
            rule("coordination.k8s.io", "leases", "get", "list", "create", "update", "delete"));

    @Test
    void theJanitorAloneCleansUpAfterARunWhoseWorkerAndTemporalAreGone() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "janitor").speed(SPEED).start()) {
            killARun(bench);

            Program.Ended ended = janitor(bench, "janitor");

            assertThat(ended.err()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .contains("watched: its Lease seems to have run out")
                    .contains("clean: EMQX's rebalance was stopped; pods put back: [");
            bench.assertNothingLeft();
            assertThat(leases(bench)).isZero();
        }
    }

    @Test
    void restoreByHandDoesTheSameForOneCluster() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "restore").speed(SPEED).start()) {
            killARun(bench);

            Program.Ended ended = janitor(bench, "restore", EmqxObjects.INSTANCE, "-n", bench.namespace());

            assertThat(ended.wanted()).contains("clean: EMQX's rebalance was stopped; pods put back: [");
            bench.assertNothingLeft();
        }
    }

    @Test
    void aRunThatLivesIsLeftAlone() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "living").speed(SPEED).start()) {
            startRun(bench);

            Program.Ended janitor = janitor(bench, "janitor");
            Program.Ended restore = janitor(bench, "restore", EmqxObjects.INSTANCE, "-n", bench.namespace());

            assertThat(janitor.wanted()).contains("left alone: its Lease");
            assertThat(restore.exitCode()).isEqualTo(3);
            assertThat(restore.err()).contains("lives. 'evenkeel abort emqx-ee -n " + bench.namespace() + "'");
            assertThat(bench.emqx().faults().coordinators()).isNotEmpty();
        }
    }

    @Test
    void aNamespaceThatMayNotBeLookedAtIsNamed() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "forbidden").start()) {
            Program.Ended ended = janitor(bench, "janitor", "-n", "kube-system");

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

    private static WorkerProcess startRun(KubeBench bench) {
        WorkerProcess worker = bench.startWorkerProcess(
                        "--evenkeel.janitor.enabled=false",
                        "--evenkeel.janitor.lease=4s",
                        "--evenkeel.janitor.renewal=1s")
                .ready();
        bench.startRun();
        bench.awaitPhase(RunPhase.EVICTING_CONNS);
        return worker;
    }

    private static void killARun(KubeBench bench) {
        WorkerProcess worker = startRun(bench);
        worker.kill();
        bench.temporal().kill();
        assertThat(bench.emqx().faults().coordinators()).isNotEmpty();
        assertThat(bench.servingPods()).hasSize(1);
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> bench.api()
                        .admin()
                        .leases()
                        .inNamespace(bench.namespace())
                        .withName("evenkeel-" + EmqxObjects.INSTANCE)
                        .get()
                        .getSpec()
                        .getRenewTime()
                        .plusSeconds(4)
                        .isBefore(java.time.ZonedDateTime.now()));
    }

    /** A command with the janitor's own service account and nothing more. */
    private static Program.Ended janitor(KubeBench bench, String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "EVENKEEL_KUBERNETES_KUBECONFIG",
                bench.file("janitor.kubeconfig", bench.api().kubeconfig(account(bench)))
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

    private static String account(KubeBench bench) {
        String namespace = bench.namespace();
        var admin = bench.api().admin();
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(JANITOR)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(JANITOR)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withRules(RULES)
                        .build())
                .serverSideApply();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(JANITOR)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", JANITOR)
                        .addNewSubject("", "ServiceAccount", JANITOR, namespace)
                        .build())
                .serverSideApply();
        return bench.api().tokenOf(namespace, JANITOR);
    }

    private static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
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
