package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A namespace with EMQX clusters in it, and the controllers of its API, which a test can hold still. What its cases say of
 * the lever and of discovery holds on every API: fabric8's mock, and Kubernetes' own.
 */
abstract class Bench implements AutoCloseable {
    static final ServicePort MQTT = port("mqtt", 1883);
    static final ServicePort DASHBOARD = port("dashboard", 18083);
    private static final Container EMQX = new ContainerBuilder()
            .withName("emqx")
            .withImage("emqx/emqx-enterprise:5.10.3")
            .addNewPort()
            .withName("dashboard")
            .withContainerPort(18083)
            .endPort()
            .build();

    final KubernetesClient client;
    final String namespace;

    /** @param client who may do everything */
    Bench(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Whom the code under test speaks through, as in production. */
    abstract KubernetesClient lever();

    String namespace() {
        return namespace;
    }

    static ServicePort port(String name, int number) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withTargetPort(new IntOrString(number))
                .build();
    }

    /** A cluster whose pods carry the serving label, and a Service that selects by it. */
    abstract Bench withCluster(String name, int pods);

    /** A StatefulSet that owns nothing yet. */
    StatefulSet statefulSet(String name, Map<String, String> moreSelector, Map<String, String> moreTemplateLabels) {
        return statefulSet(name, 1, moreSelector, moreTemplateLabels);
    }

    StatefulSet statefulSet(
            String name, int replicas, Map<String, String> moreSelector, Map<String, String> moreTemplateLabels) {
        Map<String, String> selector = new HashMap<>(Map.of("app", name));
        selector.putAll(moreSelector);
        Map<String, String> template = new HashMap<>(selector);
        template.putAll(moreTemplateLabels);
        return client.resource(new StatefulSetBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("app.kubernetes.io/instance", "release-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withServiceName(name)
                        .withNewSelector()
                        .withMatchLabels(selector)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(template)
                        .endMetadata()
                        .withNewSpec()
                        .withContainers(EMQX)
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    /** A pod that this StatefulSet owns, ready and with an address. */
    abstract Pod pod(StatefulSet set, int ordinal, Map<String, String> moreLabels);

    /** The object of such a pod. */
    PodBuilder podOf(StatefulSet set, int ordinal, Map<String, String> moreLabels) {
        Map<String, String> labels = new HashMap<>(set.getSpec().getSelector().getMatchLabels());
        labels.putAll(moreLabels);
        return podOf(set, set.getMetadata().getName() + "-" + ordinal, labels);
    }

    /** The object of a pod with this owner. */
    final PodBuilder podOf(HasMetadata owner, String name, Map<String, String> labels) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withContainers(EMQX)
                .endSpec();
    }

    /**
     * Cores and replicants as EMQX Operator 2.2 makes them for an {@code EMQX}, each after a template of this hash: a
     * StatefulSet and a ReplicaSet, and their pods.
     *
     * @param more labels that the resource's template of replicants has; the operator makes them part of the selector
     */
    abstract Bench withOperators(String name, String hash, int cores, int replicants, Map<String, String> more);

    final Map<String, String> operatorsLabels(String name, String role, String hash) {
        return Map.of(
                Family.INSTANCE,
                name,
                Family.MANAGED_BY,
                Family.OPERATOR,
                Family.ROLE,
                role,
                "apps.emqx.io/pod-template-hash",
                hash);
    }

    final StatefulSet operatorsCores(String name, String hash, int replicas) {
        Map<String, String> labels = operatorsLabels(name, "core", hash);
        StatefulSet plain = new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name + "-core-" + hash)
                .withNamespace(namespace)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(name + "-headless")
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withContainers(EMQX)
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        return client.resource(plain).create();
    }

    final ReplicaSet operatorsReplicants(String name, String hash, int replicas, Map<String, String> more) {
        Map<String, String> labels = new HashMap<>(operatorsLabels(name, "replicant", hash));
        labels.putAll(more);
        return replicaSet(name + "-replicant-" + hash, replicas, labels, labels);
    }

    /** A ReplicaSet that owns nothing yet, unless the API's controllers are at work. */
    final ReplicaSet replicaSet(
            String name, int replicas, Map<String, String> selector, Map<String, String> templateLabels) {
        return client.resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(templateLabels)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .withMatchLabels(selector)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(templateLabels)
                        .endMetadata()
                        .withNewSpec()
                        .withContainers(EMQX)
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    /** The address of a pod. */
    abstract String addressOf(String pod);

    Bench withFront(String name, String app) {
        service(name, Map.of("app", app, Marks.SERVING_LABEL, "true"), MQTT);
        return this;
    }

    Service service(String name, Map<String, String> selector, ServicePort... ports) {
        return create(name, selector, clusterIp(), ports);
    }

    Service headless(String name, Map<String, String> selector, ServicePort... ports) {
        return create(name, selector, "None", ports);
    }

    /** What a Service asks for that is not headless; null where the API gives one by itself. */
    abstract String clusterIp();

    private Service create(String name, Map<String, String> selector, String clusterIp, ServicePort... ports) {
        return client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withClusterIP(clusterIp)
                        .withSelector(selector)
                        .withPorts(ports)
                        .endSpec()
                        .build())
                .create();
    }

    /** The endpoint controller publishes now, and from now on whenever something changes; until then it stands still. */
    abstract Bench publish();

    /** The controller stands still: EndpointSlices stay as they are. */
    abstract Bench pause();

    abstract Bench resume();

    void slice(String service, String suffix, List<Pod> pods) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service + "-slice" + suffix)
                .withNamespace(namespace)
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
        return client.pods().inNamespace(namespace).withName(name).get();
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
                .inNamespace(namespace)
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

    /** The pod's Ready condition becomes False. */
    abstract void notReady(String pod);

    /** The pod is deleted, and its successor is there and ready. */
    abstract void replace(String pod);

    /** The pod goes, and none comes after it; the last one of its StatefulSet. */
    abstract void remove(String pod);

    /** The StatefulSet goes, its pods stay. */
    abstract void orphan(String statefulSet);

    /** The API answers so, so many times, where {@link #lever} patches this pod. */
    abstract void refusePatches(String pod, int status, String message, int times);

    /** {@link #lever} may not list these any more. */
    abstract void forbidList(String plural);

    /** Requests of {@link #lever} so far. */
    abstract long requests();

    /** Again where somebody else, such as a kubelet, has written the pod meanwhile. */
    final void edit(String pod, UnaryOperator<Pod> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                client.pods().inNamespace(namespace).withName(pod).edit(change);
                return;
            } catch (KubernetesClientException conflict) {
                if (conflict.getCode() != 409 || attempt == 20) {
                    throw conflict;
                }
            }
        }
    }

    @Override
    public abstract void close();
}
