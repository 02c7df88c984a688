package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a pod's object says. Pure; fabric8's nulls end here. */
final class Pods {
    /** EMQX's dashboard listener, which is its HTTP API too, unless the pod says otherwise. */
    static final int API_PORT_DEFAULT = 18083;

    /** EMQX 4.4 has a listener of its own for the API, unless the pod says otherwise. */
    static final int API_PORT_4_4 = 8081;

    /** What charts and operators call that port; where there are both, the dashboard's is not the API's, as in 4.4. */
    static final List<String> API_PORT_NAMES =
            List.of("mgmt", "management", "http-management", "api", "dashboard", "http-dashboard");

    private static final Pattern IMAGE_4_4 = Pattern.compile("emqx[^/:]*:v?4\\.\\d");

    /** EMQX Operator's readiness gate: it takes a pod out of all Services while EMQX answers 503 there. */
    static final String OPERATOR_GATE = "apps.emqx.io/on-serving";

    /** Kubernetes' own defaults. */
    private static final int PROBE_PERIOD_SECONDS = 10;

    private static final int PROBE_FAILURES = 3;

    private Pods() {}

    static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    static int apiPort(Pod pod) {
        boolean image44 = containers(pod)
                .anyMatch(container -> container.getImage() != null
                        && IMAGE_4_4.matcher(container.getImage()).find());
        return containers(pod)
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> port.getName() != null && API_PORT_NAMES.contains(port.getName()))
                .filter(port -> !image44 || !port.getName().contains("dashboard"))
                .min(Comparator.comparing(port -> API_PORT_NAMES.indexOf(port.getName())))
                .map(ContainerPort::getContainerPort)
                .orElse(image44 ? API_PORT_4_4 : API_PORT_DEFAULT);
    }

    private static Stream<Container> containers(Pod pod) {
        return Optional.ofNullable(pod.getSpec()).stream().flatMap(spec -> spec.getContainers().stream());
    }

    static Optional<String> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPodIP())
                .filter(address -> !address.isEmpty());
    }

    /** Its Ready condition; a pod that is being deleted is on its way out, whatever its conditions still say. */
    static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && holds(pod, "Ready");
    }

    /** Whether nothing but its gates keeps it from being Ready. */
    static boolean containersReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && holds(pod, "ContainersReady");
    }

    private static boolean holds(Pod pod, String type) {
        return condition(pod, type).filter("True"::equals).isPresent();
    }

    /** The status of EMQX Operator's gate; empty while nobody has set it, which Kubernetes takes for False. */
    static Optional<String> operatorGate(Pod pod) {
        return condition(pod, OPERATOR_GATE);
    }

    private static Optional<String> condition(Pod pod, String type) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> type.equals(condition.getType()))
                .map(PodCondition::getStatus)
                .findFirst();
    }

    static Map<String, String> labels(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    static Optional<String> servingLabel(Pod pod) {
        return Optional.ofNullable(labels(pod).get(Marks.SERVING_LABEL));
    }

    static Optional<String> excludedBy(Pod pod) {
        return annotation(pod, Marks.EXCLUDED_BY);
    }

    static Optional<String> excludedUntil(Pod pod) {
        return annotation(pod, Marks.EXCLUDED_UNTIL);
    }

    /** The hard stop; empty where there is none that can be read. */
    static Optional<Instant> excludedUntilInstant(Pod pod) {
        try {
            return excludedUntil(pod).map(Instant::parse);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    static List<String> names(Collection<Pod> pods) {
        return pods.stream().map(Pods::name).toList();
    }

    /** Out by its readiness gate, or about to be. */
    static boolean gated(Pod pod) {
        return labels(pod).containsKey(Marks.GATED_LABEL);
    }

    static boolean hasOperatorGate(Pod pod) {
        return Optional.ofNullable(pod.getSpec()).stream()
                .flatMap(spec -> spec.getReadinessGates().stream())
                .anyMatch(gate -> OPERATOR_GATE.equals(gate.getConditionType()));
    }

    /** Whether the kubelet asks EMQX's {@code availability_check}, which donors answer with 503. */
    static boolean probesAvailability(Pod pod) {
        return availabilityProbe(pod).isPresent();
    }

    /** How long the kubelet takes at most from EMQX's 503 to a pod that is not ready; empty where it does not ask. */
    static Optional<Duration> probeReaction(Pod pod) {
        return availabilityProbe(pod).map(probe -> {
            int period = Optional.ofNullable(probe.getPeriodSeconds()).orElse(PROBE_PERIOD_SECONDS);
            int failures = Optional.ofNullable(probe.getFailureThreshold()).orElse(PROBE_FAILURES);
            int timeout = Optional.ofNullable(probe.getTimeoutSeconds()).orElse(1);
            return Duration.ofSeconds((long) period * failures + timeout);
        });
    }

    private static Optional<Probe> availabilityProbe(Pod pod) {
        return Optional.ofNullable(pod.getSpec()).stream()
                .flatMap(spec -> spec.getContainers().stream())
                .flatMap(container -> Optional.ofNullable(container.getReadinessProbe()).stream())
                .filter(probe -> probe.getHttpGet() != null
                        && probe.getHttpGet().getPath() != null
                        && probe.getHttpGet().getPath().endsWith("/load_rebalance/availability_check"))
                .findFirst();
    }

    private static Optional<String> annotation(Pod pod, String key) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).map(annotations -> annotations.get(key));
    }
}
