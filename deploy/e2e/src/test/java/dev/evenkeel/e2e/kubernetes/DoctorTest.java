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
import dev.evenkeel.e2e.deploy.Release;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.kubernetes.Right;
import dev.evenkeel.kubernetes.Rights;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that holds the chart's Role and nothing more: it suffices, and each of its verbs is missed. */
@Tag("kubernetes")
@Timeout(300)
final class DoctorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aRunAndTheDoctorNeedTheChartsRoleAndEachVerbThatIsTakenAwayIsNamed() {
        RealKubernetes api = RealKubernetes.shared();
        try (KubeBench bench = KubeBench.on(api, "rights").start();
                Release release = chart(bench)) {
            EvenkeelClient client = EvenkeelClient.over(bench.temporal().client(), bench.namespace());
            long mark = api.audit().mark();
            assertThatThrownBy(() -> examine(client, bench))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageStartingWith("no worker polls task queue emqx-rebalance");
            bench.startWorker(api.kubeconfig(release.workersToken()));

            awaitFindings(client, bench);
            RebalanceResult result = bench.result(bench.startRun());
            bench.assertBalanced(result);
            assertThat(api.audit().requests(release.workersUser(), mark))
                    .isNotEmpty()
                    .noneMatch(request -> request.status() == 403);

            List<PolicyRule> chart = release.workersRules(bench.namespace());
            List<String> named = new ArrayList<>();
            for (PolicyRule rule : chart) {
                for (String verb : rule.getVerbs()) {
                    release.grant(bench.namespace(), without(chart, rule, verb));
                    Right right = right(rule, verb);
                    Diagnosis diagnosis =
                            awaitFindings(client, bench, right.needed() ? "right-missing" : "right-missing-minor");
                    assertThat(diagnosis.findings().get(0).what())
                            .contains("'" + right.display() + "' in namespace " + bench.namespace());
                    named.add(right.display());
                    release.grant(bench.namespace(), chart);
                    awaitFindings(client, bench);
                }
            }
            assertThat(named)
                    .containsExactlyInAnyOrderElementsOf(
                            Rights.ALL.stream().map(Right::display).toList());
        }
    }

    @Test
    void theCommandSaysItInWordsAndByItsExitCode() {
        RealKubernetes api = RealKubernetes.shared();
        try (KubeBench bench = KubeBench.on(api, "doctor").start();
                Release release = chart(bench)) {
            Program.Ended nobody = doctor(bench);
            assertThat(nobody.exitCode()).as(nobody.toString()).isEqualTo(1);
            assertThat(nobody.err().replace('\n', ' ')).contains("no worker polls task queue emqx-rebalance");
            bench.startWorker(api.kubeconfig(release.workersToken()));
            EvenkeelClient client = EvenkeelClient.over(bench.temporal().client(), bench.namespace());
            awaitFindings(client, bench);

            Program.Ended sound = doctor(bench);
            assertThat(sound.exitCode()).as(sound.toString()).isZero();
            assertThat(sound.out()).contains("nothing found; ready for a rebalance");

            List<PolicyRule> chart = release.workersRules(bench.namespace());
            release.grant(
                    bench.namespace(),
                    without(
                            chart,
                            chart.stream()
                                    .filter(DoctorTest::ofPods)
                                    .findFirst()
                                    .orElseThrow(),
                            "list"));
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

    private static Release chart(KubeBench bench) {
        return Release.install(bench.api(), "emqxNamespaces={" + bench.namespace() + "}", "janitor.suspend=true");
    }

    private static boolean ofPods(PolicyRule rule) {
        return rule.getResources().equals(List.of("pods"));
    }

    private static List<PolicyRule> without(List<PolicyRule> rules, PolicyRule lacking, String verb) {
        return rules.stream()
                .map(rule -> rule == lacking
                        ? new PolicyRuleBuilder(rule).removeFromVerbs(verb).build()
                        : rule)
                .filter(rule -> !rule.getVerbs().isEmpty())
                .toList();
    }

    private static Right right(PolicyRule rule, String verb) {
        return Rights.ALL.stream()
                .filter(right -> right.verb().equals(verb)
                        && rule.getApiGroups().equals(List.of(right.group()))
                        && rule.getResources().equals(List.of(right.resource())))
                .findFirst()
                .orElseThrow();
    }
}
