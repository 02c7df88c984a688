package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.kubernetes.AdoptionPlan;
import dev.evenkeel.kubernetes.AdoptionStep;
import dev.evenkeel.kubernetes.ClusterAdoption;
import dev.evenkeel.kubernetes.Fabric8Adoption;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clusters are prepared for lever {@code label}, and back, while every endpoint and every pod is watched. */
@Tag("kubernetes")
@Timeout(300)
final class AdoptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECOND = "emqx-ee-internal";

    @Test
    void noPodIsRestartedAndNoEndpointLeaves() {
        try (Scene scene = new Scene("adopt")) {
            assertThat(scene.adopt(step -> {}).done()).isTrue();

            scene.assertAdopted();
            scene.assertControllersAgree();

            assertThat(scene.undo(step -> {}).done()).isTrue();

            scene.assertAsBefore();
            scene.assertControllersAgree();
        }
    }

    @Test
    void brokenOffAfterAnyWriteItComesToTheSameEnd() {
        try (Scene scene = new Scene("broken-off")) {
            int writes = scene.endBrokenOffAfterEachWrite(false);
            scene.assertAdopted();
            scene.assertControllersAgree();

            int back = scene.endBrokenOffAfterEachWrite(true);
            scene.assertAsBefore();
            scene.assertControllersAgree();
            // 4 pods twice, the StatefulSet twice, 2 Services.
            assertThat(List.of(writes, back)).containsExactly(12, 12);
        }
    }

    @Test
    void turnedRoundHalfwayItIsAsBefore() {
        try (Scene scene = new Scene("turned")) {
            for (int writes : List.of(3, 6, 10)) {
                scene.breakOffAfter(writes, false);
                assertThat(scene.undo(step -> {}).done()).isTrue();
                scene.assertAsBefore();
            }
            scene.adopt(step -> {});
            for (int writes : List.of(4, 9)) {
                scene.breakOffAfter(writes, true);
                assertThat(scene.adopt(step -> {}).done()).isTrue();
                scene.assertAdopted();
            }
            scene.assertControllersAgree();
        }
    }

    @Test
    void anAdoptedClusterIsBalancedWithItsDonorsOut() {
        try (Scene scene = new Scene("adopted-run")) {
            scene.adopt(step -> {});
            scene.bench.startWorker();

            RebalanceResult result = scene.bench.result(scene.bench.startRun());

            scene.bench.assertBalanced(result);
            assertThat(scene.bench.served().publications())
                    .anySatisfy(one -> assertThat(one.pods()).containsExactly(scene.bench.pod(3)));
        }
    }

    /** A replacement is what the template makes, whenever it comes. */
    @Test
    void aPodThatDiesInTheMiddleComesBackWithTheLabel() {
        try (Scene scene = new Scene("replaced")) {
            scene.breakOffAfter(5, false); // all labels, and the template
            scene.replace(scene.bench.pod(2));

            assertThat(scene.adopt(step -> {}).done()).isTrue();
            scene.replace(scene.bench.pod(1));

            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scene.bench.servingPods()).hasSize(4));
            assertThat(scene.second.now()).hasSize(4);
            assertThat(scene.uids).as("two pods went and came, and no other").hasSize(4 + 2 * 3);
        }
    }

    @Test
    void refusesWhatSomebodyElseHasChangedInTheMiddle() {
        try (Scene scene = new Scene("meddled")) {
            scene.breakOffAfter(5, false);
            scene.bench
                    .api()
                    .admin()
                    .apps()
                    .statefulSets()
                    .inNamespace(scene.bench.namespace())
                    .withName(EmqxObjects.INSTANCE)
                    .patch(
                            PatchContext.of(PatchType.JSON),
                            "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\","
                                    + " \"value\": \"emqx/emqx-enterprise:5.10.4\"}]");

            assertThat(scene.adopt(step -> {}).refusals())
                    .singleElement()
                    .asString()
                    .contains("was changed by somebody else", "RollingUpdate");
            assertThat(scene.uids).hasSize(4);
        }
    }

    /** As the API server itself records who writes what. */
    @Test
    void refusesWhatAnotherManagerKeepsAndWritesNothing() {
        try (Scene scene = new Scene("managed")) {
            scene.bench
                    .api()
                    .admin()
                    .resource("""
                            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s"},
                             "spec": {"selector": {"apps.emqx.io/instance": "emqx-ee"}}}
                            """.formatted(SECOND))
                    .inNamespace(scene.bench.namespace())
                    .fieldManager("terraform")
                    .forceConflicts()
                    .serverSideApply();
            Map<String, Object> before = scene.state();

            AdoptionPlan left = scene.adopt(step -> {
                throw new AssertionError("written: " + step);
            });

            assertThat(left.refusals())
                    .singleElement()
                    .asString()
                    .contains("service/" + SECOND + " is kept by field manager terraform");
            assertThat(scene.state()).isEqualTo(before);
        }
    }

    /** A cluster without the label and two Services in front of it. */
    private static final class Scene implements AutoCloseable {
        private final KubeBench bench;
        private final ClusterAdoption adoption;
        private final ServedPods second;
        private final SharedIndexInformer<Pod> pods;
        private final Set<String> uids = new ConcurrentSkipListSet<>();
        private final Map<String, Object> before;
        private final int servedBefore;
        private final int secondBefore;

        Scene(String name) {
            EmqxObjects objects = EmqxObjects.defaults().withServingLabel(false);
            bench = KubeBench.on(RealKubernetes.shared(), name).objects(objects).start();
            bench.api()
                    .admin()
                    .resource(objects.front(SECOND, Map.of()))
                    .inNamespace(bench.namespace())
                    .create();
            adoption = new Fabric8Adoption(bench.api().admin());
            second = new ServedPods(
                    bench.api().client(RealKubernetes.User.NODES), bench.namespace(), SECOND, served -> {});
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(second.now()).hasSize(4));
            pods = bench.api().admin().pods().inNamespace(bench.namespace()).inform(new ResourceEventHandler<>() {
                @Override
                public void onAdd(Pod pod) {
                    uids.add(pod.getMetadata().getUid());
                }

                @Override
                public void onUpdate(Pod old, Pod pod) {
                    uids.add(pod.getMetadata().getUid());
                    if (pod.getMetadata().getDeletionTimestamp() != null) {
                        uids.add(pod.getMetadata().getName() + " is deleted");
                    }
                }

                @Override
                public void onDelete(Pod pod, boolean unknown) {
                    uids.add(pod.getMetadata().getName() + " is gone");
                }
            });
            before = state();
            servedBefore = bench.served().publications().size();
            secondBefore = second.publications().size();
        }

        AdoptionPlan adopt(Consumer<AdoptionStep> told) {
            return adoption.carryOut(bench.namespace(), EmqxObjects.INSTANCE, false, PATIENCE, told);
        }

        AdoptionPlan undo(Consumer<AdoptionStep> told) {
            return adoption.carryOut(bench.namespace(), EmqxObjects.INSTANCE, true, PATIENCE, told);
        }

        /** Each attempt ends after its first write, until one has nothing to write. */
        int endBrokenOffAfterEachWrite(boolean undo) {
            int writes = 0;
            while (!adoption.plan(bench.namespace(), EmqxObjects.INSTANCE, undo)
                    .steps()
                    .isEmpty()) {
                breakOffAfter(1, undo);
                writes++;
            }
            assertThat(undo ? undo(step -> {}) : adopt(step -> {})).matches(AdoptionPlan::done);
            return writes;
        }

        void breakOffAfter(int writes, boolean undo) {
            List<AdoptionStep> made = new ArrayList<>();
            Consumer<AdoptionStep> fault = step -> {
                made.add(step);
                if (made.size() == writes) {
                    throw new IllegalStateException("killed");
                }
            };
            assertThatThrownBy(() -> {
                        AdoptionPlan left = undo ? undo(fault) : adopt(fault);
                        throw new AssertionError("not broken off after " + made + ", left " + left);
                    })
                    .hasMessage("killed");
        }

        void assertAdopted() {
            StatefulSet set = bench.statefulSet();
            assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
                    .containsEntry(EmqxObjects.SERVING, "true");
            assertThat(bench.pods().values())
                    .allSatisfy(pod ->
                            assertThat(pod.getMetadata().getLabels()).containsEntry(EmqxObjects.SERVING, "true"));
            assertThat(List.of(service(EmqxObjects.LISTENERS), service(SECOND)))
                    .allSatisfy(service ->
                            assertThat(service.getSpec().getSelector()).containsEntry(EmqxObjects.SERVING, "true"));
            assertThat(List.of(service(EmqxObjects.HEADLESS), service(EmqxObjects.DASHBOARD)))
                    .allSatisfy(service ->
                            assertThat(service.getSpec().getSelector()).doesNotContainKey(EmqxObjects.SERVING));
            assertUndisturbed();
        }

        void assertAsBefore() {
            assertThat(state()).isEqualTo(before);
            assertUndisturbed();
        }

        /** Nothing was restarted, nobody left: at no instant that was watched. */
        private void assertUndisturbed() {
            assertThat(bench.statefulSet().getSpec().getUpdateStrategy().getType())
                    .isEqualTo("RollingUpdate");
            assertThat(bench.statefulSet().getMetadata().getAnnotations())
                    .satisfiesAnyOf(
                            notes -> assertThat(notes).isNull(),
                            notes -> assertThat(notes).doesNotContainKey("evenkeel.dev/adopting"));
            assertThat(uids).as("pods ever seen").hasSize(4);
            assertThat(bench.served().publications().stream().skip(servedBefore))
                    .as("changes of what the listeners' Service publishes")
                    .isEmpty();
            assertThat(second.publications().stream().skip(secondBefore))
                    .as("changes of what the second Service publishes")
                    .isEmpty();
        }

        /**
         * The controllers, made to look at everything once more, restart nobody and count all pods as current; a pod that
         * is deleted afterwards comes back as the template makes it.
         */
        void assertControllersAgree() {
            // The controller writes the status of the same object meanwhile.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreException(KubernetesClientException.class)
                    .until(this::changedHarmlessly);
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                StatefulSet set = bench.statefulSet();
                assertThat(set.getStatus().getObservedGeneration())
                        .isEqualTo(set.getMetadata().getGeneration());
                assertThat(set.getStatus().getUpdatedReplicas()).isEqualTo(4);
                assertThat(set.getStatus().getReadyReplicas()).isEqualTo(4);
                assertThat(set.getStatus().getCurrentRevision())
                        .isEqualTo(set.getStatus().getUpdateRevision());
            });
            assertUndisturbed();
        }

        private boolean changedHarmlessly() {
            bench.api()
                    .admin()
                    .apps()
                    .statefulSets()
                    .inNamespace(bench.namespace())
                    .withName(EmqxObjects.INSTANCE)
                    .edit(set -> {
                        set.getSpec().setMinReadySeconds(set.getSpec().getMinReadySeconds() == null ? 1 : null);
                        return set;
                    });
            return true;
        }

        void replace(String pod) {
            String uid = bench.pods().get(pod).getMetadata().getUid();
            bench.api()
                    .admin()
                    .pods()
                    .inNamespace(bench.namespace())
                    .withName(pod)
                    .delete();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> !bench.pods().get(pod).getMetadata().getUid().equals(uid));
        }

        /** What an undone adoption must leave as it was. */
        private Map<String, Object> state() {
            Map<String, Object> state = new TreeMap<>();
            StatefulSet set = bench.statefulSet();
            state.put("template", set.getSpec().getTemplate());
            state.put("strategy", set.getSpec().getUpdateStrategy());
            state.put("revision", set.getStatus().getUpdateRevision());
            bench.pods()
                    .forEach((name, pod) -> state.put(name, pod.getMetadata().getLabels()));
            for (String name : List.of(EmqxObjects.LISTENERS, SECOND, EmqxObjects.HEADLESS, EmqxObjects.DASHBOARD)) {
                state.put(name, service(name).getSpec());
                state.put(name + " labels", service(name).getMetadata().getLabels());
            }
            return state;
        }

        private Service service(String name) {
            return bench.api()
                    .admin()
                    .services()
                    .inNamespace(bench.namespace())
                    .withName(name)
                    .get();
        }

        @Override
        public void close() {
            pods.close();
            second.close();
            bench.close();
        }
    }
}
