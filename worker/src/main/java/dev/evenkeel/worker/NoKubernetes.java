package dev.evenkeel.worker;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.Admission;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.InspectedCluster;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.kubernetes.MarkedPods;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stands where Kubernetes would, on a worker that knows none. Its refusal is one that may be tried again: the next
 * attempt may be another worker's, and a pod that is out must come back.
 */
final class NoKubernetes implements ClusterDiscovery, ServingLabel, ReadinessGate, ClusterLeases, MarkedPods {
    @Override
    public DiscoveredCluster discover(String namespace, String name) {
        throw refusal(namespace, name);
    }

    @Override
    public Map<String, Set<String>> served(String namespace, Collection<String> services) {
        throw refusal(namespace, String.join(",", services));
    }

    @Override
    public InspectedCluster inspect(String namespace, String name, InstantSource clock) {
        throw refusal(namespace, name);
    }

    @Override
    public List<String> exclude(
            String namespace, String name, Collection<String> pods, String mark, Instant until, Duration patience) {
        throw refusal(namespace, name);
    }

    @Override
    public Restored restore(
            String namespace,
            String name,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Duration patience) {
        throw refusal(namespace, name);
    }

    @Override
    public List<String> exclude(
            String namespace,
            String name,
            Collection<String> pods,
            String mark,
            Instant until,
            Admission admission,
            Duration patience) {
        throw refusal(namespace, name);
    }

    @Override
    public Restored restore(
            String namespace,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Admission admission,
            Duration patience) {
        throw refusal(namespace, "*");
    }

    @Override
    public Restored awaitServed(String namespace, Collection<String> servingBefore, Duration patience) {
        throw refusal(namespace, "*");
    }

    @Override
    public boolean mayPatchStatus(String namespace) {
        throw refusal(namespace, "*");
    }

    @Override
    public Optional<ClusterLease> read(String namespace, String statefulSet) {
        throw refusal(namespace, statefulSet);
    }

    @Override
    public List<ClusterLease> all(String namespace) {
        throw refusal(namespace, "*");
    }

    @Override
    public List<MarkedPod> in(String namespace) {
        throw refusal(namespace, "*");
    }

    @Override
    public void hold(ClusterLease wanted) {
        throw refusal(wanted);
    }

    @Override
    public boolean renew(ClusterLease lease, Instant now) {
        throw refusal(lease);
    }

    @Override
    public void release(String namespace, String statefulSet, String run) {
        throw refusal(namespace, statefulSet);
    }

    @Override
    public boolean create(ClusterLease lease) {
        throw refusal(lease);
    }

    @Override
    public Optional<ClusterLease> takeOver(ClusterLease lease, String janitor, Instant now) {
        throw refusal(lease);
    }

    @Override
    public Optional<ClusterLease> endpointsRestored(ClusterLease lease, Instant now) {
        throw refusal(lease);
    }

    @Override
    public boolean remove(ClusterLease lease) {
        throw refusal(lease);
    }

    private static KubernetesException refusal(ClusterLease lease) {
        return refusal(lease.namespace(), lease.statefulSet());
    }

    private static KubernetesException refusal(String namespace, String name) {
        return new KubernetesException(
                FailureKind.KUBERNETES_UNAVAILABLE,
                "cluster " + namespace + "/" + name + " is in Kubernetes, and this worker knows none: "
                        + "run it in the cluster, or give it a kubeconfig (evenkeel.kubernetes.*)",
                null);
    }
}
