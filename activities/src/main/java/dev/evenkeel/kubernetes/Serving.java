package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is served by what, as the EndpointSlices say: a Service may have several, and a pod stands in two of them where
 * both address families are used; it is served if any of them has it as ready. Pure.
 *
 * @param fronts Services in front of the pods
 * @param slices their EndpointSlices
 */
record Serving(List<Service> fronts, List<EndpointSlice> slices) {
    static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    static String[] names(List<Service> fronts) {
        return fronts.stream().map(front -> front.getMetadata().getName()).toArray(String[]::new);
    }

    /**
     * Whether each Service in front of the pod has it as ready. Services that would not select it even if it were
     * serving, such as another pod's own, do not count; if none would, all do.
     */
    Map<String, Boolean> servedBy(Pod pod) {
        List<Service> its =
                fronts.stream().filter(front -> Fronts.selects(front, pod)).toList();
        Map<String, Boolean> served = new HashMap<>();
        for (Service front : its.isEmpty() ? fronts : its) {
            String service = front.getMetadata().getName();
            served.put(service, podsOf(service).contains(Pods.name(pod)));
        }
        return served;
    }

    /** Names of the pods that a Service sends clients to. */
    Set<String> podsOf(String service) {
        Set<String> pods = new HashSet<>();
        for (EndpointSlice slice : slices) {
            Map<String, String> labels = slice.getMetadata().getLabels();
            if (labels != null && service.equals(labels.get(SERVICE_NAME_LABEL))) {
                readyPods(slice.getEndpoints(), pods);
            }
        }
        return pods;
    }

    /** Those of these pods that any Service sends clients to. By name: the endpoint of a pod that has just gone counts. */
    List<String> among(Set<String> pods) {
        return fronts.stream()
                .flatMap(front -> podsOf(front.getMetadata().getName()).stream())
                .filter(pods::contains)
                .distinct()
                .sorted()
                .toList();
    }

    /** @param what is still so, of these pods */
    static KubernetesException notFollowed(String namespace, String what, Collection<String> pods) {
        return new KubernetesException(
                FailureKind.STILL_SERVED,
                "in namespace " + namespace + " the EndpointSlices have not followed, " + what + ": "
                        + String.join(", ", pods),
                null);
    }

    private static void readyPods(Collection<Endpoint> endpoints, Set<String> pods) {
        for (Endpoint endpoint : Optional.ofNullable(endpoints).orElse(List.of())) {
            boolean pod = endpoint.getTargetRef() != null
                    && "Pod".equals(endpoint.getTargetRef().getKind());
            if (pod && ready(endpoint)) {
                pods.add(endpoint.getTargetRef().getName());
            }
        }
    }

    /** An unknown ready condition is to be taken as ready (API documentation of {@code EndpointConditions}). */
    private static boolean ready(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || endpoint.getConditions().getReady() == null
                || endpoint.getConditions().getReady();
    }
}
