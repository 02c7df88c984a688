package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Holds that what a run must leave alone stays as it is: the pods' identity, owner and readiness, the StatefulSet's count
 * of ready replicas, what the disruption budget allows. Every version of every object is looked at.
 */
final class Steady implements AutoCloseable {
    private final Map<String, String> first = new TreeMap<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    private Steady() {}

    /** From now on. */
    static Steady watch(KubeBench bench) {
        Steady steady = new Steady();
        KubernetesClient client = bench.api().admin();
        String namespace = bench.namespace();
        steady.informers.add(client.pods().inNamespace(namespace).inform(steady.noting(Steady::pod)));
        steady.informers.add(client.apps().statefulSets().inNamespace(namespace).inform(steady.noting(Steady::set)));
        steady.informers.add(client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .inform(steady.noting(Steady::budget)));
        return steady;
    }

    /** What of a pod must stay. */
    private static String pod(Pod pod) {
        String conditions = pod.getStatus().getConditions().stream()
                .map(condition -> condition.getType() + "=" + condition.getStatus())
                .sorted()
                .collect(Collectors.joining(","));
        return pod.getMetadata().getUid() + " owned by "
                + pod.getMetadata().getOwnerReferences().stream()
                        .map(owner -> owner.getUid())
                        .toList()
                + " " + conditions;
    }

    private static String set(StatefulSet set) {
        return "readyReplicas " + set.getStatus().getReadyReplicas() + " generation "
                + set.getMetadata().getGeneration();
    }

    private static String budget(PodDisruptionBudget budget) {
        return "disruptionsAllowed " + budget.getStatus().getDisruptionsAllowed();
    }

    private <T extends HasMetadata> ResourceEventHandler<T> noting(Function<T, String> facts) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                note(object, facts.apply(object));
            }

            @Override
            public void onUpdate(T before, T object) {
                note(object, facts.apply(object));
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                note(object, "deleted");
            }
        };
    }

    private synchronized void note(HasMetadata object, String fact) {
        String key = object.getKind() + " " + object.getMetadata().getName();
        String was = first.putIfAbsent(key, fact);
        if (was != null && !was.equals(fact)) {
            changes.add(key + " was " + was + ", became " + fact);
        }
    }

    void assertNothingChanged() {
        assertThat(first).as("what was watched").isNotEmpty();
        assertThat(changes).isEmpty();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
