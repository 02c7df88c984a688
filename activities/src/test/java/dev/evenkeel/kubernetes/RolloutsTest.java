package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutsTest {
    @Test
    void aStatefulSetWhosePodsAreOfOneTemplateIsAtRest() {
        assertThat(of(set("emqx", 4, "a", "a", 4))).isEmpty();
        assertThat(of(new StatefulSetBuilder(set("emqx", 4, "a", "a", 4))
                        .withStatus(null)
                        .build()))
                .as("no controller has seen it")
                .isEmpty();
    }

    @Test
    void podsThatAreToBeReplacedAreCounted() {
        assertThat(of(set("emqx", 4, "a", "b", 1))).containsExactly("StatefulSet emqx replaces its pods: 3 of 4 to go");
    }

    @Test
    void whatWaitsForAPersonIsNoRollout() {
        StatefulSet moving = set("emqx", 4, "a", "b", 1);

        assertThat(of(new StatefulSetBuilder(moving)
                        .editSpec()
                        .withNewUpdateStrategy()
                        .withType("OnDelete")
                        .endUpdateStrategy()
                        .endSpec()
                        .build()))
                .isEmpty();
        assertThat(of(new StatefulSetBuilder(moving)
                        .editSpec()
                        .withNewUpdateStrategy()
                        .withType("RollingUpdate")
                        .withNewRollingUpdate()
                        .withPartition(3)
                        .endRollingUpdate()
                        .endUpdateStrategy()
                        .endSpec()
                        .build()))
                .isEmpty();
    }

    @Test
    void theOperatorGoesFromOneStatefulSetToTheNext() {
        Family both =
                new Family("emqx", List.of(set("emqx-a", 3, "a", "a", 3), set("emqx-b", 1, "a", "a", 1)), Map.of());
        Family done =
                new Family("emqx", List.of(set("emqx-a", 0, "a", "a", 0), set("emqx-b", 3, "a", "a", 3)), Map.of());

        assertThat(Rollouts.of(both, List.of()))
                .containsExactly("pods go over from one to another of the StatefulSets emqx-a, emqx-b");
        assertThat(Rollouts.of(done, List.of())).isEmpty();
    }

    @Test
    void andFromOneReplicaSetToTheNext() {
        Family cores = new Family("emqx", List.of(set("emqx-core", 3, "a", "a", 3)), Map.of());

        assertThat(Rollouts.of(cores, List.of(replicant("one"), replicant("one"))))
                .isEmpty();
        assertThat(Rollouts.of(cores, List.of(replicant("one"), replicant("two"))))
                .containsExactly("pods go over from one to another of the ReplicaSets one, two");
    }

    private static List<String> of(StatefulSet set) {
        return Rollouts.of(new Family("emqx", List.of(set), Map.of()), List.of());
    }

    private static StatefulSet set(String name, int wanted, String current, String update, int updated) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(wanted)
                .endSpec()
                .withNewStatus()
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .withUpdatedReplicas(updated)
                .endStatus()
                .build();
    }

    private static Pod replicant(String replicaSet) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("emqx-replicant")
                .withLabels(Map.of(Family.INSTANCE, "emqx", Family.ROLE, "replicant"))
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName(replicaSet)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
