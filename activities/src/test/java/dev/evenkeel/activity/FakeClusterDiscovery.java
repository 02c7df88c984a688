package dev.evenkeel.activity;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.DiscoveredCluster.FrontService;
import dev.evenkeel.kubernetes.InspectedCluster;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Clusters in memory, as Kubernetes would show them; counts how often it was asked. */
final class FakeClusterDiscovery implements ClusterDiscovery {
    private final Map<String, DiscoveredCluster> clusters = new HashMap<>();
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private int asked;

    FakeClusterDiscovery cluster(String namespace, String name, DiscoveredPod... pods) {
        clusters.put(namespace + "/" + name, new DiscoveredCluster(namespace, name, false, List.of(pods), List.of()));
        return this;
    }

    /** With Services in front. */
    FakeClusterDiscovery cluster(String namespace, String name, List<FrontService> services, DiscoveredPod... pods) {
        clusters.put(namespace + "/" + name, new DiscoveredCluster(namespace, name, false, List.of(pods), services));
        return this;
    }

    static DiscoveredPod pod(String name, String address) {
        return new DiscoveredPod(
                name,
                "uid-" + name,
                Optional.of(address).filter(given -> !given.isEmpty()),
                18083,
                true,
                Optional.of("true"),
                Optional.empty(),
                Map.of());
    }

    /** A pod that these Services send clients to, or not. */
    static DiscoveredPod pod(String name, Map<String, Boolean> servedBy) {
        return new DiscoveredPod(
                name,
                "uid-" + name,
                Optional.of("10.244.0.7"),
                18083,
                true,
                Optional.of("true"),
                Optional.empty(),
                servedBy);
    }

    /** From now on it takes requests and answers none. */
    void hang() {
        answering = new CountDownLatch(1);
    }

    /** Answers those too. */
    void answer() {
        answering.countDown();
    }

    int asked() {
        return asked;
    }

    @Override
    public Map<String, Set<String>> served(String namespace, Collection<String> services) {
        Map<String, Set<String>> served = new HashMap<>();
        services.forEach(service -> served.put(service, new HashSet<>()));
        clusters.values().stream()
                .flatMap(cluster -> cluster.pods().stream())
                .forEach(pod -> pod.servedBy().forEach((service, serves) -> {
                    if (serves && served.containsKey(service)) {
                        served.get(service).add(pod.name());
                    }
                }));
        return served;
    }

    @Override
    public boolean mayPatchStatus(String namespace) {
        return true;
    }

    @Override
    public InspectedCluster inspect(String namespace, String name, InstantSource clock) {
        throw new UnsupportedOperationException("clusters in memory are not inspected");
    }

    @Override
    public DiscoveredCluster discover(String namespace, String name) {
        asked++;
        try {
            answering.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(clusters.get(namespace + "/" + name))
                .orElseThrow(() -> new KubernetesException(
                        FailureKind.CLUSTER_NOT_FOUND, "no StatefulSet " + namespace + "/" + name, null));
    }
}
