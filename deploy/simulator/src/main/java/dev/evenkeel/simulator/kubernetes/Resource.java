package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A kind of object by where it lives in the API: {@code v1} and {@code pods}, {@code apps/v1} and {@code statefulsets}.
 */
record Resource(String apiVersion, String plural) {
    static final Resource PODS = new Resource("v1", "pods");
    static final Resource SERVICES = new Resource("v1", "services");
    static final Resource STATEFUL_SETS = new Resource("apps/v1", "statefulsets");
    static final Resource REPLICA_SETS = new Resource("apps/v1", "replicasets");
    static final Resource ENDPOINT_SLICES = new Resource("discovery.k8s.io/v1", "endpointslices");
    static final Resource NAMESPACES = new Resource("v1", "namespaces");

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("pods", "Pod"),
            Map.entry("services", "Service"),
            Map.entry("statefulsets", "StatefulSet"),
            Map.entry("replicasets", "ReplicaSet"),
            Map.entry("endpointslices", "EndpointSlice"),
            Map.entry("namespaces", "Namespace"),
            Map.entry("leases", "Lease"),
            Map.entry("poddisruptionbudgets", "PodDisruptionBudget"),
            Map.entry("configmaps", "ConfigMap"),
            Map.entry("secrets", "Secret"),
            Map.entry("events", "Event"),
            Map.entry("serviceaccounts", "ServiceAccount"),
            Map.entry("deployments", "Deployment"),
            Map.entry("nodes", "Node"),
            Map.entry("emqxes", "EMQX"),
            Map.entry("rebalances", "Rebalance"));

    /** The API group; empty for the core group. */
    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** The kind by the object's own word, else as far as it is known. */
    String kind(ObjectNode object) {
        return object.hasNonNull("kind") ? object.get("kind").asText() : kind();
    }

    String kind() {
        return KINDS.getOrDefault(plural, plural);
    }

    /** Names a single object in messages. */
    String named(String name) {
        return plural + " \"" + name + "\"";
    }

    /** Writes to such an object leave its status alone, and writes to its status leave the rest alone. */
    boolean hasStatus() {
        return switch (plural) {
            case "leases", "configmaps", "secrets", "events", "endpointslices", "serviceaccounts" -> false;
            default -> true;
        };
    }
}
