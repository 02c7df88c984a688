package dev.evenkeel.kubernetes;

import java.time.Duration;
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
 * @param rollouts pods that are being replaced by those of another template, in words
 */
public record DiscoveredCluster(
        String namespace,
        String name,
        boolean servingLabelInSelector,
        List<DiscoveredPod> pods,
        List<FrontService> services,
        List<String> rollouts) {
    public DiscoveredCluster {
        pods = List.copyOf(pods);
        services = List.copyOf(services);
        rollouts = List.copyOf(rollouts);
    }

    /** One whose pods stay. */
    public DiscoveredCluster(
            String namespace,
            String name,
            boolean servingLabelInSelector,
            List<DiscoveredPod> pods,
            List<FrontService> services) {
        this(namespace, name, servingLabelInSelector, pods, services, List.of());
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
     * @param operatorGate whether it has EMQX Operator's readiness gate
     * @param probeReaction how long a readiness probe on EMQX's {@code availability_check} takes at most; empty where
     *     there is none
     */
    public record DiscoveredPod(
            String name,
            String uid,
            Optional<String> address,
            int apiPort,
            boolean ready,
            Optional<String> servingLabel,
            Optional<String> excludedBy,
            Map<String, Boolean> servedBy,
            boolean operatorGate,
            Optional<Duration> probeReaction) {
        public DiscoveredPod {
            servedBy = Map.copyOf(servedBy);
        }

        /** One with neither gate nor such a probe. */
        public DiscoveredPod(
                String name,
                String uid,
                Optional<String> address,
                int apiPort,
                boolean ready,
                Optional<String> servingLabel,
                Optional<String> excludedBy,
                Map<String, Boolean> servedBy) {
            this(name, uid, address, apiPort, ready, servingLabel, excludedBy, servedBy, false, Optional.empty());
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
     * @param publishesNotReady whether pods that are not ready get clients too
     */
    public record FrontService(String name, boolean selectsServingLabel, boolean publishesNotReady) {
        /** One that sends clients to ready pods alone. */
        public FrontService(String name, boolean selectsServingLabel) {
            this(name, selectsServingLabel, false);
        }
    }
}
