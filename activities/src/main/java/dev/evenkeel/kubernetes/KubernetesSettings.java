package dev.evenkeel.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which Kubernetes API is spoken to, and how long it is waited for.
 *
 * @param masterUrl an API that needs no credentials, such as a simulated one. A credential is never taken from
 *     elsewhere and sent to it
 * @param kubeconfig a kubeconfig file; without it and without {@code masterUrl} what {@code kubectl} would find: {@code
 *     $KUBECONFIG}, {@code ~/.kube/config}, or the pod's service account
 * @param context the context of the kubeconfig; without it the current one
 * @param connect until a connection stands. 2 s: the API is in the same network
 * @param request one request. 5 s: an attempt of an activity has 10 s and makes a handful of them
 */
public record KubernetesSettings(
        Optional<URI> masterUrl,
        Optional<Path> kubeconfig,
        Optional<String> context,
        Duration connect,
        Duration request) {
    public KubernetesSettings {
        if (masterUrl.isPresent() && kubeconfig.isPresent()) {
            throw new IllegalArgumentException("either a master URL or a kubeconfig, got both");
        }
        if (masterUrl.isPresent() && context.isPresent()) {
            throw new IllegalArgumentException("a context is one of a kubeconfig, and a master URL has none");
        }
        if (connect.toMillis() < 1 || request.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "connect and request are longer than 0 s, got " + connect + " and " + request);
        }
    }

    /** The current context's. */
    public KubernetesSettings(Optional<URI> masterUrl, Optional<Path> kubeconfig, Duration connect, Duration request) {
        this(masterUrl, kubeconfig, Optional.empty(), connect, request);
    }

    /** What {@code kubectl} would find. */
    public static KubernetesSettings defaults() {
        return new KubernetesSettings(Optional.empty(), Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    /** An API that needs no credentials. */
    public static KubernetesSettings at(URI masterUrl) {
        KubernetesSettings defaults = defaults();
        return new KubernetesSettings(Optional.of(masterUrl), Optional.empty(), defaults.connect(), defaults.request());
    }
}
