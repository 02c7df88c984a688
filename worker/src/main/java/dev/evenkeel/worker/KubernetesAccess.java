package dev.evenkeel.worker;

import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.Fabric8ClusterDiscovery;
import dev.evenkeel.kubernetes.Fabric8ClusterLeases;
import dev.evenkeel.kubernetes.GateLever;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.kubernetes.LabelLever;
import dev.evenkeel.kubernetes.LabelledPods;
import dev.evenkeel.kubernetes.MarkedPods;
import dev.evenkeel.kubernetes.PodRoutes;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import dev.evenkeel.worker.KubernetesApiSettings.Reach;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/**
 * What a process has of Kubernetes. Opening it asks nothing, so that a worker starts while the API is away.
 *
 * @param discovery finds clusters
 * @param label the lever {@code label}
 * @param gate the lever {@code gate}
 * @param leases the Leases of clusters
 * @param marked finds pods that are out
 * @param routes how pods are reached; closed with this
 * @param closing closes the connections, after the drain
 */
public record KubernetesAccess(
        ClusterDiscovery discovery,
        ServingLabel label,
        ReadinessGate gate,
        ClusterLeases leases,
        MarkedPods marked,
        PodRoutes routes,
        Runnable closing)
        implements AutoCloseable {
    static KubernetesAccess open(KubernetesSettings settings, Reach reach) {
        KubernetesClient client = KubernetesClients.open(settings);
        return of(client, reach.routes(client));
    }

    /** Through this client, which closes with it. */
    public static KubernetesAccess of(KubernetesClient client) {
        return of(client, PodRoutes.direct());
    }

    static KubernetesAccess of(KubernetesClient client, PodRoutes routes) {
        return new KubernetesAccess(
                new Fabric8ClusterDiscovery(client),
                new LabelLever(client),
                new GateLever(client, InstantSource.system()),
                new Fabric8ClusterLeases(client),
                new LabelledPods(client),
                routes,
                client::close);
    }

    static KubernetesAccess none() {
        NoKubernetes none = new NoKubernetes();
        return new KubernetesAccess(none, none, none, none, none, PodRoutes.direct(), () -> {});
    }

    @Override
    public void close() {
        routes.close();
        closing.run();
    }
}
