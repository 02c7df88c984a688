package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.simulator.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The objects that hold an EMQX cluster in Kubernetes, as EMQX Operator or a plain manifest would make them. Where it has
 * replicants, those are a ReplicaSet's and clients are sent to them; cores are a StatefulSet's in any case.
 */
final class EmqxObjects {
    static final String INSTANCE = "apps.emqx.io/instance";
    static final String SERVING = "evenkeel.dev/serving";
    static final String GATE = "apps.emqx.io/on-serving";
    private static final String ROLE = "apps.emqx.io/db-role";

    private final KubernetesOptions options;
    private final List<Role> roles;
    private final String version;

    /**
     * @param roles of the nodes, in their order
     * @param version of EMQX in the pods
     */
    EmqxObjects(KubernetesOptions options, List<Role> roles, String version) {
        this.options = options;
        this.roles = List.copyOf(roles);
        this.version = version;
    }

    boolean hasReplicants() {
        return roles.contains(Role.REPLICANT);
    }

    String statefulSetName() {
        return options.instance() + (hasReplicants() ? "-core" : "");
    }

    private String setName(Role role) {
        return role == Role.REPLICANT ? options.instance() + "-replicant" : statefulSetName();
    }

    private Map<String, String> labels(Role role) {
        return hasReplicants()
                ? Map.of(INSTANCE, options.instance(), ROLE, role.name().toLowerCase(Locale.ROOT))
                : Map.of(INSTANCE, options.instance());
    }

    ObjectNode statefulSet(int apiPort) {
        ObjectNode set = set(Role.CORE, apiPort);
        set.withObject("/spec").put("serviceName", options.instance() + "-headless");
        return set;
    }

    ObjectNode replicaSet(int apiPort) {
        return set(Role.REPLICANT, apiPort);
    }

    private ObjectNode set(Role role, int apiPort) {
        int replicas = (int) roles.stream().filter(role::equals).count();
        ObjectNode set = named(setName(role));
        labels(role).forEach(set.withObject("/metadata/labels")::put);
        ObjectNode spec = set.putObject("spec");
        spec.put("replicas", replicas);
        labels(role).forEach(spec.withObject("/selector/matchLabels")::put);
        ObjectNode template = spec.putObject("template");
        labels(template, role);
        podSpec(template.putObject("spec"), apiPort);
        set.putObject("status").put("replicas", replicas).put("readyReplicas", replicas);
        return set;
    }

    /** The pod of this ordinal; its labels and gates are the template's. */
    ObjectNode pod(ObjectNode owner, int ordinal, int apiPort) {
        ObjectNode pod = named(podName(ordinal));
        pod.withObject("/metadata")
                .set("labels", owner.at("/spec/template/metadata/labels").deepCopy());
        if (roles.get(ordinal) == Role.CORE) {
            ObjectNode labels = pod.withObject("/metadata/labels");
            labels.put("statefulset.kubernetes.io/pod-name", podName(ordinal));
            labels.put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        }
        pod.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", roles.get(ordinal) == Role.CORE ? "StatefulSet" : "ReplicaSet")
                .put("name", setName(roles.get(ordinal)))
                .put("uid", owner.at("/metadata/uid").asText())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        podSpec(pod.putObject("spec"), apiPort);
        pod.withObject("/spec")
                .put("nodeName", "node-" + ordinal)
                .put("hostname", podName(ordinal))
                .put("subdomain", options.instance() + "-headless");
        status(pod.putObject("status"));
        return pod;
    }

    /** Of the StatefulSet or ReplicaSet that the pod of this ordinal is of. */
    Key owner(int ordinal) {
        Role role = roles.get(ordinal);
        return new Key(
                role == Role.CORE ? Resource.STATEFUL_SETS : Resource.REPLICA_SETS, options.namespace(), setName(role));
    }

    ObjectNode headlessService() {
        ObjectNode service = service(options.instance() + "-headless", "ClusterIP");
        ObjectNode spec = service.withObject("/spec");
        spec.put("clusterIP", "None").put("publishNotReadyAddresses", true);
        spec.withObject("/selector").put(INSTANCE, options.instance());
        port(spec.withArray("/ports"), "mqtt", 1883);
        port(spec.withArray("/ports"), "dashboard", 18083);
        return service;
    }

