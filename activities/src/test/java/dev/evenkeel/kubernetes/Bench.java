package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A namespace with EMQX clusters in it, and the endpoint controller that the CRUD mock lacks: at every change of a pod
 * it writes one EndpointSlice a Service, as Kubernetes does within some 10 ms.
 */
final class Bench implements AutoCloseable {
    static final String NAMESPACE = "mqtt";
    static final ServicePort MQTT = port("mqtt", 1883);
    static final ServicePort DASHBOARD = port("dashboard", 18083);

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger MOCK = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    static {
        MOCK.setLevel(Level.WARNING);
    }

    private final KubernetesClient client;
    private final List<Watch> watches = new ArrayList<>();
    private final ExecutorService controller = Executors.newSingleThreadExecutor();
    private final AtomicBoolean pending = new AtomicBoolean();
    private volatile boolean paused;

    Bench(KubernetesClient client) {
        this.client = client;
    }

    static ServicePort port(String name, int number) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withTargetPort(new IntOrString(number))
                .build();
    }

    /** A cluster whose pods carry the serving label, and a Service that selects by it. */
    Bench withCluster(String name, int pods) {
        StatefulSet set = statefulSet(name, Map.of(), Map.of(Marks.SERVING_LABEL, "true"));
        for (int ordinal = 0; ordinal < pods; ordinal++) {
            pod(set, ordinal, Map.of(Marks.SERVING_LABEL, "true"));
        }
        return this;
    }

    StatefulSet statefulSet(String name, Map<String, String> moreSelector, Map<String, String> moreTemplateLabels) {
        Map<String, String> selector = new HashMap<>(Map.of("app", name));
        selector.putAll(moreSelector);
        Map<String, String> template = new HashMap<>(selector);
        template.putAll(moreTemplateLabels);
        return client.resource(new StatefulSetBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .addToLabels("app.kubernetes.io/instance", "release-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(3)
                        .withNewSelector()
                        .withMatchLabels(selector)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(template)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    Pod pod(StatefulSet set, int ordinal, Map<String, String> moreLabels) {
        Map<String, String> labels = new HashMap<>(set.getSpec().getSelector().getMatchLabels());
        labels.putAll(moreLabels);
        return client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(set.getMetadata().getName() + "-" + ordinal)
                        .withNamespace(NAMESPACE)
                        .withUid(UUID.randomUUID().toString())
                        .withLabels(labels)
                        .addNewOwnerReference()
                        .withKind("StatefulSet")
                        .withName(set.getMetadata().getName())
                        .withUid(set.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("emqx")
                        .addNewPort()
                        .withName("dashboard")
                        .withContainerPort(18083)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .withNewStatus()
                        .withPodIP("10.244.0." + (11 + ordinal))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    Bench withFront(String name, String app) {
        service(name, Map.of("app", app, Marks.SERVING_LABEL, "true"), MQTT);
        return this;
    }

    Service service(String name, Map<String, String> selector, ServicePort... ports) {
        return client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withClusterIP("10.96.0.1")
                        .withSelector(selector)
                        .withPorts(ports)
                        .endSpec()
                        .build())
                .create();
    }

    /** Publishes now, and from now on whenever a pod changes. */
    Bench publish() {
        sync();
        watches.add(client.pods().inNamespace(NAMESPACE).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                // One run is enough for all that happened before it began.
                if (!paused && !controller.isShutdown() && pending.compareAndSet(false, true)) {
                    controller.execute(Bench.this::sync);
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                // The mock's end.
            }
        }));
        return this;
    }

    /** The controller stands still: EndpointSlices stay as they are. */
    Bench pause() {
        paused = true;
        return this;
    }

    Bench resume() {
        paused = false;
        controller.execute(this::sync);
        return this;
    }

    private void sync() {
        pending.set(false);
        List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
        for (Service service : client.services().inNamespace(NAMESPACE).list().getItems()) {
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

    void slice(String service, String suffix, List<Pod> pods) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service + "-slice" + suffix)
                .withNamespace(NAMESPACE)
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4");
        for (Pod pod : pods) {
            slice.addNewEndpoint()
                    .withAddresses(pod.getStatus().getPodIP())
                    .withNewConditions()
                    .withReady(Pods.ready(pod))
                    .endConditions()
                    .withNewTargetRef()
                    .withKind("Pod")
                    .withName(pod.getMetadata().getName())
                    .endTargetRef()
                    .endEndpoint();
        }
        EndpointSlice wanted = slice.build();
        EndpointSlice is = client.resource(wanted).get();
        if (is == null) {
            client.resource(wanted).create();
        } else if (!is.getEndpoints().equals(wanted.getEndpoints())) {
            client.resource(wanted).update();
        }
    }

    Pod pod(String name) {
        return client.pods().inNamespace(NAMESPACE).withName(name).get();
    }

    void label(String pod, String key, String value) {
        edit(
                pod,
                was -> new PodBuilder(was)
                        .editMetadata()
                        .addToLabels(key, value)
                        .endMetadata()
                        .build());
    }

    void unlabel(String pod, String key) {
        edit(
                pod,
                was -> new PodBuilder(was)
                        .editMetadata()
                        .removeFromLabels(key)
                        .endMetadata()
                        .build());
    }

    /** As somebody writes who has not looked before. */
    void mergeLabel(String pod, String key, String value) {
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(key, value));
    }

    void annotate(String pod, String key, String value) {
        edit(
                pod,
                was -> new PodBuilder(was)
                        .editMetadata()
                        .addToAnnotations(key, value)
                        .endMetadata()
                        .build());
    }

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

    void delete(String pod) {
        client.pods().inNamespace(NAMESPACE).withName(pod).withGracePeriod(0).delete();
    }

    private void edit(String pod, UnaryOperator<Pod> change) {
        client.pods().inNamespace(NAMESPACE).withName(pod).edit(change);
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
    }
}
