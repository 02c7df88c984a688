package dev.evenkeel.simulator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API server, asked by the client that Evenkeel uses. */
class ApiServerTest {
    private final SimulatedCluster cluster = SimulatedCluster.builder()
            .statefulSet("emqx-ee", "default", 100, 100, 0)
            .clock(new ManualClock())
            .start();
    private final SimulatedKubernetes kubernetes = SimulatedKubernetes.around(cluster);
    private final KubernetesClient client = client(kubernetes);

    @AfterEach
    void close() {
        client.close();
        kubernetes.close();
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = PatchType.class,
            names = {"JSON_MERGE", "STRATEGIC_MERGE"})
    void aNullInAMergePatchRemovesALabel(PatchType type) {
        Pod changed = pod().patch(PatchContext.of(type), "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        assertThat(changed.getMetadata().getLabels()).containsEntry("x", "y").containsKey("evenkeel.dev/serving");

        Pod removed = pod().patch(PatchContext.of(type), "{\"metadata\":{\"labels\":{\"x\":null}}}");

        assertThat(removed.getMetadata().getLabels()).doesNotContainKey("x").containsKey("evenkeel.dev/serving");
    }

    @Test
    void holdsTheAccountToItsRightsAndSaysThemInReviews() {
        kubernetes.access().grantOnly(List.of("list pods", "list statefulsets.apps"));
        kubernetes.access().revoke("list statefulsets.apps");

        assertThat(client.pods().inNamespace("default").list().getItems()).hasSize(3);
        assertThatThrownBy(() -> pod().get())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403));
        assertThat(List.of(
                        allowed("", "pods", "list"),
                        allowed("", "pods", "get"),
                        allowed("apps", "statefulsets", "list"),
                        allowed("apps", "pods", "list")))
                .containsExactly(true, false, false, false);

        kubernetes.access().restore("list statefulsets.apps");

