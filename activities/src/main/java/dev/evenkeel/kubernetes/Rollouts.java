package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a cluster's pods are being replaced by those of another template: by a StatefulSet pod by pod, or by EMQX
 * Operator from one StatefulSet to the next, and from one ReplicaSet to the next where there are replicants. Of what waits
 * for a person ({@code OnDelete}, a partition) nothing is said. Pure.
 */
final class Rollouts {
    private Rollouts() {}

    /** In words, one for each that goes on. */
    static List<String> of(Family family, Collection<Pod> pods) {
        List<String> found = new ArrayList<>();
        family.sets().stream()
                .filter(set -> !StatefulSets.onDelete(set) && StatefulSets.notReached(set) > 0)
                .forEach(set ->
                        found.add(Workload.of(set).display() + " replaces its pods: " + StatefulSets.notReached(set)
                                + " of " + Workload.of(set).wanted() + " to go"));
        twoGenerations("StatefulSets", wanting(family), found);
        twoGenerations("ReplicaSets", replicaSets(pods), found);
        return List.copyOf(found);
    }

    private static void twoGenerations(String kind, Set<String> makers, List<String> found) {
        if (makers.size() > 1) {
            found.add("pods go over from one to another of the " + kind + " " + String.join(", ", makers));
        }
    }

    private static Set<String> wanting(Family family) {
        return family.sets().stream()
                .filter(set -> Workload.of(set).wanted() > 0)
                .map(StatefulSet::getMetadata)
                .map(meta -> meta.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> replicaSets(Collection<Pod> pods) {
        return pods.stream()
                .filter(Family::replicant)
                .flatMap(pod -> pod.getMetadata().getOwnerReferences().stream())
                .filter(owner -> "ReplicaSet".equals(owner.getKind()))
                .map(OwnerReference::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
