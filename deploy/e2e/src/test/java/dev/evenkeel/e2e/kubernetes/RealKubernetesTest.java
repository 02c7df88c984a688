package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.kubernetes.KubeBench.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.RunPhase;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the bench is what tests take it for. */
@Tag("kubernetes")
@Timeout(240)
final class RealKubernetesTest {
    private static RealKubernetes api;

    @BeforeAll
    static void start() {
        api = RealKubernetes.start("own");
    }

    @AfterAll
    static void end() {
        api.close();
    }

    @Test
    void isTheReleaseThatIsPinned() {
        assertThat(api.admin().getKubernetesVersion().getGitVersion()).isEqualTo("v1.37.2");
    }

    @Test
    void aTokenMayDoWhatItsRoleSaysAndTheAuditLogKnowsIt() {
        String namespace = api.newNamespace("rights");
        String user = "system:serviceaccount:" + namespace + ":reader";
        KubernetesClient reader = api.as(api.tokenOf(namespace, "reader", List.of(rule("", "pods", "list"))));
        long mark = api.audit().mark();

        reader.pods().inNamespace(namespace).list();
        KubernetesClientException refused = catchThrowableOfType(
                KubernetesClientException.class,
                () -> reader.services().inNamespace(namespace).list());

        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(api.audit().requests(user, mark))
                .extracting(AuditLog.Request::verb, AuditLog.Request::resource, AuditLog.Request::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("list", "pods", 200),
                        org.assertj.core.groups.Tuple.tuple("list", "services", 403));
    }

    @Test
    void comesBackWithWhatItKnew() {
        String namespace = api.newNamespace("kept");

        api.killApiServer();
        assertThatThrownBy(() -> api.admin().namespaces().withName(namespace).get())
                .isInstanceOf(KubernetesClientException.class);
        api.startApiServerAgain();

        assertThat(api.admin().namespaces().withName(namespace).get()).isNotNull();
    }

    @Test
    void answersNothingWhileItIsFrozen() {
        api.freezeApiServer();
        try (KubernetesClient hasty = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(api.admin().getConfiguration())
                        .withRequestTimeout(500)
                        .build())
                .build()) {
            assertThatThrownBy(() -> hasty.namespaces().list()).isInstanceOf(KubernetesClientException.class);
        } finally {
            api.thawApiServer();
        }
        assertThat(api.admin().namespaces().list().getItems()).isNotEmpty();
    }

    @Test
    void readyFollowsTheContainersAndTheGate() {
        try (KubeBench bench = KubeBench.on(api, "ready")
                .objects(EmqxObjects.defaults().withReadinessGate(true))
                .start()) {
            List<String> others = List.of(bench.pod(1), bench.pod(2), bench.pod(3));

            bench.gate(bench.pod(0), false);
            Awaitility.await().until(bench::servingPods, others::equals);
            bench.gate(bench.pod(0), true);
            Awaitility.await().until(() -> bench.servingPods().size() == 4);
            bench.kubelet().containersReady(bench.pod(0), false);
            Awaitility.await().until(bench::servingPods, others::equals);
        }
    }

    /** Clients, kubelet and worker go on when the API comes back. */
    @Test
    void aRunOutlivesItsApiServer() {
        try (KubeBench bench = KubeBench.on(api, "outlives").start()) {
            bench.startWorker();
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            api.killApiServer();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> bench.emqx().ledger().finishes().size() == 1);
            api.startApiServerAgain();

            bench.assertBalanced(bench.result(run));
        }
    }
}
