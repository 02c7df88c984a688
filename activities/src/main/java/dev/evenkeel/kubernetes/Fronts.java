package dev.evenkeel.kubernetes;

import dev.evenkeel.kubernetes.InspectedCluster.InspectedService;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which Services send clients to pods. Pure. */
final class Fronts {
    /** Annotations by which cloud load balancers send clients to pods without kube-proxy. */
    private static final List<String> POD_TARGETS = List.of(
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type",
            "service.beta.kubernetes.io/backend-type",
            "service.cloud.tencent.com/direct-access",
            "cloud.google.com/neg");

    private Fronts() {}

    /**
     * Those that select one of the pods, are not headless, and have a port that is not the HTTP API's; in name order. A
     * pod that is excluded now is taken as serving, so that the Service is known while all its pods are out.
     */
    static List<Service> of(List<Service> services, Collection<Pod> pods) {
        return services.stream()
                .filter(service -> !headless(service))
                .filter(service -> pods.stream().anyMatch(pod -> selects(service, pod) && hasClientPort(service, pod)))
                .sorted(Comparator.comparing(service -> service.getMetadata().getName()))
                .toList();
    }

    /** Whether the Service would send clients to the pod if that were serving. */
    static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = selector(service);
        Map<String, String> labels = new HashMap<>(Pods.labels(pod));
        labels.put(Marks.SERVING_LABEL, "true");
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    static boolean selectsServingLabel(Service service) {
        return "true".equals(selector(service).get(Marks.SERVING_LABEL));
    }

    static boolean publishesNotReady(Service service) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    }

    static InspectedService inspected(Service service) {
        return new InspectedService(
                service.getMetadata().getName(),
                selectsServingLabel(service),
                publishesNotReady(service),
                lag(service));
    }

    /** Where kube-proxy on any node passes clients on, it follows the EndpointSlices at once; elsewhere others decide. */
    private static Optional<String> lag(Service service) {
        String type = service.getSpec().getType();
        if (!"LoadBalancer".equals(type) && !"NodePort".equals(type)) {
            return Optional.empty();
        }
        Map<String, String> annotations =
                Optional.ofNullable(service.getMetadata().getAnnotations()).orElse(Map.of());
        return POD_TARGETS.stream()
                .filter(key -> podTargets(annotations.get(key)))
                .map(key -> "its annotation " + key + " makes the load balancer target the pods themselves")
                .findFirst()
                .or(() -> Optional.of("externalTrafficPolicy Local: the load balancer must notice by its own health"
                                + " check that a node has no serving pod left")
                        .filter(why -> "Local".equals(service.getSpec().getExternalTrafficPolicy())));
    }

    private static boolean podTargets(String value) {
        return value != null && !value.equals("instance") && !value.equals("false");
    }

    private static Map<String, String> selector(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector == null ? Map.of() : selector;
    }

    private static boolean headless(Service service) {
        return "None".equals(service.getSpec().getClusterIP())
                || "ExternalName".equals(service.getSpec().getType());
    }

    private static boolean hasClientPort(Service service, Pod pod) {
        return Optional.ofNullable(service.getSpec().getPorts()).orElse(List.of()).stream()
                .anyMatch(port -> !apiPort(port, Pods.apiPort(pod)));
    }

    private static boolean apiPort(ServicePort port, int apiPort) {
        IntOrString target = port.getTargetPort();
        if (port.getName() != null && Pods.API_PORT_NAMES.contains(port.getName())) {
            return true;
        }
        if (target == null) {
            return port.getPort() == apiPort;
        }
        return target.getStrVal() != null
                ? Pods.API_PORT_NAMES.contains(target.getStrVal())
                : target.getIntVal() == apiPort;
    }
}