        assertThat(allowed("apps", "statefulsets", "list")).isTrue();
        assertThat(client.apps().statefulSets().inNamespace("default").list().getItems())
                .hasSize(1);
    }

    private boolean allowed(String group, String resource, String verb) {
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace("default")
                        .withGroup(group)
                        .withResource(resource)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    @Test
    void aJsonPatchWhoseTestFailsIsRefused() {
        String patch = "[{\"op\":\"test\",\"path\":\"/metadata/labels/evenkeel.dev~1serving\",\"value\":\"%s\"},"
                + "{\"op\":\"replace\",\"path\":\"/metadata/labels/evenkeel.dev~1serving\",\"value\":\"false\"}]";

        assertThatThrownBy(() -> pod().patch(PatchContext.of(PatchType.JSON), patch.formatted("other")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(422));

        assertThat(pod().patch(PatchContext.of(PatchType.JSON), patch.formatted("true"))
                        .getMetadata()
                        .getLabels())
                .containsEntry("evenkeel.dev/serving", "false");
    }

    @Test
    void aPatchOfAnOlderVersionOrAnotherUidIsAConflict() {
        String old = pod().get().getMetadata().getResourceVersion();
        pod().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");

        for (String precondition : new String[] {"\"resourceVersion\":\"" + old + "\"", "\"uid\":\"another\""}) {
            String patch = "{\"metadata\":{" + precondition + ",\"labels\":{\"x\":\"z\"}}}";
            assertThatThrownBy(() -> pod().patch(PatchContext.of(PatchType.JSON_MERGE), patch))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(409));
        }
    }

    @Test
    void aWriteThatChangesNothingMakesNoVersion() {
        String before = pod().get().getMetadata().getResourceVersion();

        pod().patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"evenkeel.dev/serving\":\"true\"}}}");

        assertThat(pod().get().getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void statusIsWrittenThroughItsSubresourceOnly() {
        Pod with = pod().get();
        with.getStatus()
                .getConditions()
                .add(new PodConditionBuilder().withType("X").withStatus("True").build());

        pod().patch(with);
        assertThat(pod().get().getStatus().getConditions())
                .noneMatch(one -> one.getType().equals("X"));

        pod().subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"X\",\"status\":\"True\"}]}}");
        assertThat(pod().get().getStatus().getConditions())
                .anyMatch(one -> one.getType().equals("X"))
                .anyMatch(one -> one.getType().equals("Ready"));
    }

    @Test
    void selectorsFilterLists() {
        kubernetes.label("emqx-ee-1", "evenkeel.dev/serving", "false");

        assertThat(client.pods()
                        .inNamespace("default")
                        .withLabel("evenkeel.dev/serving", "true")
                        .list()
                        .getItems())
                .hasSize(2);
        assertThat(client.pods()
                        .inNamespace("default")
                        .withLabelNotIn("evenkeel.dev/serving", "true")
                        .list()
                        .getItems())
                .hasSize(1);
        assertThat(client.pods().inNamespace("other").list().getItems()).isEmpty();
        assertThat(client.pods()
                        .inAnyNamespace()
                        .withField("metadata.name", "emqx-ee-2")
                        .list()
                        .getItems())
                .hasSize(1);
    }

    @Test
    void aWatchTellsChangesAndTheLossOfASelectedLabel() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch watch = client.pods()
                .inNamespace("default")
                .withLabel("evenkeel.dev/serving", "true")
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                        seen.add(action + " " + pod.getMetadata().getName());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        seen.add("closed");
                    }
                })) {
            for (int i = 0; i < 3; i++) {
                assertThat(seen.poll(5, TimeUnit.SECONDS)).startsWith("ADDED emqx-ee-");
            }
            assertThat(watch).isNotNull();

            kubernetes.label("emqx-ee-0", "evenkeel.dev/serving", "false");
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("DELETED emqx-ee-0");

            kubernetes.label("emqx-ee-0", "evenkeel.dev/serving", "true");
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("ADDED emqx-ee-0");

            kubernetes.faults().breakWatches();
            kubernetes.label("emqx-ee-1", "x", "y");
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("MODIFIED emqx-ee-1");
        }
    }

    @Test
    void leasesAreCreatedAndRenewedWithVersions() {
        Lease lease = client.leases()
                .inNamespace("default")
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("l")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("a")
                        .endSpec()
                        .build())
                .create();
        lease.getSpec().setHolderIdentity("b");
        client.resource(lease).update();
        lease.getSpec().setHolderIdentity("c");

        assertThatThrownBy(() -> client.resource(lease).update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
        assertThat(client.leases()
                        .inNamespace("default")
                        .withName("l")
                        .get()
                        .getSpec()
                        .getHolderIdentity())
                .isEqualTo("b");
        assertThat(client.resource(lease).delete()).hasSize(1);
    }

    @Test
    void requestsAreCountedByVerbAndResource() {
        kubernetes.requests().reset();

        client.pods().inNamespace("default").list();
        pod().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");

        assertThat(kubernetes.requests().of("list pods")).isEqualTo(1);
        assertThat(kubernetes.requests().of("patch pods")).isEqualTo(1);
        assertThat(kubernetes.requests().writes()).isEqualTo(1);
    }

    @Test
    void theNextWritesConflictWhenToldSo() {
        kubernetes.faults().conflictOnNextWrites(1);
        String patch = "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}";

        assertThatThrownBy(() -> pod().patch(PatchContext.of(PatchType.JSON_MERGE), patch))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
        assertThat(pod().patch(PatchContext.of(PatchType.JSON_MERGE), patch)).isNotNull();
    }

    @Test
    void anUnavailableServerAnswers503AndAnUnreachableOneNothing() {
        kubernetes.faults().unavailable(true);
        assertThatThrownBy(() -> pod().get())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(503));
        kubernetes.faults().unavailable(false);

        kubernetes.faults().unreachable(true);
        assertThatThrownBy(() -> pod().get()).isInstanceOf(KubernetesClientException.class);
        kubernetes.faults().unreachable(false);

        assertThat(pod().get()).isNotNull();
    }

    static KubernetesClient client(SimulatedKubernetes kubernetes) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(kubernetes.url().toString())
                .withNamespace("default")
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(2000)
                .withRequestTimeout(5000)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private PodResource pod() {
        return client.pods().inNamespace("default").withName("emqx-ee-0");
    }
}
