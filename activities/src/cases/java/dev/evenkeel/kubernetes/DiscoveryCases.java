package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What discovery finds, on any API. */
abstract class DiscoveryCases {
    private static final Map<String, String> REPLICANTS =
            Map.of(Family.INSTANCE, "fleet", Family.ROLE, "replicant", Family.MANAGED_BY, Family.OPERATOR);

    private Bench bench;

    /** An empty namespace. */
    abstract Bench open();

    @BeforeEach
    void cluster() {
        bench = open().withCluster("emqx", 2).withFront("emqx-lb", "emqx");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private DiscoveredCluster discover(String name) {
        return new Fabric8ClusterDiscovery(bench.lever()).discover(bench.namespace(), name);
    }

    private FailureKind failure(String name) {
        return catchThrowableOfType(KubernetesException.class, () -> discover(name))
                .kind();
    }

    private List<String> fronts() {
        return discover("emqx").services().stream()
                .map(DiscoveredCluster.FrontService::name)
                .toList();
    }

    @Test
    void findsPodsAndServices() {
        bench.publish();

        DiscoveredCluster cluster = discover("emqx");

        assertThat(cluster.name()).isEqualTo("emqx");
        assertThat(cluster.servingLabelInSelector()).isFalse();
        assertThat(cluster.services()).containsExactly(new DiscoveredCluster.FrontService("emqx-lb", true));
        assertThat(cluster.pods())
                .extracting(DiscoveredCluster.DiscoveredPod::name)
                .containsExactly("emqx-0", "emqx-1");
        DiscoveredCluster.DiscoveredPod pod = cluster.pods().get(0);
        assertThat(pod.address()).contains(bench.addressOf("emqx-0"));
        assertThat(pod.apiPort()).isEqualTo(18083);
        assertThat(pod.ready()).isTrue();
        assertThat(pod.servingLabel()).contains("true");
        assertThat(pod.excludedBy()).isEmpty();
        assertThat(pod.servedBy()).isEqualTo(Map.of("emqx-lb", true));
    }

    @Test
    void findsByCoreSuffixAndByInstanceLabel() {
        bench.withCluster("big-core", 1);

        assertThat(discover("big").name()).isEqualTo("big-core");
        assertThat(discover("release-emqx").name()).isEqualTo("emqx");
    }

    @Test
    void findsCoresAndReplicantsOfTheOperatorAndTheServiceOfReplicants() {
        bench.withOperators("fleet", "6f7d8", 2, 3, Map.of());
        bench.service("fleet-listeners", REPLICANTS, Bench.MQTT);
        bench.service("fleet-cores", Map.of(Family.INSTANCE, "fleet", Family.ROLE, "core"), Bench.MQTT);
        bench.publish();

        DiscoveredCluster cluster = discover("fleet");

        assertThat(cluster.name()).isEqualTo("fleet");
        assertThat(cluster.pods())
                .extracting(pod -> pod.name().replaceAll("-[^-]*$", ""))
                .containsExactly(
                        "fleet-core-6f7d8",
                        "fleet-core-6f7d8",
                        "fleet-replicant-6f7d8",
                        "fleet-replicant-6f7d8",
                        "fleet-replicant-6f7d8");
        assertThat(cluster.services())
                .as("clients are the replicants'")
                .containsExactly(new DiscoveredCluster.FrontService("fleet-listeners", false));
        assertThat(cluster.pods().subList(0, 2)).noneMatch(DiscoveredCluster.DiscoveredPod::servedByAny);
        assertThat(cluster.pods().subList(2, 5)).allMatch(DiscoveredCluster.DiscoveredPod::served);
        assertThat(cluster.pods()).allMatch(pod -> pod.address().isPresent());
    }

    @Test
    void isOneClusterOfOneNameWhileTheOperatorChangesFromOneTemplateToTheNext() {
        bench.withOperators("fleet", "6f7d8", 1, 1, Map.of());
        bench.withOperators("fleet", "b5c9d", 1, 1, Map.of());

        DiscoveredCluster cluster = discover("fleet");

        assertThat(cluster.name()).isEqualTo("fleet");
        assertThat(cluster.pods()).hasSize(4);
        assertThat(discover("fleet-core-b5c9d")).isEqualTo(cluster);
    }

    @Test
    void seesThatTheOperatorMadeTheLabelPartOfAReplicaSetsSelector() {
        bench.withOperators("fleet", "6f7d8", 1, 1, Map.of(Marks.SERVING_LABEL, "true"));

        assertThat(discover("fleet").servingLabelInSelector()).isTrue();
    }

    @Test
    void findsAClusterOfTheOperatorWithoutReplicants() {
        bench.withOperators("fleet", "6f7d8", 2, 0, Map.of());
        bench.service("fleet-listeners", Map.of(Family.INSTANCE, "fleet"), Bench.MQTT);
        bench.publish();

        DiscoveredCluster cluster = discover("fleet");

        assertThat(cluster.pods()).hasSize(2).allMatch(DiscoveredCluster.DiscoveredPod::served);
    }

    @Test
    void asksForReplicaSetsOnlyWhereThereAreReplicants() {
        bench.withOperators("fleet", "6f7d8", 1, 1, Map.of());
        bench.service("fleet-listeners", REPLICANTS, Bench.MQTT);
        long before = bench.requests();

        discover("fleet");

        assertThat(bench.requests() - before).isEqualTo(5);
    }

    @Test
    void findsAClusterOfTheHelmChartByItsReleaseAndItsServiceByThePorts() {
        Map<String, String> labels = Map.of("app.kubernetes.io/name", "emqx", "app.kubernetes.io/instance", "prod");
        StatefulSet set = bench.statefulSet("prod-emqx", labels, labels);
        set.getMetadata().getLabels().putAll(labels);
        bench.client.resource(set).update();
        Pod pod = bench.pod(set, 0, labels);
        bench.service("prod-emqx", labels, Bench.MQTT, Bench.port("mqttssl", 8883), Bench.DASHBOARD);
        bench.headless("prod-emqx-headless", labels, Bench.MQTT, Bench.DASHBOARD);
        bench.service("prod-emqx-mgmt", labels, Bench.DASHBOARD);
        bench.slice("prod-emqx", "-a", List.of(pod));

        DiscoveredCluster cluster = discover("prod");

        assertThat(cluster.name()).isEqualTo("prod-emqx");
        assertThat(cluster.pods()).hasSize(1).allMatch(DiscoveredCluster.DiscoveredPod::served);
        assertThat(cluster.services()).containsExactly(new DiscoveredCluster.FrontService("prod-emqx", false));
    }

    @Test
    void refusesANameThatMeansTwo() {
        bench.withCluster("emqx-core", 1);

        assertThatThrownBy(() -> discover("emqx")).hasMessageContaining("emqx, emqx-core");
        assertThat(failure("emqx")).isEqualTo(FailureKind.CLUSTER_AMBIGUOUS);
        assertThat(discover("emqx-core").name()).isEqualTo("emqx-core");
    }

    @Test
    void refusesAnInstanceLabelThatTwoHave() {
        for (String name : List.of("blue", "green")) {
            StatefulSet set = bench.statefulSet(name, Map.of(), Map.of());
            set.getMetadata().getLabels().put("apps.emqx.io/instance", "mine");
            bench.client.resource(set).update();
        }

        assertThat(failure("mine")).isEqualTo(FailureKind.CLUSTER_AMBIGUOUS);
    }

    @Test
    void saysThatThereIsNoSuchCluster() {
        assertThat(failure("nothing")).isEqualTo(FailureKind.CLUSTER_NOT_FOUND);
    }

    @Test
    void leavesPodsOfOthersOut() {
        StatefulSet stranger = bench.statefulSet("stranger", Map.of(), Map.of());
        bench.pod(stranger, 7, Map.of("app", "emqx"));

        assertThat(discover("emqx").pods())
                .extracting(DiscoveredCluster.DiscoveredPod::name)
                .containsExactly("emqx-0", "emqx-1");
    }

    @Test
    void ignoresServicesThatNoClientUses() {
        bench.service("dashboard-only", Map.of("app", "emqx"), Bench.DASHBOARD);
        bench.service("api-by-number", Map.of("app", "emqx"), Bench.port("http", 18083));
        bench.service("others", Map.of("app", "redis"), Bench.MQTT);
        bench.service("selectorless", Map.of(), Bench.MQTT);
        bench.headless("emqx-headless", Map.of("app", "emqx"), Bench.MQTT);

        assertThat(fronts()).containsExactly("emqx-lb");
    }

    @Test
    void knowsAServiceWithAnApiPortBesideOthers() {
        bench.service("all-in-one", Map.of("app", "emqx"), Bench.DASHBOARD, Bench.MQTT);

        assertThat(discover("emqx").services()).contains(new DiscoveredCluster.FrontService("all-in-one", false));
    }

    @Test
    void knowsTheServiceOfAClusterThatIsWhollyExcluded() {
        bench.label("emqx-0", Marks.SERVING_LABEL, "false");
        bench.label("emqx-1", Marks.SERVING_LABEL, "false");
        bench.publish();

        assertThat(fronts()).containsExactly("emqx-lb");
        assertThat(discover("emqx").pods()).noneMatch(DiscoveredCluster.DiscoveredPod::servedByAny);
    }

    @Test
    void aPodIsServedIfAnySliceHasItReady() {
        bench.slice("emqx-lb", "-v4", List.of(bench.pod("emqx-0")));
        bench.slice("emqx-lb", "-v6", List.of(bench.pod("emqx-0"), bench.pod("emqx-1")));

        assertThat(discover("emqx").pods()).allMatch(DiscoveredCluster.DiscoveredPod::served);
    }

    @Test
    void anUnknownReadyConditionMeansReady() {
        bench.client
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withName("emqx-lb-x")
                        .withNamespace(bench.namespace())
                        .addToLabels("kubernetes.io/service-name", "emqx-lb")
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewEndpoint()
                        .withAddresses("10.244.0.11")
                        .withNewConditions()
                        .endConditions()
                        .withNewTargetRef()
                        .withKind("Pod")
                        .withName("emqx-0")
                        .endTargetRef()
                        .endEndpoint()
                        .addNewEndpoint()
                        .withAddresses("10.244.0.12")
                        .withNewConditions()
                        .withReady(false)
                        .withServing(true)
                        .endConditions()
                        .withNewTargetRef()
                        .withKind("Pod")
                        .withName("emqx-1")
                        .endTargetRef()
                        .endEndpoint()
                        .build())
                .create();

        assertThat(discover("emqx").pods())
                .extracting(DiscoveredCluster.DiscoveredPod::served)
                .containsExactly(true, false);
    }

