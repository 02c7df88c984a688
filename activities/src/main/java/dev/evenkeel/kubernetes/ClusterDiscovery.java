package dev.evenkeel.kubernetes;

import java.time.InstantSource;

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

    /**
     * Looks at all there is to see of the cluster, the API server and the account's own rights; what is refused or
     * missing is part of the answer.
     *
     * @param clock the worker's, to hold the API server's against
     * @throws KubernetesException where this worker knows no Kubernetes at all
     */
    InspectedCluster inspect(String namespace, String name, InstantSource clock);
}
