package dev.evenkeel.kubernetes;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

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
     * The pods to which Services send clients, by Service: one list of EndpointSlices.
     *
     * @param services not empty
     * @throws KubernetesException of kind {@code KUBERNETES_FORBIDDEN} or {@code KUBERNETES_UNAVAILABLE}
     */
    Map<String, Set<String>> served(String namespace, Collection<String> services);

    /**
     * Whether this account may patch {@code pods/status}, which the lever {@code gate} needs.
     *
     * @throws KubernetesException of kind {@code KUBERNETES_FORBIDDEN} or {@code KUBERNETES_UNAVAILABLE} where that is
     *     not told
     */
    boolean mayPatchStatus(String namespace);

    /**
     * Looks at all there is to see of the cluster, the API server and the account's own rights; what is refused or
     * missing is part of the answer.
     *
     * @param clock the worker's, to hold the API server's against
     * @throws KubernetesException where this worker knows no Kubernetes at all
     */
    InspectedCluster inspect(String namespace, String name, InstantSource clock);
}
