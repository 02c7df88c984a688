package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Kubernetes API with a simulated EMQX cluster in it: a StatefulSet, a ReplicaSet if there are replicants, a pod for
 * each node in the nodes' order, a headless Service and the listeners' Service. What the listeners' EndpointSlice publishes as ready is what the
 * clients' load balancer serves.
 *
 * <p>Time is real here, unlike the cluster's: a change reaches the EndpointSlices after {@link
 * KubernetesOptions#controllerDelay}, and the clients after the load balancer's lag on top.
 *
 * <p>A pod that is deleted, through the API or by {@link #replacePod}, takes its node with it; a new pod of the same
 * name comes at once, with the template's labels and another uid, and its node is up again, empty.
 */
public final class SimulatedKubernetes implements AutoCloseable {
    private final SimulatedCluster cluster;
    private final KubernetesOptions options;
    private final ObjectStore store = new ObjectStore();
    private final EmqxObjects objects;
    private final EndpointController endpoints = new EndpointController(store);
    private final KubernetesFaults faults = new KubernetesFaults();
    private final RequestCounts requests = new RequestCounts();
    private final AccessRules access = new AccessRules();
    private final ApiServer server = new ApiServer(store, faults, requests, access);
    private final ScheduledExecutorService controllers =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("simulated-controllers"));
    private final AtomicBoolean due = new AtomicBoolean();
    private final List<Publication> publications = new CopyOnWriteArrayList<>();
    private List<String> published = List.of();
    private int rolled;
    private boolean reconciling;

    private SimulatedKubernetes(SimulatedCluster cluster, KubernetesOptions options) {
        this.cluster = cluster;
        this.options = options;
        this.objects = new EmqxObjects(
                options, cluster.nodes().stream().map(SimulatedNode::role).toList(), cluster.version());
        faults.attach(server);
        populate();
        reconcile();
        store.listen(this::changed);
        try {
            server.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A running API server around the cluster, with {@link KubernetesOptions#defaults()}. */
    public static SimulatedKubernetes around(SimulatedCluster cluster) {
        return around(cluster, KubernetesOptions.defaults());
    }

    public static SimulatedKubernetes around(SimulatedCluster cluster, KubernetesOptions options) {
        return new SimulatedKubernetes(cluster, options);
    }

    /** The API's root, {@code http://127.0.0.1:<port>}. Stays the same while the server is unreachable. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public KubernetesOptions options() {
        return options;
    }

    public KubernetesFaults faults() {
        return faults;
    }

    /** What may be asked of the API. */
    public AccessRules access() {
        return access;
    }

    public RequestCounts requests() {
        return requests;
    }

    /** The pod of a node. */
    public String podOf(String node) {
        return objects.podName(nodeNames().indexOf(node));
    }

    /** The node of a pod. */
    public String nodeOf(String pod) {
        return nodeNames().get(Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1)));
    }

    /**
     * What the listeners' EndpointSlice published as ready.
     *
     * @param at since when, by the wall clock
     * @param pods these
     */
    public record Publication(Instant at, List<String> pods) {}

    /** Every set of pods that the listeners' EndpointSlice has published as ready, the first of the start included. */
    public List<Publication> publications() {
        return List.copyOf(publications);
    }

    /** The pods that the listeners' EndpointSlice publishes as ready now. */
    public List<String> servingPods() {
        return servingPods(options.listeners());
    }

    /** The pods that a Service's EndpointSlices publish as ready now. */
    public List<String> servingPods(String service) {
        List<String> pods = new ArrayList<>();
        for (ObjectNode slice : store.list(Resource.ENDPOINT_SLICES, options.namespace())) {
            if (slice.path("metadata")
                    .path("labels")
                    .path("kubernetes.io/service-name")
                    .asText()
                    .equals(service)) {
                slice.path("endpoints").forEach(endpoint -> addIfReady(pods, endpoint));
            }
        }
        return List.copyOf(pods);
    }

    /** Deletes the pod; its successor has the template's labels. */
    public void replacePod(String pod) {
        store.delete(podKey(pod));
    }

    /**
     * Somebody changes the StatefulSet's pod template: its pods are to be replaced one by one, by {@link #rollNext}. As
     * its controller would, its status says so from now on.
     */
    public void beginRollout() {
        rolled = 0;
        revision("1", "2");
    }

    /** The next pod is replaced, the last ordinal first. With the first one the rollout is over: false. */
    public boolean rollNext() {
        int pods = cluster.nodes().size();
        if (rolled == pods) {
            return false;
        }
        rolled++;
        revision(rolled == pods ? "2" : "1", "2");
        replacePod(objects.podName(pods - rolled));
        return rolled < pods;
    }

    private void revision(String current, String update) {
        edit(
                "statefulsets",
                objects.statefulSetName(),
                ("{\"status\":{\"currentRevision\":\"r%s\",\"updateRevision\":\"r%s\",\"updatedReplicas\":%d}}")
                        .formatted(current, update, rolled));
    }

    /** Somebody sets a label, or removes it where the value is empty. */
    public void label(String pod, String label, String value) {
        store.update(podKey(pod), current -> {
            ObjectNode labels = current.withObject("/metadata").withObject("/labels");
            if (value.isEmpty()) {
                labels.remove(label);
            } else {
                labels.put(label, value);
            }
            return current;
        });
    }

    /** The pod's containers become ready, or not, as by its readiness probe. */
    public void podReady(String pod, boolean ready) {
        store.update(podKey(pod), current -> {
            EmqxObjects.condition(current.withObject("/status"), "ContainersReady", ready);
            return current;
        });
    }

    /** A further Service over pods with these labels, with one port {@code mqtt}. */
    public void addService(String name, Map<String, String> selector) {
        ObjectNode service = objects.listenersService();
        service.withObject("/metadata").put("name", name);
        ObjectNode spec = service.withObject("/spec");
        spec.remove("selector");
        selector.forEach(spec.withObject("/selector")::put);
        store.create(Resource.SERVICES, options.namespace(), service);
    }

    /** Any further object, as JSON with apiVersion and metadata; {@code plural} as in the API's paths. */
    public void addObject(String plural, String json) {
        JsonNode object = Json.read(json);
        Resource resource = new Resource(object.path("apiVersion").asText("v1"), plural);
        String namespace = object.at("/metadata/namespace").asText(options.namespace());
        store.create(resource, namespace, (ObjectNode) object);
    }

    /**
     * Somebody changes an object.
     *
     * @param plural as in the API's paths: {@code pods}, {@code services} or {@code statefulsets}
     * @param mergePatch RFC 7386
     */
    public void edit(String plural, String name, String mergePatch) {
        store.update(
                new Key(resource(plural), options.namespace(), name),
                current -> Patches.apply("application/merge-patch+json", current, mergePatch));
    }

    /** Somebody deletes an object; {@code plural} as for {@link #edit}. */
    public void removeObject(String plural, String name) {
        store.delete(new Key(resource(plural), options.namespace(), name));
    }

    private static Resource resource(String plural) {
        return new Resource(plural.equals("statefulsets") ? "apps/v1" : "v1", plural);
    }

    @Override
    public void close() {
        controllers.shutdownNow();
        server.close();
    }

    private void populate() {
        store.create(Resource.NAMESPACES, "", namespace());
        int port = cluster.nodes().get(0).port();
        store.create(Resource.STATEFUL_SETS, options.namespace(), objects.statefulSet(port));
        if (objects.hasReplicants()) {
            store.create(Resource.REPLICA_SETS, options.namespace(), objects.replicaSet(port));
        }
        for (int ordinal = 0; ordinal < cluster.nodes().size(); ordinal++) {
            createPod(store.find(objects.owner(ordinal)).orElseThrow(), ordinal);
        }
        store.create(Resource.SERVICES, options.namespace(), objects.headlessService());
        store.create(Resource.SERVICES, options.namespace(), objects.listenersService());
        if (options.dashboardService()) {
            store.create(Resource.SERVICES, options.namespace(), objects.dashboardService());
        }
    }

    private ObjectNode namespace() {
        ObjectNode namespace = Json.object();
        namespace.withObject("/metadata").put("name", options.namespace());
        namespace.withObject("/metadata/labels").put("kubernetes.io/metadata.name", options.namespace());
        return namespace;
    }

    private void createPod(ObjectNode set, int ordinal) {
        SimulatedNode node = cluster.nodes().get(ordinal);
        store.create(Resource.PODS, options.namespace(), objects.pod(set, ordinal, node.port()));
    }

    /** Lets the controllers work after a change of what they look at. */
    private void changed(Change change) {
        boolean interesting =
                List.of(Resource.PODS, Resource.SERVICES).contains(change.key().resource());
        if (!interesting || isReconciling()) {
            return;
        }
        if (options.controllerDelay().isZero()) {
            reconcile();
        } else if (due.compareAndSet(false, true)) {
            controllers.schedule(
                    () -> {
                        due.set(false);
                        reconcile();
                    },
                    options.controllerDelay().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private boolean isReconciling() {
        return Thread.holdsLock(endpoints) && reconciling;
    }

    private void reconcile() {
        synchronized (endpoints) {
            reconciling = true;
            try {
                replaceMissingPods();
                endpoints.reconcile();
                feedLoadBalancer();
            } finally {
                reconciling = false;
            }
        }
    }

    private void replaceMissingPods() {
        for (int ordinal = 0; ordinal < cluster.nodes().size(); ordinal++) {
            Optional<ObjectNode> owner = store.find(objects.owner(ordinal));
            if (owner.isPresent()
                    && store.find(podKey(objects.podName(ordinal))).isEmpty()) {
                String node = cluster.nodes().get(ordinal).name();
                cluster.faults().kill(node);
                cluster.faults().restart(node);
                createPod(owner.get(), ordinal);
            }
        }
    }

    private void feedLoadBalancer() {
        List<String> pods = servingPods();
        List<String> serving = pods.stream().map(this::nodeOf).toList();
        if (!serving.equals(published)) {
            published = serving;
            publications.add(new Publication(Instant.now(), pods));
            cluster.loadBalancer().publish(serving);
        }
    }

    private static void addIfReady(List<String> pods, JsonNode endpoint) {
        if (endpoint.at("/conditions/ready").asBoolean()) {
            pods.add(endpoint.at("/targetRef/name").asText());
        }
    }

    private List<String> nodeNames() {
        return cluster.nodes().stream().map(SimulatedNode::name).toList();
    }

    private Key podKey(String pod) {
        return new Key(Resource.PODS, options.namespace(), pod);
    }
}
