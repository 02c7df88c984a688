package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clusters that custom resources of EMQX Operator own, found by an account that may not read those resources: what they
 * say is no business of ours.
 */
@Tag("kubernetes")
@Timeout(180)
final class OperatorResourcesOnApiTest {
    private static final Map<String, String> REPLICANTS = Map.of(Family.INSTANCE, "fleet", Family.ROLE, "replicant");

    private ControlPlaneBench bench;

    @BeforeEach
    void open() {
        bench = (ControlPlaneBench) ControlPlaneBench.open();
        define("emqxes");
        define("emqxenterprises");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void findsCoresAndReplicantsOfAnEmqxWhetherThatIsReadyOrNot() {
        GenericKubernetesResource emqx = create("v2beta1", "EMQX", "fleet", "{\"image\": \"emqx/emqx:5.8.6\"}");
        bench.withOperators("fleet", "6f7d8", 2, 3, Map.of());
        own(emqx, bench.statefulSetNamed("fleet-core-6f7d8"));
        own(
                emqx,
                bench.client
                        .apps()
                        .replicaSets()
                        .inNamespace(bench.namespace())
                        .withName("fleet-replicant-6f7d8")
                        .get());
        bench.service("fleet-listeners", REPLICANTS, Bench.MQTT);
        bench.publish();

        DiscoveredCluster ready = discover("fleet");
        condition("v2beta1", "EMQX", "fleet", "Ready", "False");
        condition("v2beta1", "EMQX", "fleet", "CoreNodesProgressing", "True");

        assertThat(ready.name()).isEqualTo("fleet");
        assertThat(ready.pods()).hasSize(5);
        assertThat(ready.pods().stream().filter(DiscoveredCluster.DiscoveredPod::served))
                .hasSize(3)
                .allMatch(pod -> pod.name().startsWith("fleet-replicant-6f7d8-"));
        assertThat(discover("fleet")).isEqualTo(ready);
    }

    @Test
    void findsAnEmqxEnterpriseAlsoWhileItHasTwoStatefulSets() {
        GenericKubernetesResource emqx = create("v1beta4", "EmqxEnterprise", "emqx-ee", "{\"replicas\": 1}");
        own(emqx, enterprise("emqx-ee"));

        assertThat(discover("emqx-ee").name()).isEqualTo("emqx-ee");
        assertThat(discover("emqx-ee").pods()).hasSize(1);

        own(emqx, enterprise("emqx-ee-7c5b9d6f48"));

        DiscoveredCluster both = discover("emqx-ee");
        assertThat(both.name()).isEqualTo("emqx-ee");
        assertThat(both.pods())
                .extracting(DiscoveredCluster.DiscoveredPod::name)
                .containsExactly("emqx-ee-0", "emqx-ee-7c5b9d6f48-0");
    }

    @Test
    void anEmqxAndAnEmqxEnterpriseOfOneNameAreTwoClusters() {
        own(create("v1beta4", "EmqxEnterprise", "emqx-ee", "{\"replicas\": 1}"), enterprise("emqx-ee-7c5b9d6f48"));
        own(create("v2beta1", "EMQX", "emqx-ee", "{\"image\": \"emqx/emqx:5.8.6\"}"), enterprise("emqx-ee-core-6f7d8"));

        KubernetesException failed = catchThrowableOfType(KubernetesException.class, () -> discover("emqx-ee"));

        assertThat(failed.kind()).isEqualTo(FailureKind.CLUSTER_AMBIGUOUS);
        assertThat(discover("emqx-ee-core-6f7d8").pods()).hasSize(1);
    }

    private DiscoveredCluster discover(String name) {
        return new Fabric8ClusterDiscovery(bench.lever()).discover(bench.namespace(), name);
    }

    private StatefulSet enterprise(String name) {
        Map<String, String> labels = Map.of(Family.INSTANCE, "emqx-ee", Family.MANAGED_BY, Family.OPERATOR);
        StatefulSet set = bench.statefulSet(name, Map.of(), labels);
        set.getMetadata().getLabels().putAll(labels);
        // A patch without a version: the controller writes the status meanwhile.
        set.getMetadata().setResourceVersion(null);
        StatefulSet labelled = bench.client.resource(set).patch();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Optional.ofNullable(bench.pod(name + "-0"))
                        .filter(Pods::ready)
                        .isPresent());
        return labelled;
    }

    private void define(String plural) {
        try (InputStream file = OperatorResourcesOnApiTest.class.getResourceAsStream(plural + ".yaml")) {
            bench.client.load(file).serverSideApply();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> bench
                        .client
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(plural + ".apps.emqx.io")
                        .get()
                        .getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus())));
    }

    private GenericKubernetesResource create(String version, String kind, String name, String spec) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("apps.emqx.io/" + version)
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .withNamespace(bench.namespace())
                .endMetadata()
                .addToAdditionalProperties(
                        "spec", io.fabric8.kubernetes.client.utils.Serialization.unmarshal(spec, Map.class))
                .build();
        return bench.client.resource(resource).create();
    }

    private void condition(String version, String kind, String name, String type, String status) {
        bench.client
                .genericKubernetesResources("apps.emqx.io/" + version, kind)
                .inNamespace(bench.namespace())
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"%s\",\"status\":\"%s\"}]}}".formatted(type, status));
    }

    private <T extends HasMetadata> void own(GenericKubernetesResource owner, T object) {
        object.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build()));
        object.getMetadata().setResourceVersion(null);
        bench.client.resource(object).patch();
    }
}
