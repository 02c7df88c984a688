package dev.evenkeel.kubernetes;

import java.util.List;

/**
 * Every right that Evenkeel uses in a cluster's namespace, and no other: what a Role for it holds, and what an examination
 * asks for one by one. Nothing is asked of other namespaces, and nothing of Secrets.
 */
public final class Rights {
    private static final String APPS = "apps";
    private static final String CORE = "";
    private static final String SLICES = "discovery.k8s.io";
    private static final String LEASES = "coordination.k8s.io";
    private static final String POLICY = "policy";

    static final Right LIST_STATEFUL_SETS = needed(APPS, "statefulsets", "list", "to find the cluster by its name");
    static final Right LIST_REPLICA_SETS = useful(
            APPS,
            "replicasets",
            "list",
            "where there are replicants, to see whether the serving label is theirs to change");
    static final Right LIST_PODS =
            needed(CORE, "pods", "list", "to find the cluster's pods, and those that were taken out");
    static final Right LIST_SERVICES =
            needed(CORE, "services", "list", "to find the Services that send clients to the pods");
    static final Right LIST_ENDPOINT_SLICES =
            needed(SLICES, "endpointslices", "list", "to see which pods are served, before EMQX is started and after");
    static final Right GET_LEASES =
            needed(LEASES, "leases", "get", "to see whether a run of the cluster is alive, and whose it is");
    static final Right PATCH_POD_STATUS = useful(
            CORE,
            "pods/status",
            "patch",
            "for EMQX Operator's readiness gate, which is then set at once and not at the operator's next look");
    static final Right LIST_BUDGETS =
            useful(POLICY, "poddisruptionbudgets", "list", "for the doctor, to see whether a node can be drained");

    /** In the order in which they are used. */
    public static final List<Right> ALL = List.of(
            LIST_STATEFUL_SETS,
            LIST_PODS,
            LIST_REPLICA_SETS,
            LIST_SERVICES,
            LIST_ENDPOINT_SLICES,
            useful(SLICES, "endpointslices", "watch", "to see at once that a pod has left or is back"),
            needed(CORE, "pods", "get", "to look at a pod again before it is changed"),
            needed(CORE, "pods", "patch", "to take a pod out of its Service and to put it back"),
            PATCH_POD_STATUS,
            GET_LEASES,
            needed(LEASES, "leases", "list", "to find runs that are gone and left pods out"),
            needed(LEASES, "leases", "create", "to show that a run of the cluster is alive"),
            needed(LEASES, "leases", "update", "to renew it while the run lasts"),
            needed(LEASES, "leases", "delete", "to take it away when the run has ended"),
            LIST_BUDGETS);

    private Rights() {}

    private static Right needed(String group, String resource, String verb, String purpose) {
        return new Right(group, resource, verb, purpose, true);
    }

    private static Right useful(String group, String resource, String verb, String purpose) {
        return new Right(group, resource, verb, purpose, false);
    }
}
