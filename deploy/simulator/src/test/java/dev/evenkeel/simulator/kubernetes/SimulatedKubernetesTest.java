package dev.evenkeel.simulator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.ReconnectDelay;
import dev.evenkeel.simulator.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a pod's label to the clients' load balancer. */
class SimulatedKubernetesTest {
    private static final String TAKE_OUT = "{\"metadata\":{\"labels\":{\"evenkeel.dev/serving\":\"false\"}}}";

    private final ManualClock clock = new ManualClock();
    private final SimulatedCluster cluster = SimulatedCluster.builder()
            .statefulSet("emqx-ee", "default", 1000, 1000, 0)
            .reconnectDelay(ReconnectDelay.fixed(Duration.ofMillis(200)))
            .churn(50, 0)
            .clock(clock)
            .start();
    private final SimulatedKubernetes kubernetes =
            SimulatedKubernetes.around(cluster, KubernetesOptions.defaults().withControllerDelay(Duration.ZERO));
    private final KubernetesClient client = ApiServerTest.client(kubernetes);

    @AfterEach
    void close() {
        client.close();
        kubernetes.close();
        cluster.close();
    }

    @Test
    void aPodWhoseLabelIsFalseIsServedNoMore() {
        patch("emqx-ee-0", TAKE_OUT);

        assertThat(slice().getEndpoints())
                .extracting(endpoint -> endpoint.getTargetRef().getName())
                .containsExactly("emqx-ee-1", "emqx-ee-2");
        long before = attempts("emqx-ee-0");
        clock.advance(Duration.ofSeconds(60));
        cluster.advance();
        assertThat(attempts("emqx-ee-0")).isEqualTo(before);
        assertThat(attempts("emqx-ee-2")).isPositive();
    }

    @Test
    void aPodWhoseLabelIsTrueAgainIsServedAgain() {
        patch("emqx-ee-0", TAKE_OUT);

        patch("emqx-ee-0", TAKE_OUT.replace("false", "true"));

        clock.advance(Duration.ofSeconds(60));
        cluster.advance();
        assertThat(kubernetes.servingPods()).containsExactly("emqx-ee-0", "emqx-ee-1", "emqx-ee-2");
        assertThat(attempts("emqx-ee-0")).isPositive();
    }

    @Test
    void aReplacedPodServesAgainWithAnotherUidAndAnEmptyNode() {
        patch("emqx-ee-0", TAKE_OUT);
        Pod before = pod("emqx-ee-0");

        client.pods().inNamespace("default").withName("emqx-ee-0").delete();

        Pod after = pod("emqx-ee-0");
        assertThat(after.getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid());
        assertThat(after.getMetadata().getLabels()).containsEntry("evenkeel.dev/serving", "true");
        assertThat(kubernetes.servingPods()).contains("emqx-ee-0");
        assertThat(cluster.node(kubernetes.nodeOf("emqx-ee-0")).live()).isZero();
    }

    @Test
    void aPodThatIsNotReadyIsPublishedByTheHeadlessServiceOnly() {
        kubernetes.podReady("emqx-ee-1", false);

        assertThat(kubernetes.servingPods()).containsExactly("emqx-ee-0", "emqx-ee-2");
        assertThat(kubernetes.servingPods("emqx-ee-headless")).hasSize(3);
    }

    @Test
    void aFurtherServiceSelectsByItsOwnLabels() {
        kubernetes.addService("wss", Map.of("apps.emqx.io/instance", "emqx-ee"));

        patch("emqx-ee-0", TAKE_OUT);

        assertThat(kubernetes.servingPods("wss")).hasSize(3);
        assertThat(kubernetes.servingPods()).hasSize(2);
    }

    @Test
    void podsSayWhoOwnsThemAndWhereTheirApiIs() {
        Pod pod = pod("emqx-ee-2");

        assertThat(pod.getMetadata().getOwnerReferences().get(0).getUid())
                .isEqualTo(client.apps()
                        .statefulSets()
                        .inNamespace("default")
                        .withName("emqx-ee")
                        .get()
                        .getMetadata()
                        .getUid());
        assertThat(pod.getStatus().getPodIP()).isEqualTo("127.0.0.1");
        assertThat(pod.getSpec().getContainers().get(0).getPorts())
                .anyMatch(port -> port.getName().equals("dashboard")
                        && port.getContainerPort() == cluster.nodes().get(2).port());
    }

    @Test
    void aGateThatIsFalseTakesThePodOut() {
        try (SimulatedKubernetes gated = SimulatedKubernetes.around(
                        cluster,
                        KubernetesOptions.defaults()
                                .withServingLabel(false)
                                .withReadinessGate(true)
                                .withControllerDelay(Duration.ZERO));
                KubernetesClient gatedClient = ApiServerTest.client(gated)) {
            String patch = "{\"status\":{\"conditions\":[{\"type\":\"apps.emqx.io/on-serving\",\"status\":\"%s\"}]}}";

            gatedClient
                    .pods()
                    .inNamespace("default")
                    .withName("emqx-ee-0")
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.formatted("False"));
            assertThat(gated.servingPods()).containsExactly("emqx-ee-1", "emqx-ee-2");

            gatedClient
                    .pods()
                    .inNamespace("default")
                    .withName("emqx-ee-0")
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.formatted("True"));
            assertThat(gated.servingPods()).hasSize(3);
        }
    }

    @Test
    void withADelayTheSlicesFollowByThemselves() {
        try (SimulatedKubernetes late = SimulatedKubernetes.around(cluster);
                KubernetesClient lateClient = ApiServerTest.client(late)) {
            lateClient
                    .pods()
                    .inNamespace("default")
                    .withName("emqx-ee-0")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), TAKE_OUT);

            EndpointSlice slice = lateClient
                    .discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace("default")
                    .withLabel("kubernetes.io/service-name", "emqx-ee-listeners")
                    .waitUntilCondition(one -> one != null && one.getEndpoints().size() == 2, 5, TimeUnit.SECONDS);

            assertThat(slice.getEndpoints()).hasSize(2);
        }
    }

    private void patch(String pod, String patch) {
        client.pods().inNamespace("default").withName(pod).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private Pod pod(String name) {
        return client.pods().inNamespace("default").withName(name).get();
    }

    private EndpointSlice slice() {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace("default")
                .withLabel("kubernetes.io/service-name", "emqx-ee-listeners")
                .list()
                .getItems()
                .get(0);
    }

    private long attempts(String pod) {
        var attempts = cluster.ledger().attempts().get(kubernetes.nodeOf(pod));
        return attempts == null ? 0 : attempts.accepted() + attempts.refused();
    }
}
