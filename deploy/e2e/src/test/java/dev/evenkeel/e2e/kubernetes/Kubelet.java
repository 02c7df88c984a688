package dev.evenkeel.e2e.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What a kubelet and the scheduler say of the pods of one namespace, without running anything: binds them to a node,
 * gives them addresses and conditions, computes Ready from the containers and the readiness gates (nobody else does),
 * answers deletions, and takes port forwards from the API server. It writes only its own conditions, by strategic merge, as a kubelet does.
 *
 * <p>It goes on when the API comes back.
 */
public final class Kubelet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final String namespace;
    private final String node;
    private final Function<Pod, List<String>> addresses;
    private final Life life;
    private final PortForwardServer forwards;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kubelet");
        thread.setDaemon(true);
        return thread;
    });
    private final SharedIndexInformer<Pod> pods;
    private final Map<String, Boolean> containersReady = new ConcurrentHashMap<>();
    private final Set<String> started = ConcurrentHashMap.newKeySet();
    private volatile Duration lag = Duration.ZERO;
    private volatile boolean slowDeath;
    private Runnable closing = () -> {};

    /** What happens in a pod. */
    public interface Life {
        Life NONE = new Life() {};

        /** It has its address now. */
        default void started(String pod) {}

        /** Its processes are dead; its object goes next. */
        default void ended(String pod) {}
    }

    /** One that gives each pod an address of its own, until it is closed. */
    public static Kubelet of(RealKubernetes api, String namespace) {
        Map<String, List<String>> given = new ConcurrentHashMap<>();
        Kubelet kubelet = new Kubelet(
                api.client(RealKubernetes.User.NODES),
                namespace,
                pod -> given.computeIfAbsent(name(pod), name -> PodAddresses.take(1)),
                pod -> given.get(pod).get(0),
                Life.NONE);
        kubelet.closing = () -> given.values().forEach(PodAddresses::giveBack);
        return kubelet;
    }

    /**
     * @param client who may do all that a kubelet and the scheduler may
     * @param addresses of a pod, the primary one first
     * @param listening where the processes of the pod of this name really listen, for port forwards
     */
    Kubelet(
            KubernetesClient client,
            String namespace,
            Function<Pod, List<String>> addresses,
            Function<String, String> listening,
            Life life) {
        this.client = client;
        this.namespace = namespace;
        this.node = namespace + "-node";
        this.addresses = addresses;
        this.life = life;
        forwards = new PortForwardServer(
                pod -> Optional.of(pod).filter(containersReady::containsKey).map(listening));
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.nodes().withName(node).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status": {"addresses": [{"type": "InternalIP", "address": "%s"}],
                                    "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}
                        """.formatted(
                        PortForwardServer.ADDRESS, forwards.port()));
        pods = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                due(name(pod), lag);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                due(name(pod), lag);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                // It is gone.
            }
        });
    }

    /** How much later than a change it acts. */
    public void lag(Duration other) {
        lag = other;
    }

    /** The pod's containers become ready, or not, as by its readiness probe. */
    public void containersReady(String pod, boolean ready) {
        containersReady.put(pod, ready);
        due(pod, lag);
    }

    /** Whether a deleted pod stays, terminating, until this is taken back. */
    public void slowDeath(boolean on) {
        slowDeath = on;
        pods.getStore().list().forEach(pod -> due(name(pod), Duration.ZERO));
    }

    /** How many connections the API server has handed on to pods. */
    public int forwarded() {
        return forwards.forwarded();
    }

    /** How many of those are open. */
    public int connected() {
        return forwards.connected();
    }

    private void due(String pod, Duration when) {
        if (!loop.isShutdown()) {
            loop.schedule(() -> look(pod), when.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look(String name) {
        try {
            Pod pod = client.pods().inNamespace(namespace).withName(name).get();
            if (pod != null) {
                act(pod);
            }
        } catch (KubernetesClientException refused) {
            due(name, AGAIN);
        } catch (RuntimeException broken) {
            broken.printStackTrace();
        }
    }

    private void act(Pod pod) {
        String uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            if (!slowDeath) {
                end(pod);
            }
        } else if (pod.getSpec().getNodeName() == null) {
            bind(pod);
        } else {
            containersReady.putIfAbsent(name(pod), true);
            if (started.add(uid)) {
                life.started(name(pod));
            }
            status(pod).ifPresent(status -> patch(pod, status));
        }
    }

    private void end(Pod pod) {
        if (started.remove(pod.getMetadata().getUid())) {
            containersReady.remove(name(pod));
            life.ended(name(pod));
        }
        client.resource(pod).withGracePeriod(0).delete();
    }

    private void bind(Pod pod) {
        client.bindings()
                .inNamespace(namespace)
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(name(pod))
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewTarget()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build())
                .create();
    }

    private void patch(Pod pod, ObjectNode status) {
        client.pods()
                .inNamespace(namespace)
                .withName(name(pod))
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), status.toString());
    }

    /** What to write so that the pod's status is right; empty where it is. */
    private Optional<ObjectNode> status(Pod pod) {
        boolean containers = containersReady.get(name(pod));
        Map<String, Boolean> wanted = Map.of(
                "Initialized",
                true,
                "PodScheduled",
                true,
                "ContainersReady",
                containers,
                "Ready",
                containers && gates(pod).allMatch(gate -> is(pod, gate)));
        if ("Running".equals(pod.getStatus().getPhase())
                && wanted.entrySet().stream()
                        .allMatch(one -> condition(pod, one.getKey())
                                .filter(text(one.getValue())::equals)
                                .isPresent())) {
            return Optional.empty();
        }
        ObjectNode patch = JSON.createObjectNode();
        // A merge by name would land on the pod's successor.
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        ObjectNode status = patch.putObject("status");
        status.put("phase", "Running").put("hostIP", PortForwardServer.ADDRESS);
        List<String> its = addresses.apply(pod);
        status.put("podIP", its.get(0));
        ArrayNode all = status.putArray("podIPs");
        its.forEach(address -> all.addObject().put("ip", address));
        status.put("startTime", pod.getMetadata().getCreationTimestamp());
        ArrayNode conditions = status.putArray("conditions");
        wanted.forEach((type, value) -> conditions.add(condition(pod, type, value)));
        ArrayNode containerStatuses = status.putArray("containerStatuses");
        for (Container container : pod.getSpec().getContainers()) {
            ObjectNode one = containerStatuses.addObject();
            one.put("name", container.getName())
                    .put("image", container.getImage())
                    .put("imageID", "")
                    .put("ready", containers)
                    .put("started", true)
                    .put("restartCount", 0);
            one.putObject("state")
                    .putObject("running")
                    .put("startedAt", pod.getMetadata().getCreationTimestamp());
        }
        return Optional.of(patch);
    }

    private static ObjectNode condition(Pod pod, String type, boolean value) {
        ObjectNode condition = JSON.createObjectNode().put("type", type).put("status", text(value));
        if (condition(pod, type).filter(text(value)::equals).isEmpty()) {
            condition.put(
                    "lastTransitionTime",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return condition;
    }

    private static java.util.stream.Stream<String> gates(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getReadinessGates()).stream()
                .flatMap(List::stream)
                .map(gate -> gate.getConditionType());
    }

    private static boolean is(Pod pod, String type) {
        return condition(pod, type).filter("True"::equals).isPresent();
    }

    private static Optional<String> condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .map(PodCondition::getStatus)
                .findFirst();
    }

    private static String text(boolean value) {
        return value ? "True" : "False";
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    @Override
    public void close() {
        pods.close();
        loop.shutdownNow();
        closing.run();
        forwards.close();
    }
}
