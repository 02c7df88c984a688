package dev.evenkeel.worker;

import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.Fabric8ClusterDiscovery;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.kubernetes.LabelLever;
import dev.evenkeel.kubernetes.ServingLabel;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What this worker has of Kubernetes. Opening it asks nothing, so that a worker starts while the API is away.
 *
 * @param discovery finds clusters
 * @param label the lever {@code label}
 * @param closing closes the connections, after the drain
 */
record KubernetesAccess(ClusterDiscovery discovery, ServingLabel label, Runnable closing) implements AutoCloseable {
    static KubernetesAccess open(KubernetesSettings settings) {
        KubernetesClient client = KubernetesClients.open(settings);
        return new KubernetesAccess(new Fabric8ClusterDiscovery(client), new LabelLever(client), client::close);
    }

    static KubernetesAccess none() {
        NoKubernetes none = new NoKubernetes();
        return new KubernetesAccess(none, none, () -> {});
    }

    @Override
    public void close() {
        closing.run();
    }
}
