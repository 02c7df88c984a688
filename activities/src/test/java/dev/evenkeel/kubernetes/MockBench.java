package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * fabric8's CRUD mock, and the endpoint controller that it lacks: at every change of a pod it writes one EndpointSlice a
 * Service, as Kubernetes does within some 10 ms.
 */
final class MockBench extends Bench {
    private static final Map<String, String> SERVING = Map.of(Marks.SERVING_LABEL, "true");

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger MOCK = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    static {
        MOCK.setLevel(Level.WARNING);
    }

    private final KubernetesMockServer server;
    private final List<Watch> watches = new ArrayList<>();
    private final ExecutorService controller = Executors.newSingleThreadExecutor();
    private final AtomicBoolean pending = new AtomicBoolean();
    private volatile boolean paused;

    MockBench(KubernetesMockServer server) {
        // The factory's, as in production; the extension's own repeats what fails.
        super(KubernetesClients.open(KubernetesSettings.at(URI.create(server.url("/")))), "mqtt");
        this.server = server;
    }

    @Override
    KubernetesClient lever() {
        return client;
    }

    @Override
    Bench withCluster(String name, int pods) {
        StatefulSet set = statefulSet(name, pods, Map.of(), SERVING);
        for (int ordinal = 0; ordinal < pods; ordinal++) {
            pod(set, ordinal, SERVING);
        }
        return this;
    }

    @Override
    Bench withOperators(String name, String hash, int cores, int replicants, Map<String, String> more) {
        StatefulSet core = operatorsCores(name, hash, cores);
        IntStream.range(0, cores).forEach(ordinal -> pod(podOf(core, ordinal, Map.of()), ordinal));
        if (replicants > 0) {
            ReplicaSet set = operatorsReplicants(name, hash, replicants, more);
            IntStream.range(0, replicants)
                    .forEach(each -> pod(
                            podOf(
                                    set,
                                    set.getMetadata().getName() + "-x" + each,
                                    set.getSpec().getTemplate().getMetadata().getLabels()),
                            cores + each));
        }
        return this;
    }

    @Override
    Pod pod(StatefulSet set, int ordinal, Map<String, String> moreLabels) {
        return pod(podOf(set, ordinal, moreLabels), ordinal);
    }

    private Pod pod(PodBuilder pod, int host) {
        return client.resource(pod.editMetadata()
                        .withUid(UUID.randomUUID().toString())
                        .endMetadata()
                        .withNewStatus()
                        .withPodIP("10.244.0." + (11 + host))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    @Override
    String addressOf(String pod) {
        return "10.244.0." + (11 + Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1)));
    }

    @Override
    String clusterIp() {
        return "10.96.0.1";
    }

    @Override
    Bench publish() {
        sync();
        watches.add(client.pods().inNamespace(namespace).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                // One run is enough for all that happened before it began.
                if (!paused && !controller.isShutdown() && pending.compareAndSet(false, true)) {
                    controller.execute(MockBench.this::sync);
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                // The mock's end.
            }
        }));
        return this;
    }

    @Override
    Bench pause() {
        paused = true;
        return this;
    }

    @Override
    Bench resume() {
        paused = false;
        controller.execute(this::sync);
        return this;
    }

    private void sync() {
        pending.set(false);
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
        for (Service service : client.services().inNamespace(namespace).list().getItems()) {
            slice(
                    service.getMetadata().getName(),
                    "",
                    pods.stream().filter(pod -> selects(service, pod)).toList());
        }
    }

    private static boolean selects(Service service, Pod pod) {
        return pod.getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(service.getSpec().getSelector().entrySet());
    }

    @Override
    void notReady(String pod) {
        edit(
                pod,
                was -> new PodBuilder(was)
                        .editStatus()
                        .editMatchingCondition(condition -> "Ready".equals(condition.getType()))
                        .withStatus("False")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    @Override
    void replace(String pod) {
        int dash = pod.lastIndexOf('-');
        remove(pod);
        pod(
                client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(pod.substring(0, dash))
                        .get(),
                Integer.parseInt(pod.substring(dash + 1)),
                SERVING);
    }

    @Override
    void remove(String pod) {
        client.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
    }

    @Override
    void orphan(String statefulSet) {
        client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(statefulSet)
                .delete();
    }

    @Override
    void refusePatches(String pod, int status, String message, int times) {
        server.expect()
                .patch()
                .withPath("/api/v1/namespaces/" + namespace + "/pods/" + pod)
                .andReturn(status, status(status, message))
                .times(times);
    }

    @Override
    void forbidList(String plural) {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/" + namespace + "/" + plural)
                .andReturn(403, status(403, "no"))
                .once();
    }

    private static Status status(int code, String message) {
        return new StatusBuilder().withCode(code).withMessage(message).build();
    }

    @Override
    long requests() {
        return server.getRequestCount();
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        controller.shutdown();
        try {
            // What it is at is finished while the mock still answers.
            controller.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
