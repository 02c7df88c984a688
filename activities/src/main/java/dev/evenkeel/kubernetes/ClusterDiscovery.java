package dev.evenkeel.kubernetes;

/** Finds the pods and Services of an EMQX cluster. Reads only, and only in the cluster's own namespace. */
public interface ClusterDiscovery {
    /**
     * Finds a cluster by the name of its StatefulSet, or by the instance label that EMQX Operator and the Helm chart put
     * on it.
     *
     * @throws KubernetesException of kind {@code CLUSTER_NOT_FOUND}, {@code CLUSTER_AMBIGUOUS}, {@code
     *     KUBERNETES_FORBIDDEN} or {@code KUBERNETES_UNAVAILABLE}
     */
    DiscoveredCluster discover(String namespace, String name);
}
