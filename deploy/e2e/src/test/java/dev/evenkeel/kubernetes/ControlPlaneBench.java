package dev.evenkeel.kubernetes;

import static dev.evenkeel.e2e.kubernetes.KubeBench.rule;

import dev.evenkeel.e2e.kubernetes.Kubelet;
import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import dev.evenkeel.e2e.kubernetes.RefusingWebhook;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Kubernetes' own API and controllers. What is tried speaks as a service account with the rights that it needs and no
 * more. Controllers stand still from when a cluster stands until it is published, so that a case can write EndpointSlices
 * and odd pods by hand.
 */
final class ControlPlaneBench extends Bench {
    private static final Map<String, String> SERVING = Map.of(Marks.SERVING_LABEL, "true");
    private static final List<PolicyRule> RIGHTS = List.of(
            rule("apps", "statefulsets", "list"),
            rule("apps", "replicasets", "list"),
            rule("", "services", "list"),
            rule("", "pods", "get", "list", "patch"),
            rule("discovery.k8s.io", "endpointslices", "list", "watch"));
    private static final String ACCOUNT = "lever";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final class Own {
        /** Its controllers are held still, so nobody else may use it. */
        private static final RealKubernetes API = RealKubernetes.start("cases");
    }

    private final RealKubernetes api;
    private final Kubelet kubelet;
    private final KubernetesClient lever;
    private final long mark;
    private Optional<RefusingWebhook> webhook = Optional.empty();
    private boolean published;

    static Bench open() {
        Own.API.thawControllers();
        return new ControlPlaneBench(Own.API, Own.API.newNamespace("case"));
    }

    private ControlPlaneBench(RealKubernetes api, String namespace) {
        super(api.admin(), namespace);
        this.api = api;
        kubelet = Kubelet.of(api, namespace);
        lever = KubernetesClients.open(settings(api.kubeconfig(api.tokenOf(namespace, ACCOUNT, RIGHTS))));
        mark = api.audit().mark();
    }

