package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The StatefulSets of one EMQX cluster, and the labels by which its other pods are known. One StatefulSet, as a rule; EMQX
 * Operator has two of them while it changes from one pod template to the next, and their nodes are one cluster. Replicants
 * come from ReplicaSets, which EMQX Operator makes itself and others by a Deployment.
 *
 * <p>Whose a pod is shows in labels and owners alone: no custom resource has to be read for it. Pure.
 *
 * @param name what the cluster is called for good: the instance label's value, which outlives StatefulSets, where pods say
 *     by labels what they are; else the StatefulSet's name
 * @param sets its StatefulSets, in name order; not empty
 * @param labels those that all its pods have, replicants' too; empty where a pod is known by its StatefulSet alone
 */
record Family(String name, List<StatefulSet> sets, Map<String, String> labels) {
    static final String INSTANCE = "apps.emqx.io/instance";
    static final String ROLE = "apps.emqx.io/db-role";
    static final String MANAGED_BY = "apps.emqx.io/managed-by";
    static final String OPERATOR = "emqx-operator";

    private static final String REPLICANT = "replicant";
    private static final String OPERATOR_GROUP = "apps.emqx.io/";

    Family {
        sets = List.copyOf(sets);
        labels = Map.copyOf(labels);
    }

    /** The family of a StatefulSet among all of its namespace. */
    static Family of(StatefulSet set, List<StatefulSet> all) {
        Map<String, String> labels = telling(Workload.of(set).templateLabels());
        if (labels.isEmpty()) {
            return new Family(set.getMetadata().getName(), List.of(set), labels);
        }
        return new Family(
                labels.get(INSTANCE),
                all.stream()
                        .filter(other ->
                                telling(Workload.of(other).templateLabels()).equals(labels))
                        .filter(other -> resource(other).equals(resource(set)))
                        .sorted(Comparator.comparing(
                                other -> other.getMetadata().getName()))
                        .toList(),
                labels);
    }

    /** What the cluster of a pod is called; empty where neither labels nor a StatefulSet tell. */
    static Optional<String> nameOf(Pod pod) {
        return Optional.ofNullable(telling(Pods.labels(pod)).get(INSTANCE))
                .or(() -> pod.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> "StatefulSet".equals(owner.getKind()))
                        .map(OwnerReference::getName)
                        .findFirst());
    }

    /** Of a pod's labels those that tell its cluster: the operator's, or an instance beside a role. */
    private static Map<String, String> telling(Map<String, String> labels) {
        boolean operators = OPERATOR.equals(labels.get(MANAGED_BY));
        return labels.containsKey(INSTANCE) && (operators || labels.containsKey(ROLE))
                ? labels.entrySet().stream()
                        .filter(label -> label.getKey().equals(INSTANCE)
                                || (operators && label.getKey().equals(MANAGED_BY)))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
                : Map.of();
    }

    /** The custom resource that it is of: an {@code EMQX} and an {@code EmqxEnterprise} may have the same name. */
    private static Optional<String> resource(StatefulSet set) {
        return set.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Objects.toString(owner.getApiVersion(), "").startsWith(OPERATOR_GROUP))
                .map(OwnerReference::getUid)
                .findFirst();
    }

    /** Whether a pod that has the labels, or that a StatefulSet selects, is the cluster's own. */
    boolean owns(Pod pod) {
        return replicant(pod) || sets.stream().map(Workload::of).anyMatch(set -> set.owns(pod));
    }

    /** Whether a pod is a replicant's. */
    static boolean replicant(Pod pod) {
        return REPLICANT.equals(Pods.labels(pod).get(ROLE))
                && !telling(Pods.labels(pod)).isEmpty()
                && pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> "ReplicaSet".equals(owner.getKind()));
    }

    /** The pods to which clients are sent: replicants where there are any. Cores are then left alone. */
    static List<Pod> takingClients(List<Pod> pods) {
        List<Pod> replicants = pods.stream().filter(Family::replicant).toList();
        return replicants.isEmpty() ? pods : replicants;
    }

    List<Workload> workloads() {
        return sets.stream().map(Workload::of).toList();
    }
}
