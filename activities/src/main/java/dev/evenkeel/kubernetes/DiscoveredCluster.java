package dev.evenkeel.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An EMQX cluster as the Kubernetes objects show it.
 *
 * @param namespace its namespace
 * @param name what it is called there for good: the instance of EMQX Operator's labels, else its StatefulSet
 * @param servingLabelInSelector whether what makes the pods to which clients are sent selects them by {@link
 *     Marks#SERVING_LABEL}: a pod that loses such a label is orphaned
 * @param pods its pods, in name order
 * @param services the Services through which clients reach it; where there are replicants, through which they reach those
 */
public record DiscoveredCluster(
        String namespace,
        String name,
        boolean servingLabelInSelector,
        List<DiscoveredPod> pods,
        List<FrontService> services) {
    public DiscoveredCluster {
        pods = List.copyOf(pods);
        services = List.copyOf(services);
    }

    /**
     * A pod.
     *
     * @param name its name
     * @param uid its identity: a replacement of the same name has another
     * @param address its IP address; empty while it has none
     * @param apiPort port of EMQX's HTTP API
     * @param ready its Ready condition
     * @param servingLabel value of {@link Marks#SERVING_LABEL}; empty where the pod has no such label
     * @param excludedBy value of {@link Marks#EXCLUDED_BY}; empty where nobody excluded it
     * @param servedBy whether each Service in front has its endpoint as ready, by Service name
     */
    public record DiscoveredPod(
            String name,
            String uid,
            Optional<String> address,
            int apiPort,
            boolean ready,
            Optional<String> servingLabel,
            Optional<String> excludedBy,
            Map<String, Boolean> servedBy) {
        public DiscoveredPod {
            servedBy = Map.copyOf(servedBy);
        }

        /** Whether every Service in front sends clients to it. */
        public boolean served() {
            return servedBy.values().stream().allMatch(Boolean::booleanValue);
        }

        /** Whether any Service in front sends clients to it. */
        public boolean servedByAny() {
            return servedBy.containsValue(true);
        }
    }

    /**
     * A Service that sends MQTT clients to the pods: not headless, selects at least one of them, has a port that is not
     * the HTTP API's.
     *
     * @param name its name
     * @param selectsServingLabel whether its selector holds {@link Marks#SERVING_LABEL}{@code ="true"}
     */
    public record FrontService(String name, boolean selectsServingLabel) {}
}