    private static KubernetesSettings settings(String kubeconfig) {
        try {
            Path file = Files.createTempFile("bench", ".kubeconfig");
            Files.writeString(file, kubeconfig);
            file.toFile().deleteOnExit();
            KubernetesSettings defaults = KubernetesSettings.defaults();
            return new KubernetesSettings(Optional.empty(), Optional.of(file), defaults.connect(), defaults.request());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    @Override
    KubernetesClient lever() {
        return lever;
    }

    @Override
    Bench withOperators(String name, String hash, int cores, int replicants, Map<String, String> more) {
        api.thawControllers();
        operatorsCores(name, hash, cores);
        if (replicants > 0) {
            operatorsReplicants(name, hash, replicants, more);
        }
        Map<String, String> labels = Map.of(Family.INSTANCE, name, "apps.emqx.io/pod-template-hash", hash);
        await(() -> {
            List<Pod> pods = client.pods()
                    .inNamespace(namespace)
                    .withLabels(labels)
                    .list()
                    .getItems();
            return pods.size() == cores + replicants && pods.stream().allMatch(Pods::ready);
        });
        if (!published) {
            api.freezeControllers();
        }
        return this;
    }

    @Override
    Bench withCluster(String name, int pods) {
        api.thawControllers();
        statefulSet(name, pods, Map.of(), SERVING);
        await(() -> podsOf(name).size() == pods && podsOf(name).stream().allMatch(Pods::ready));
        await(() -> Optional.ofNullable(set(name).get().getStatus().getReadyReplicas())
                        .orElse(0)
                == pods);
        if (!published) {
            api.freezeControllers();
        }
        return this;
    }

    private io.fabric8.kubernetes.client.dsl.RollableScalableResource<StatefulSet> set(String name) {
        return client.apps().statefulSets().inNamespace(namespace).withName(name);
    }

    StatefulSet statefulSetNamed(String name) {
        return set(name).get();
    }

    private List<Pod> podsOf(String set) {
        return client.pods().inNamespace(namespace).withLabel("app", set).list().getItems();
    }

    @Override
    Pod pod(StatefulSet set, int ordinal, Map<String, String> moreLabels) {
        Pod pod = client.resource(podOf(set, ordinal, moreLabels).build()).create();
        await(() -> Pods.ready(pod(Pods.name(pod))));
        return pod(Pods.name(pod));
    }

    @Override
    String addressOf(String pod) {
        return pod(pod).getStatus().getPodIP();
    }

    @Override
    String clusterIp() {
        return null;
    }

    @Override
    Bench publish() {
        published = true;
        api.thawControllers();
        await(this::published);
        return this;
    }

    /** Whether every Service's slices have just the pods that they ought to. */
    private boolean published() {
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
        return client.services().inNamespace(namespace).list().getItems().stream()
                .allMatch(service -> ready(service.getMetadata().getName())
                        .equals(pods.stream()
                                .filter(pod -> Pods.ready(pod) && selects(service, pod))
                                .map(Pods::name)
                                .collect(Collectors.toSet())));
    }

    private static boolean selects(Service service, Pod pod) {
        return Pods.labels(pod)
                .entrySet()
                .containsAll(Optional.ofNullable(service.getSpec().getSelector())
                        .orElse(Map.of("nobody", ""))
                        .entrySet());
    }

    private Set<String> ready(String service) {
        List<EndpointSlice> slices = new ArrayList<>(client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel(Serving.SERVICE_NAME_LABEL, service)
                .list()
                .getItems());
        return new HashSet<>(new Serving(List.of(), slices).podsOf(service));
    }

    @Override
    Bench pause() {
        api.freezeControllers();
        return this;
    }

    @Override
    Bench resume() {
        api.thawControllers();
        return this;
    }

    @Override
    void notReady(String pod) {
        kubelet.containersReady(pod, false);
        await(() -> !Pods.ready(pod(pod)));
    }

    @Override
    void replace(String pod) {
        String uid = pod(pod).getMetadata().getUid();
        client.pods().inNamespace(namespace).withName(pod).delete();
        await(() -> {
            Pod now = pod(pod);
            return now != null && !now.getMetadata().getUid().equals(uid) && Pods.ready(now);
        });
    }

    @Override
    void remove(String pod) {
        int dash = pod.lastIndexOf('-');
        set(pod.substring(0, dash)).scale(Integer.parseInt(pod.substring(dash + 1)));
        await(() -> pod(pod) == null);
    }

    @Override
    void orphan(String statefulSet) {
        set(statefulSet)
                .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.ORPHAN)
                .delete();
        await(() -> set(statefulSet).get() == null);
    }

    @Override
    void refusePatches(String pod, int status, String message, int times) {
        webhook = webhook.or(() -> Optional.of(new RefusingWebhook(api, namespace)));
        webhook.get().refuse(user(), pod, status, message, times);
    }

    @Override
    void forbidList(String plural) {
        client.rbac().roles().inNamespace(namespace).withName(ACCOUNT).edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains(plural));
            return role;
        });
        await(() -> {
            try {
                lever.services().inNamespace(namespace).list();
                return false;
            } catch (KubernetesClientException refused) {
                return refused.getCode() == 403;
            }
        });
    }

    @Override
    long requests() {
        return api.audit().requests(user(), mark).size();
    }

    private String user() {
        return "system:serviceaccount:" + namespace + ":" + ACCOUNT;
    }

    private static void await(Callable<Boolean> reached) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(reached);
    }

    @Override
    public void close() {
        webhook.ifPresent(RefusingWebhook::close);
        api.thawControllers();
        client.apps().statefulSets().inNamespace(namespace).delete();
        client.apps().replicaSets().inNamespace(namespace).delete();
        client.namespaces().withName(namespace).delete();
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        kubelet.close();
        lever.close();
    }
}