    ObjectNode listenersService() {
        ObjectNode service = service(options.listeners(), "LoadBalancer");
        ObjectNode spec = service.withObject("/spec");
        spec.put("clusterIP", "10.96.0.10");
        labels(hasReplicants() ? Role.REPLICANT : Role.CORE).forEach(spec.withObject("/selector")::put);
        if (options.servingLabel()) {
            spec.withObject("/selector").put(SERVING, "true");
        }
        port(spec.withArray("/ports"), "mqtt", 1883);
        return service;
    }

    ObjectNode dashboardService() {
        ObjectNode service = service(options.instance() + "-dashboard", "ClusterIP");
        ObjectNode spec = service.withObject("/spec");
        spec.put("clusterIP", "10.96.0.11");
        spec.withObject("/selector").put(INSTANCE, options.instance());
        port(spec.withArray("/ports"), "dashboard", 18083);
        return service;
    }

    String podName(int ordinal) {
        return setName(roles.get(ordinal)) + "-" + ordinal;
    }

    static void condition(ObjectNode status, String type, boolean value) {
        ArrayNode conditions = status.withArray("/conditions");
        String text = value ? "True" : "False";
        for (var condition : conditions) {
            if (condition.path("type").asText().equals(type)) {
                if (!condition.path("status").asText().equals(text)) {
                    ((ObjectNode) condition).put("status", text).put("lastTransitionTime", now());
                }
                return;
            }
        }
        conditions.addObject().put("type", type).put("status", text).put("lastTransitionTime", now());
    }

    private void labels(ObjectNode template, Role role) {
        ObjectNode labels = template.withObject("/metadata/labels");
        labels(role).forEach(labels::put);
        if (options.servingLabel() && (role == Role.REPLICANT || !hasReplicants())) {
            labels.put(SERVING, "true");
        }
    }

    private void podSpec(ObjectNode spec, int apiPort) {
        ObjectNode container = spec.putArray("containers").addObject();
        container
                .put("name", "emqx")
                .put("image", speaksV4() ? "emqx/emqx-ee:" + version : "emqx/emqx-enterprise:" + version);
        ArrayNode ports = container.putArray("ports");
        containerPort(ports, "mqtt", 1883);
        if (speaksV4()) {
            containerPort(ports, "dashboard", 18083);
        }
        containerPort(ports, speaksV4() ? "mgmt" : "dashboard", apiPort);
        if (options.readinessGate()) {
            spec.putArray("readinessGates").addObject().put("conditionType", GATE);
        }
    }

    /** 4.4 has its API on a port of its own, beside the dashboard's. */
    private boolean speaksV4() {
        return version.startsWith("4.");
    }

    private static void containerPort(ArrayNode ports, String name, int port) {
        ports.addObject().put("name", name).put("containerPort", port).put("protocol", "TCP");
    }

    private void status(ObjectNode status) {
        status.put("phase", "Running").put("podIP", "127.0.0.1").put("hostIP", "127.0.0.1");
        status.putArray("podIPs").addObject().put("ip", "127.0.0.1");
        status.put("startTime", now());
        if (options.readinessGate()) {
            condition(status, GATE, true);
        }
        condition(status, "Initialized", true);
        condition(status, "ContainersReady", true);
        condition(status, "Ready", true);
        condition(status, "PodScheduled", true);
    }

    private ObjectNode service(String name, String type) {
        ObjectNode service = named(name);
        service.withObject("/metadata/labels").put(INSTANCE, options.instance());
        service.putObject("spec").put("type", type).put("sessionAffinity", "None");
        return service;
    }

    private ObjectNode named(String name) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name).put("namespace", options.namespace());
        return object;
    }

    private static void port(ArrayNode ports, String name, int port) {
        ports.addObject()
                .put("name", name)
                .put("port", port)
                .put("protocol", "TCP")
                .put("targetPort", name);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
