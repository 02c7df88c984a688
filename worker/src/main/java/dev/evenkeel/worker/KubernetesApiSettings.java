package dev.evenkeel.worker;

import dev.evenkeel.activity.NearestRoutes;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.kubernetes.PodRoutes;
import dev.evenkeel.kubernetes.PortForwards;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Kubernetes is reached.
 *
 * @param enabled whether it is at all
 * @param apiServer an API that needs no credentials, such as a simulated one: for tests and demos
 * @param kubeconfig a kubeconfig file; without it what {@code kubectl} would find
 * @param context the context of the kubeconfig; without it the current one
 * @param reach how the pods' own API is reached. {@code direct}: the worker is in their network
 * @param connect until a connection stands. 2 s: the API is in the same network
 * @param request one request. 5 s: an attempt makes a handful of them
 */
record KubernetesApiSettings(
        @DefaultValue("auto") Enabled enabled,
        Optional<String> apiServer,
        Optional<String> kubeconfig,
        Optional<String> context,
        @DefaultValue("direct") Reach reach,
        @DefaultValue("2s") Duration connect,
        @DefaultValue("5s") Duration request) {
    KubernetesApiSettings {
        apiServer = apiServer == null ? Optional.empty() : apiServer;
        kubeconfig = kubeconfig == null ? Optional.empty() : kubeconfig;
        context = context == null ? Optional.empty() : context;
    }

    /** How the API of a pod is reached. */
    enum Reach {
        /** By its address. */
        DIRECT {
            @Override
            PodRoutes routes(KubernetesClient client) {
                return PodRoutes.direct();
            }
        },
        /** By its address where it answers there, else through the API server. */
        AUTO {
            @Override
            PodRoutes routes(KubernetesClient client) {
                return new NearestRoutes(PORT_FORWARD.routes(client));
            }
        },
        /** Through the API server. */
        PORT_FORWARD {
            @Override
            PodRoutes routes(KubernetesClient client) {
                return new PortForwards(client, InstantSource.system());
            }
        };

        abstract PodRoutes routes(KubernetesClient client);
    }

    /** Whether Kubernetes is used. */
    enum Enabled {
        /** Where there is a configuration for it. */
        AUTO,
        TRUE,
        FALSE
    }

    void check(Problems problems, Environs environs) {
        if (apiServer.isPresent() && kubeconfig.isPresent()) {
            problems.add("", "either api-server or kubeconfig is expected, both are given");
        }
        apiServer
                .filter(url -> !plain(url))
                .ifPresent(url -> problems.add("api-server", "http(s)://host:port without a user is expected"));
        if (apiServer.isPresent() && context.isPresent()) {
            problems.add("context", "a context is one of a kubeconfig, and api-server has none");
        }
        kubeconfig
                .filter(file -> !Files.isReadable(Path.of(file)))
                .ifPresent(file -> problems.add("kubeconfig", file, "a readable file is expected"));
        if (enabled == Enabled.TRUE && !configured(environs)) {
            problems.add(
                    "enabled", "true", "there is no service account and no kubeconfig; set api-server or kubeconfig");
        }
        problems.inRange("connect", connect, Duration.ofMillis(1), Duration.ofSeconds(10));
        problems.inRange("request", request, Duration.ofMillis(1), Duration.ofSeconds(10));
    }

    private static boolean plain(String text) {
        try {
            URI url = URI.create(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return web && url.getHost() != null && url.getRawUserInfo() == null;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** How to reach it; empty where this worker knows no Kubernetes. */
    Optional<KubernetesSettings> api(Environs environs) {
        boolean used = switch (enabled) {
            case AUTO -> configured(environs);
            case TRUE -> true;
            case FALSE -> false;
        };
        return used
                ? Optional.of(new KubernetesSettings(
                        apiServer.map(URI::create), kubeconfig.map(Path::of), context, connect, request))
                : Optional.empty();
    }

    private boolean configured(Environs environs) {
        return apiServer.isPresent()
                || kubeconfig.isPresent()
                || environs.variable("KUBECONFIG").isPresent()
                || Files.isReadable(environs.home().resolve(".kube/config"))
                || Files.isReadable(environs.serviceAccount().resolve("token"));
    }
}
