package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Makes fabric8 clients that fail fast: fabric8's own repeating is off, since Temporal repeats, and an attempt that
 * repeats inside itself would outlive its time.
 */
public final class KubernetesClients {
    private KubernetesClients() {}

    /** A client of its own; whoever opens it closes it. */
    public static KubernetesClient open(KubernetesSettings settings) {
        return new KubernetesClientBuilder().withConfig(config(settings)).build();
    }

    static Config config(KubernetesSettings settings) {
        Config found = settings.masterUrl()
                .map(url -> new ConfigBuilder(Config.empty())
                        .withMasterUrl(url.toString())
                        .build())
                .or(() -> settings.kubeconfig()
                        .map(path -> Config.fromKubeconfig(settings.context().orElse(null), path.toFile())))
                .orElseGet(() -> Config.autoConfigure(settings.context().orElse(null)));
        return new ConfigBuilder(found)
                .withConnectionTimeout((int) settings.connect().toMillis())
                .withRequestTimeout((int) settings.request().toMillis())
                .withRequestRetryBackoffLimit(0)
                .build();
    }
}
