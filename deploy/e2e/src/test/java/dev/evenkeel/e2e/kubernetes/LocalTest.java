package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code evenkeel local}, as a process on a machine from which nothing leads to the pods' addresses, with a kubeconfig
 * whose rights are those of its user and no more.
 */
@Tag("kubernetes")
@Timeout(300)
final class LocalTest {
    private static final String MAIN = "dev.evenkeel.command.ClusterCommand";
    private static final String USER = "laptop";
    private static final String SECRET = "emqx-api-key";
    private static final Duration LIMIT = Duration.ofSeconds(180);

    /** What a run needs, and beside it the way to the pods and the one Secret. */
    private static final List<PolicyRule> RULES = List.of(
            rule("", "pods", "get", "list", "patch"),
            rule("", "pods/portforward", "get", "create"),
            rule("", "services", "list"),
            rule("apps", "statefulsets", "list"),
            rule("discovery.k8s.io", "endpointslices", "list", "watch"),
            rule("coordination.k8s.io", "leases", "get", "list", "create", "update", "delete"),
            new PolicyRuleBuilder()
                    .withApiGroups("")
                    .withResources("secrets")
                    .withResourceNames(SECRET)
                    .withVerbs("get")
                    .build());

    private static final List<String> ARTICLE = List.of(
            "--conn-evict-rate=10",
            "--sess-evict-rate=10",
            "--wait-takeover=10",
            "--wait-health-check=10s",
            "--abs-conn-threshold=100",
            "--abs-sess-threshold=100",
            "--rel-conn-threshold=1.1",
            "--rel-sess-threshold=1.1");

    @Test
    void aWholeRunGoesThroughTheApiServer() throws IOException {
        try (KubeBench bench = bench("local", 20)) {
            List<String> flags = new ArrayList<>(ARTICLE);
            flags.addAll(List.of("--reach=port-forward", "--api-key=" + KubeBench.API_KEY, "--secret-name=" + SECRET));

            Program.Ended ended = start(bench, 20, Map.of(), flags).ended(LIMIT);

            assertThat(ended.exitCode()).as(ended.toString()).isZero();
            assertThat(ended.out())
                    .contains("EMQX evicts connections from the donors", "Balanced: ", "1 start(s) sent");
            assertThat(bench.emqx().ledger().starts()).hasSize(1);
            assertThat(bench.kubelet().forwarded()).isPositive();
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
            assertThat(filesWith(bench.folder().resolve("state"), KubeBench.SECRET))
                    .isEmpty();
        }
    }

