package dev.evenkeel.contract;

import java.util.Optional;

/**
 * Which EMQX cluster is meant. It holds names only: addresses and credentials are bound to them by the worker's
 * settings, so that no request can send a credential to a place of its own choosing.
 *
 * @param namespace the Kubernetes namespace, or {@value #OUTSIDE} for a cluster that a connection profile describes
 * @param name the StatefulSet or instance name; outside Kubernetes the profile's name
 * @param connection the connection profile whose credentials to use; empty: the one that the worker's settings bind to
 *     this cluster
 */
public record ClusterRef(String namespace, String name, Optional<String> connection) {
    /** Namespace of clusters outside Kubernetes; no Kubernetes namespace can be called so. */
    public static final String OUTSIDE = "_";

    public ClusterRef {
        if (namespace == null || namespace.isBlank() || name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    "a cluster has a namespace and a name, got '" + namespace + "' and '" + name + "'");
        }
        connection = connection == null ? Optional.empty() : connection;
    }

    /** A cluster in Kubernetes, with the credentials that the worker's settings bind to it. */
    public static ClusterRef inKubernetes(String namespace, String name) {
        return new ClusterRef(namespace, name, Optional.empty());
    }

    /** A cluster outside Kubernetes, by the name of its connection profile. */
    public static ClusterRef outside(String connection) {
        return new ClusterRef(OUTSIDE, connection, Optional.of(connection));
    }

    /** Whether no Kubernetes is in front of this cluster. */
    public boolean outsideKubernetes() {
        return namespace.equals(OUTSIDE);
    }

    /** {@code namespace/name}, for messages. */
    public String display() {
        return outsideKubernetes() ? name : namespace + "/" + name;
    }
}
