package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the objects that make up a cluster, in one namespace, with one list per kind. */
final class NamespaceReader {
    private final KubernetesClient client;

    NamespaceReader(KubernetesClient client) {
        this.client = client;
    }

    /** The cluster that {@link StatefulSets} takes the name for. */
    Family family(String namespace, String name) {
        List<StatefulSet> all = new ApiCall("list", "statefulsets.apps", namespace)
                .make(() -> client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
        List<Family> named = StatefulSets.called(name, all);
        if (named.isEmpty()) {
            throw new KubernetesException(
                    FailureKind.CLUSTER_NOT_FOUND,
                    "namespace " + namespace + " has no StatefulSet called " + name + " or " + name
                            + "-core, nor one with the instance label " + name,
                    null);
        }
        if (named.size() > 1) {
            throw new KubernetesException(
                    FailureKind.CLUSTER_AMBIGUOUS,
                    "in namespace " + namespace + " '" + name + "' may be any of the StatefulSets "
                            + String.join(
                                    ", ",
                                    named.stream()
                                            .flatMap(family -> family.sets().stream())
                                            .map(set -> set.getMetadata().getName())
                                            .sorted()
                                            .toList())
                            + ": give the StatefulSet's name",
                    null);
        }
        return named.get(0);
    }

    /** The cluster's own pods, in name order. */
    List<Pod> podsOf(Family family) {
        String namespace = family.sets().get(0).getMetadata().getNamespace();
        LabelSelector selector = family.labels().isEmpty()
                ? family.sets().get(0).getSpec().getSelector()
                : new LabelSelectorBuilder().withMatchLabels(family.labels()).build();
        return new ApiCall("list", "pods", namespace)
                        .make(() -> client.pods()
                                .inNamespace(namespace)
                                .withLabelSelector(selector)
                                .list()
                                .getItems())
                        .stream()
                        .filter(family::owns)
                        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                        .toList();
    }

    /** What makes these pods; of StatefulSets that are known already, and ReplicaSets where a pod is a replicant's. */
    List<Workload> makersOf(Family family, Collection<Pod> pods) {
        List<Workload> all = new ArrayList<>(family.workloads());
        if (pods.stream().anyMatch(Family::replicant)) {
            all.addAll(replicaSets(family));
        }
        List<Workload> makers = all.stream()
                .filter(workload -> pods.stream().anyMatch(workload::owns))
                .toList();
        return makers.isEmpty() ? all : makers;
    }

    private List<Workload> replicaSets(Family family) {
        String namespace = family.sets().get(0).getMetadata().getNamespace();
        return new ApiCall("list", "replicasets.apps", namespace)
                        .make(() -> client.apps()
                                .replicaSets()
                                .inNamespace(namespace)
                                .withLabels(family.labels())
                                .list()
                                .getItems())
                        .stream()
                        .map(Workload::of)
                        .toList();
    }

    /** Every pod that has the serving label, whoever owns it. */
    List<Pod> podsWithServingLabel(String namespace) {
        return podsWith(namespace, Marks.SERVING_LABEL);
    }

    /** Every pod whose readiness gate is held, whoever owns it. */
    List<Pod> gatedPods(String namespace) {
        return podsWith(namespace, Marks.GATED_LABEL);
    }

    private List<Pod> podsWith(String namespace, String label) {
        return new ApiCall("list", "pods", namespace)
                .make(() -> client.pods()
                        .inNamespace(namespace)
                        .withLabel(label)
                        .list()
                        .getItems());
    }

    Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(new ApiCall("get", "pods", namespace)
                .make(() -> client.pods().inNamespace(namespace).withName(name).get()));
    }

    /** The Services in front of these pods, and their endpoints. */
    Serving serving(String namespace, Collection<Pod> pods) {
        List<Service> fronts = fronts(namespace, pods);
        return new Serving(fronts, slices(namespace, Serving.names(fronts)));
    }

    /** The Services in front of these pods. */
    List<Service> fronts(String namespace, Collection<Pod> pods) {
        List<Service> services = new ApiCall("list", "services", namespace)
                .make(() -> client.services().inNamespace(namespace).list().getItems());
        return Fronts.of(services, pods);
    }

    /** The EndpointSlices of these Services. */
    List<EndpointSlice> slices(String namespace, String... services) {
        if (services.length == 0) {
            return List.of();
        }
        return new ApiCall("list", "endpointslices.discovery.k8s.io", namespace)
                .make(() -> client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(namespace)
                        .withLabelIn(Serving.SERVICE_NAME_LABEL, services)
                        .list()
                        .getItems());
    }

    /** Every PodDisruptionBudget of the namespace. */
    List<PodDisruptionBudget> budgets(String namespace) {
        return new ApiCall("list", "poddisruptionbudgets.policy", namespace)
                .make(() -> client.policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
    }
}
