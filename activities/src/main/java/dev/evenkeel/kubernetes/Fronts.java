package dev.evenkeel.kubernetes;

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