    @Test
    void anotherPodsOwnServiceSaysNothingOfThisPod() {
        bench.label("emqx-0", "pod", "zero");
        bench.service("emqx-0-only", Map.of("pod", "zero"), Bench.MQTT);
        bench.publish();

        List<DiscoveredCluster.DiscoveredPod> pods = discover("emqx").pods();

        assertThat(pods.get(0).servedBy()).isEqualTo(Map.of("emqx-lb", true, "emqx-0-only", true));
        assertThat(pods.get(1).servedBy()).isEqualTo(Map.of("emqx-lb", true));
    }

    @Test
    void seesThatTheStatefulSetSelectsByTheLabel() {
        Pod pod = bench.pod(bench.statefulSet("risky", Map.of(Marks.SERVING_LABEL, "true"), Map.of()), 0, Map.of());

        assertThat(discover("risky").servingLabelInSelector()).isTrue();
        assertThat(Pods.servingLabel(pod)).contains("true");
    }

    @Test
    void asksForOneListAKindAndNeverForSecrets() {
        long before = bench.requests();

        discover("emqx");

        assertThat(bench.requests() - before).isEqualTo(4);
    }

    @Test
    void namesTheListThatTheRoleForbids() {
        bench.forbidList("services");

        assertThatThrownBy(() -> discover("emqx"))
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.KUBERNETES_FORBIDDEN))
                .hasMessageContaining("list")
                .hasMessageContaining("services");
    }

    @Test
    void saysAtOnceThatTheApiIsDown() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (KubernetesClient nobody =
                KubernetesClients.open(KubernetesSettings.at(URI.create("http://127.0.0.1:" + port)))) {
            long began = System.nanoTime();

            KubernetesException failed = catchThrowableOfType(
                    KubernetesException.class,
                    () -> new Fabric8ClusterDiscovery(nobody).discover(bench.namespace(), "emqx"));

            assertThat(failed.kind()).isEqualTo(FailureKind.KUBERNETES_UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void givesUpOnAnApiThatHangs() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                KubernetesClient hanging = KubernetesClients.open(new KubernetesSettings(
                        Optional.of(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
                        Optional.empty(),
                        Duration.ofMillis(300),
                        Duration.ofMillis(500)))) {
            long began = System.nanoTime();

            KubernetesException failed = catchThrowableOfType(
                    KubernetesException.class,
                    () -> new Fabric8ClusterDiscovery(hanging).discover(bench.namespace(), "emqx"));

            assertThat(failed.kind()).isEqualTo(FailureKind.KUBERNETES_UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }
}
