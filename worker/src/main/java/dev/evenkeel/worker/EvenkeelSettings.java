package dev.evenkeel.worker;

import dev.evenkeel.activity.ConnectionProfiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything under {@code evenkeel.}; where Temporal is found stands under {@code spring.temporal.}.
 *
 * <p>Constructors take whatever can be read; {@link #check} says what is wrong, so that all problems are named together.
 *
 * @param defaultNamespace Kubernetes namespace of requests that name none. {@code default}: kubectl's own
 * @param connections API keys by the name of the connection profile
 * @param kubernetes how Kubernetes is reached
 * @param emqx how long EMQX is waited for
 * @param prometheus what is asked for conditions of guardrails
 * @param pace how often EMQX is looked at
 * @param janitor how long runs are believed to live, and who cleans up after them
 * @param worker what one process takes on
 */
record EvenkeelSettings(
        @DefaultValue(EvenkeelSettings.KUBECTLS_NAMESPACE) String defaultNamespace,
        Map<String, ConnectionSettings> connections,
        @DefaultValue KubernetesApiSettings kubernetes,
        @DefaultValue EmqxSettings emqx,
        @DefaultValue PrometheusSettings prometheus,
        @DefaultValue PaceSettings pace,
        @DefaultValue JanitorSettings janitor,
        @DefaultValue WorkerSettings worker) {
    /** What all keys begin with. */
    static final String PREFIX = "evenkeel";

    /** Where kubectl looks if nobody says. */
    static final String KUBECTLS_NAMESPACE = "default";

    EvenkeelSettings {
        connections = connections == null ? Map.of() : new LinkedHashMap<>(connections);
    }

    void check(Problems problems, Environs environs) {
        if (!KubernetesNames.label(defaultNamespace)) {
            problems.add("default-namespace", defaultNamespace, "the name of a Kubernetes namespace is expected");
        }
        connections.forEach(
                (name, connection) -> connection.check(name, problems.under("connections." + name), environs));
        Bindings.checkEachClusterBoundOnce(connections, problems.under("connections"));
        kubernetes.check(problems.under("kubernetes"), environs);
        emqx.check(problems.under("emqx"));
        prometheus.check(problems.under("prometheus"), environs);
        pace.check(problems.under("pace"));
        janitor.check(problems.under("janitor"));
        worker.check(problems.under("worker"));
    }

    /** Where the janitor goes round; empty where it does not. */
    List<String> janitorNamespaces() {
        if (!janitor.enabled() || !janitor.namespaces().isEmpty()) {
            return janitor.enabled() ? janitor.namespaces() : List.of();
        }
        return boundNamespaces();
    }

    /** Those that connections are bound to. */
    List<String> boundNamespaces() {
        return connections.values().stream()
                .filter(Objects::nonNull)
                .flatMap(connection -> connection.clusters().stream())
                .map(cluster -> cluster.substring(0, cluster.indexOf('/')))
                .distinct()
                .toList();
    }

    ConnectionProfiles profiles(Environs environs) {
        List<ConnectionProfiles.Profile> profiles = connections.entrySet().stream()
                .filter(entry -> Objects.nonNull(entry.getValue()))
                .map(entry -> entry.getValue().profile(entry.getKey(), environs))
                .toList();
        return new ConnectionProfiles(profiles);
    }
}
