package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.NoAnswerException;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.kubernetes.Right;
import dev.evenkeel.kubernetes.Rights;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that holds exactly {@link Rights} on a real Kubernetes API: it suffices, and each right is missed. */
@Tag("kubernetes")
@Timeout(300)
final class DoctorTest {
    private static final String ACCOUNT = "evenkeel";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aRunAndTheDoctorNeedTheseRightsAndEachThatIsTakenAwayIsNamed() {
        RealKubernetes api = RealKubernetes.shared();
        try (KubeBench bench = KubeBench.on(api, "rights").start()) {
            EvenkeelClient client = EvenkeelClient.over(bench.temporal().client(), bench.namespace());
            createAccount(bench);
            long mark = api.audit().mark();
            assertThatThrownBy(() -> examine(client, bench))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageStartingWith("no worker polls task queue emqx-rebalance");
            bench.startWorker(api.kubeconfig(api.tokenOf(bench.namespace(), ACCOUNT)));

            awaitFindings(client, bench);
            RebalanceResult result = bench.result(bench.startRun());
            bench.assertBalanced(result);
            assertThat(api.audit().requests(user(bench), mark))
                    .filteredOn(request -> request.status() == 403)
                    .isEmpty();

            for (Right right : Rights.ALL) {
                grant(bench, Rights.ALL.stream().filter(one -> one != right).toList());
                Diagnosis diagnosis =
                        awaitFindings(client, bench, right.needed() ? "right-missing" : "right-missing-minor");
                assertThat(diagnosis.findings().get(0).what())
                        .contains("'" + right.display() + "' in namespace " + bench.namespace());
                grant(bench, Rights.ALL);
                awaitFindings(client, bench);
            }
        }
    }

    @Test
    void theCommandSaysItInWordsAndByItsExitCode() {
        RealKubernetes api = RealKubernetes.shared();
        try (KubeBench bench = KubeBench.on(api, "doctor").start()) {
            createAccount(bench);
            Program.Ended nobody = doctor(bench);
            assertThat(nobody.exitCode()).as(nobody.toString()).isEqualTo(1);
            assertThat(nobody.err().replace('\n', ' ')).contains("no worker polls task queue emqx-rebalance");
            bench.startWorker(api.kubeconfig(api.tokenOf(bench.namespace(), ACCOUNT)));
            EvenkeelClient client = EvenkeelClient.over(bench.temporal().client(), bench.namespace());
            awaitFindings(client, bench);

            Program.Ended sound = doctor(bench);
            assertThat(sound.exitCode()).as(sound.toString()).isZero();
            assertThat(sound.out()).contains("nothing found; ready for a rebalance");

            grant(
                    bench,
                    Rights.ALL.stream()
                            .filter(right -> !right.display().equals("list pods"))
                            .toList());
            awaitFindings(client, bench, "right-missing");

            Program.Ended lacking = doctor(bench);
            assertThat(lacking.exitCode()).as(lacking.toString()).isEqualTo(3);
            assertThat(lacking.out().replaceAll("\\s+", " ")).contains("may not 'list pods'", "not seen the pods");
        }
    }

    private static Program.Ended doctor(KubeBench bench) {
        return bench.command(
                "dev.evenkeel.cli.EvenkeelCommand",
                Map.of("TEMPORAL_ADDRESS", bench.temporal().address()),
                "doctor",
                EmqxObjects.INSTANCE,
                "-n",
                bench.namespace());
    }

    /** RBAC follows its objects within moments. */
    private static Diagnosis awaitFindings(EvenkeelClient client, KubeBench bench, String... expected) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            diagnoses.add(examine(client, bench));
            assertThat(found(diagnoses.get(diagnoses.size() - 1))).containsExactly(expected);
        });
        return diagnoses.get(diagnoses.size() - 1);
    }

    private static List<String> found(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .map(Finding::id)
                .toList();
    }

    private static Diagnosis examine(EvenkeelClient client, KubeBench bench) {
        return client.examine(ClusterRef.inKubernetes(bench.namespace(), EmqxObjects.INSTANCE), PATIENCE);
    }

    private static String user(KubeBench bench) {
        return "system:serviceaccount:" + bench.namespace() + ":" + ACCOUNT;
    }

    private static void createAccount(KubeBench bench) {
        bench.api()
                .admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(ACCOUNT)
                        .endMetadata()
                        .build())
                .inNamespace(bench.namespace())
                .create();
        bench.api()
                .admin()
                .resource(role(Rights.ALL))
                .inNamespace(bench.namespace())
                .create();
        bench.api()
                .admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(ACCOUNT)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", ACCOUNT)
                        .addNewSubject("", "ServiceAccount", ACCOUNT, bench.namespace())
                        .build())
                .inNamespace(bench.namespace())
                .create();
    }

    private static void grant(KubeBench bench, List<Right> rights) {
        bench.api()
                .admin()
                .resource(role(rights))
                .inNamespace(bench.namespace())
                .update();
    }

    private static Role role(List<Right> rights) {
        return new RoleBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .endMetadata()
                .withRules(rights.stream().map(DoctorTest::rule).toList())
                .build();
    }

    private static PolicyRule rule(Right right) {
        return new PolicyRuleBuilder()
                .withApiGroups(right.group())
                .withResources(right.resource())
                .withVerbs(right.verb())
                .build();
    }
}
