package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Keeps one EndpointSlice for every Service with a selector: the pods that match it, each with the conditions that its
 * readiness gives. Before that it does the kubelet's part: a pod is ready when its containers are and all its readiness
 * gates are True.
 */
final class EndpointController {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ObjectStore store;

    EndpointController(ObjectStore store) {
        this.store = store;
    }

    void reconcile() {
        store.list(Resource.PODS, "").forEach(this::judgeReadiness);
        List<ObjectNode> services = store.list(Resource.SERVICES, "");
        services.stream()
                .filter(service -> !service.at("/spec/selector").isEmpty())
                .forEach(this::writeSlice);
        store.list(Resource.ENDPOINT_SLICES, "").stream()
                .filter(slice -> managed(slice) && services.stream().noneMatch(service -> belongs(slice, service)))
                .forEach(slice -> store.delete(key(Resource.ENDPOINT_SLICES, slice)));
    }

    private void judgeReadiness(ObjectNode pod) {
        boolean containers = isTrue(pod, "ContainersReady");
        boolean ready = containers;
        for (JsonNode gate : pod.at("/spec/readinessGates")) {
            ready &= isTrue(pod, gate.path("conditionType").asText());
        }
        if (ready != isTrue(pod, "Ready")) {
            boolean verdict = ready;
            store.update(key(Resource.PODS, pod), current -> {
                EmqxObjects.condition(current.withObject("/status"), "Ready", verdict);
                return current;
            });
        }
    }

    private void writeSlice(ObjectNode service) {
        ObjectNode wanted = slice(service);
        Key key = key(Resource.ENDPOINT_SLICES, wanted);
        if (store.find(key).isEmpty()) {
            store.create(Resource.ENDPOINT_SLICES, key.namespace(), wanted);
            return;
        }
        store.update(key, current -> {
            current.set("endpoints", wanted.get("endpoints"));
            current.set("ports", wanted.get("ports"));
            return current;
        });
    }

    private ObjectNode slice(ObjectNode service) {
        JsonNode metadata = service.path("metadata");
        String name = metadata.path("name").asText();
        List<ObjectNode> pods = store
                .list(Resource.PODS, metadata.path("namespace").asText())
                .stream()
                .filter(Selectors.matchLabels(service.at("/spec/selector")))
                .filter(pod -> !pod.at("/status/podIP").asText().isEmpty())
                .toList();
        ObjectNode slice = Json.object();
        slice.putObject("metadata")
                .put("name", name + "-" + Integer.toString(Math.floorMod(name.hashCode(), 60_466_176), 36))
                .put("namespace", metadata.path("namespace").asText())
                .putObject("labels")
                .put(SERVICE_NAME, name)
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        slice.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("name", name)
                .put("uid", metadata.path("uid").asText())
                .put("controller", true);
        slice.put("addressType", "IPv4");
        ArrayNode endpoints = slice.putArray("endpoints");
        pods.forEach(pod -> endpoints.add(endpoint(service, pod)));
        slice.set("ports", ports(service, pods));
        return slice;
    }

    private static ObjectNode endpoint(ObjectNode service, ObjectNode pod) {
        boolean terminating = pod.at("/metadata").hasNonNull("deletionTimestamp");
        boolean serving = isTrue(pod, "Ready");
        boolean always = service.at("/spec/publishNotReadyAddresses").asBoolean();
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(pod.at("/status/podIP").asText());
        endpoint.putObject("conditions")
                .put("ready", always || (serving && !terminating))
                .put("serving", always || serving)
                .put("terminating", terminating);
        endpoint.put("hostname", pod.at("/spec/hostname").asText());
        endpoint.put("nodeName", pod.at("/spec/nodeName").asText());
        endpoint.putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", pod.at("/metadata/namespace").asText())
                .put("name", pod.at("/metadata/name").asText())
                .put("uid", pod.at("/metadata/uid").asText());
        return endpoint;
    }

    /** One slice for all pods: where their ports differ, as here, the first pod's stands for all. */
    private static ArrayNode ports(ObjectNode service, List<ObjectNode> pods) {
        ArrayNode ports = Json.MAPPER.createArrayNode();
        for (JsonNode port : service.at("/spec/ports")) {
            ports.addObject()
                    .put("name", port.path("name").asText())
                    .put("protocol", "TCP")
                    .put("port", target(port, pods));
        }
        return ports;
    }

    private static int target(JsonNode port, List<ObjectNode> pods) {
        JsonNode target = port.path("targetPort");
        if (target.isTextual() && !pods.isEmpty()) {
            for (JsonNode candidate : pods.get(0).at("/spec/containers/0/ports")) {
                if (candidate.path("name").equals(target)) {
                    return candidate.path("containerPort").asInt();
                }
            }
        }
        return target.isInt() ? target.asInt() : port.path("port").asInt();
    }

    static boolean isTrue(JsonNode object, String condition) {
        for (JsonNode one : object.at("/status/conditions")) {
            if (one.path("type").asText().equals(condition)) {
                return one.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static boolean managed(ObjectNode slice) {
        return slice.path("metadata").path("labels").has("endpointslice.kubernetes.io/managed-by");
    }

    private static boolean belongs(ObjectNode slice, ObjectNode service) {
        return slice.path("metadata")
                        .path("namespace")
                        .equals(service.path("metadata").path("namespace"))
                && slice.path("metadata")
                        .path("labels")
                        .path(SERVICE_NAME)
                        .equals(service.path("metadata").path("name"));
    }

    static Key key(Resource resource, ObjectNode object) {
        return new Key(
                resource,
                object.at("/metadata/namespace").asText(),
                object.at("/metadata/name").asText());
    }
}