    @Test
    void aRunThatWasKilledGoesOn() {
        try (KubeBench bench = bench("resumed", 10)) {
            Program first = start(bench, 10, Map.of(), withKey(bench, ARTICLE));
            awaitEviction(bench, first);
            first.kill();
            assertThat(bench.servingPods()).hasSize(1);

            Program.Ended other =
                    start(bench, 10, Map.of(), withKey(bench, List.of())).ended(LIMIT);
            assertThat(other.exitCode()).as(other.toString()).isEqualTo(3);
            assertThat(other.err()).contains("is open", "--resume' goes on with it");

            Program.Ended ended = start(bench, 10, Map.of(), withKey(bench, List.of("--resume")))
                    .ended(LIMIT);

            assertThat(ended.exitCode()).as(ended.toString()).isZero();
            assertThat(ended.out()).contains("resumed the run of", "Balanced: ", "1 start(s) sent");
            assertThat(bench.emqx().ledger().starts()).hasSize(1);
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    @Test
    void afterARunThatWasKilledForGoodTheJanitorCleansUp() {
        Map<String, String> shortLives = Map.of("EVENKEEL_JANITOR_LEASE", "4s", "EVENKEEL_JANITOR_RENEWAL", "1s");
        try (KubeBench bench = bench("dropped", 3)) {
            Program run = start(bench, 3, shortLives, withKey(bench, ARTICLE));
            awaitEviction(bench, run);
            run.kill();
            assertThat(bench.servingPods()).hasSize(1);
            // A Lease that is still good is left to the next round.
            bench.awaitLeaseRunOut();

            Map<String, String> environment = environment(bench, 3, shortLives);
            environment.putAll(settings(bench));
            Program.Ended janitor = Program.run(
                    bench.folder(),
                    environment,
                    LIMIT,
                    Program.java(
                            MAIN,
                            "janitor",
                            "-n",
                            bench.namespace(),
                            "--within=90s",
                            "--evenkeel.kubernetes.reach=auto"));

            assertThat(janitor.exitCode()).as(janitor.toString()).isZero();
            assertThat(janitor.out()).contains("EMQX's rebalance was stopped");
            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    @Test
    void whoEndsItGetsEverythingBack() {
        try (KubeBench bench = bench("ended", 3)) {
            Program run = start(bench, 3, Map.of(), withKey(bench, ARTICLE));
            awaitEviction(bench, run);

            run.terminate();
            Program.Ended ended = run.ended(LIMIT);

            assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(4);
            assertThat(ended.err()).contains("ending the run and restoring");
            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    @Test
    void whoCannotWaitLeavesAndIsToldWhatIsOut() {
        try (KubeBench bench = bench("left", 3)) {
            Program run = start(bench, 3, Map.of(), withKey(bench, ARTICLE));
            awaitEviction(bench, run);
            List<String> nodes =
                    bench.emqx().nodes().stream().map(node -> node.name()).toList();
            nodes.forEach(bench.emqx().faults()::hang);

            run.terminate();
            Awaitility.await().atMost(LIMIT).until(() -> run.output().contains("ending the run and restoring"));
            run.terminate();
            Program.Ended left = run.ended(LIMIT);

            assertThat(left.exitCode()).as(left.toString()).isEqualTo(5);
            assertThat(left.err())
                    .contains("the pods of " + bench.nodeOf(bench.pod(0)) + ", ")
                    .contains("are out of the Service", "--resume'", "'evenkeel restore");
            assertThat(bench.servingPods()).hasSize(1);

            nodes.forEach(bench.emqx().faults()::thaw);
            Program.Ended resumed = start(bench, 3, Map.of(), withKey(bench, List.of("--resume")))
                    .ended(LIMIT);
            // Whether the abort had reached the run before its process left.
            assertThat(resumed.exitCode()).as(resumed.toString()).isIn(0, 4);
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    @Test
    void theEmbeddedTemporalWillDoAndSaysWhatItCannot() {
        try (KubeBench bench = bench("embedded", 20)) {
            List<String> flags = new ArrayList<>(withKey(bench, ARTICLE));
            flags.add("--embedded");

            Program.Ended ended = start(bench, 20, Map.of(), flags).ended(LIMIT);

            assertThat(ended.exitCode()).as(ended.toString()).isZero();
            assertThat(ended.err()).contains("its run cannot be resumed");
            assertThat(ended.out()).contains("Balanced: ");
            bench.assertNothingLeft();
        }
    }

    private static KubeBench bench(String name, double speed) {
        KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), name).speed(speed).apart().start();
        bench.api()
                .admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .withNamespace(bench.namespace())
                        .endMetadata()
                        .addToStringData("secret", KubeBench.SECRET)
                        .build())
                .create();
        return bench;
    }

    private static void awaitEviction(KubeBench bench, Program run) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!run.alive()) {
                throw new AssertionError("it ended early:\n" + run.output());
            }
            return run.output().contains("EMQX evicts connections from the donors");
        });
        assertThat(bench.emqx().faults().coordinators()).isNotEmpty();
    }

    private static List<String> withKey(KubeBench bench, List<String> flags) {
        List<String> all = new ArrayList<>(flags);
        all.add("--api-key=" + KubeBench.API_KEY);
        all.add("--secret-file=" + bench.folder().resolve("secret"));
        return all;
    }

    private static Program start(KubeBench bench, double speed, Map<String, String> more, List<String> flags) {
        List<String> arguments = new ArrayList<>(List.of("local", EmqxObjects.INSTANCE, "-n", bench.namespace()));
        arguments.addAll(flags);
        return Program.start(
                bench.folder(),
                environment(bench, speed, more),
                Program.java(MAIN, arguments.toArray(String[]::new)),
                "local");
    }

    private static Map<String, String> environment(KubeBench bench, double speed, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "KUBECONFIG",
                bench.file("laptop.kubeconfig", bench.api().kubeconfig(account(bench)))
                        .toString());
        environment.put("XDG_STATE_HOME", bench.folder().resolve("state").toString());
        environment.put("TEMPORAL_CLI", System.getenv("TEMPORAL_CLI"));
        environment.put("EVENKEEL_PACE_SPEED", String.valueOf(speed));
        return environment;
    }

    private static Map<String, String> settings(KubeBench bench) {
        return Map.of(
                "EVENKEEL_CONNECTIONS_EMQX_CLUSTERS",
                bench.namespace() + "/*",
                "EVENKEEL_CONNECTIONS_EMQX_APIKEY",
                KubeBench.API_KEY,
                "EVENKEEL_CONNECTIONS_EMQX_SECRETFILE",
                bench.folder().resolve("secret").toString());
    }

    private static List<Path> filesWith(Path folder, String secret) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            assertThat(files).anyMatch(file -> file.endsWith("temporal.db"));
            List<Path> found = new ArrayList<>();
            for (Path file : files) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    private static String account(KubeBench bench) {
        String namespace = bench.namespace();
        var admin = bench.api().admin();
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(USER)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(USER)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withRules(RULES)
                        .build())
                .serverSideApply();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(USER)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", USER)
                        .addNewSubject("", "ServiceAccount", USER, namespace)
                        .build())
                .serverSideApply();
        return bench.api().tokenOf(namespace, USER);
    }

    private static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }
}
