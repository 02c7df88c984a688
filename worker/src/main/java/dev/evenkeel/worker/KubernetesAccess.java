package dev.evenkeel.worker;

import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.Fabric8ClusterDiscovery;
import dev.evenkeel.kubernetes.Fabric8ClusterLeases;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.kubernetes.LabelLever;
import dev.evenkeel.kubernetes.LabelledPods;
import dev.evenkeel.kubernetes.MarkedPods;
import dev.evenkeel.kubernetes.ServingLabel;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What a process has of Kubernetes. Opening it asks nothing, so that a worker starts while the API is away.
 *
 * @param discovery finds clusters
 * @param label the lever {@code label}
 * @param leases the Leases of clusters
 * @param marked finds pods that are out
 * @param closing closes the connections, after the drain
 */
public record KubernetesAccess(
        ClusterDiscovery discovery, ServingLabel label, ClusterLeases leases, MarkedPods marked, Runnable closing)
        implements AutoCloseable {
    static KubernetesAccess open(KubernetesSettings settings) {
        return of(KubernetesClients.open(settings));
    }

    /** Through this client, which closes with it. */
    public static KubernetesAccess of(KubernetesClient client) {
        return new KubernetesAccess(
                new Fabric8ClusterDiscovery(client),
                new LabelLever(client),
                new Fabric8ClusterLeases(client),
                new LabelledPods(client),
                client::close);
    }

    static KubernetesAccess none() {
        NoKubernetes none = new NoKubernetes();
        return new KubernetesAccess(none, none, none, none, () -> {});
    }

    @Override
    public void close() {
        closing.run();
    }
}
