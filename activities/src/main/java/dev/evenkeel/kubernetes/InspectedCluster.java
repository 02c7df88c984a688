package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster in Kubernetes, as far as this worker may and can see it. What is empty could not be looked at, and {@code
 * unseen} says why.
 *
 * @param trouble why the API, or the cluster in it, is out of reach: {@code KUBERNETES_UNAVAILABLE}, {@code
 *     KUBERNETES_FORBIDDEN} (the API does not know the account), {@code CLUSTER_NOT_FOUND} or {@code CLUSTER_AMBIGUOUS}
 * @param clock the API server's clock
 * @param missing rights that the account lacks
 * @param rightsUnread why the API does not tell which rights the account has
 * @param set the StatefulSet
 * @param pods its pods
 * @param fronts the Services in front of them
 * @param budgets the PodDisruptionBudgets over them
 * @param lease the Lease that a run of the cluster holds, or a janitor after it; empty also where there is none
 * @param unseen what could not be looked at
 */
public record InspectedCluster(
        Optional<Trouble> trouble,
        Optional<ServerClock> clock,
        List<Right> missing,
        Optional<String> rightsUnread,
        Optional<InspectedSet> set,
        Optional<List<InspectedPod>> pods,
        Optional<List<InspectedService>> fronts,
        Optional<List<InspectedBudget>> budgets,
        Optional<ClusterLease> lease,
        List<Unseen> unseen) {
    public InspectedCluster {
        missing = List.copyOf(missing);
        pods = pods.map(List::copyOf);
        fronts = fronts.map(List::copyOf);
        budgets = budgets.map(List::copyOf);
        unseen = List.copyOf(unseen);
    }

    /** What was in the way, in a sentence. */
    public record Trouble(FailureKind kind, String message) {}

    /** What could not be looked at, and because of what. */
    public record Unseen(String what, String because) {}

    /**
     * A server's clock, read between two readings of the worker's.
     *
     * @param shown as its {@code Date} header has it, in whole seconds
     */
    public record ServerClock(Instant before, Instant shown, Instant after) {}

    /**
     * What makes the pods: a StatefulSet, as a rule; with replicants, or while EMQX Operator changes from one template to
     * the next, all that make them, taken together.
     *
     * @param name {@code StatefulSet emqx}
     * @param servingLabelInSelector whether pods to which clients are sent are selected by {@link Marks#SERVING_LABEL}
     * @param servingLabelInTemplate whether all those come with that label at {@code "true"}
     * @param wanted pods that there shall be
     * @param behind pods that are not of the newest template, while a rollout is unfinished
     * @param onDelete whether pods are replaced only when somebody deletes them
     */
    public record InspectedSet(
            String name,
            boolean servingLabelInSelector,
            boolean servingLabelInTemplate,
            int wanted,
            int behind,
            boolean onDelete) {}

    /**
     * A pod.
     *
     * @param takesClients whether clients are sent to it: false for a core beside replicants
     * @param operatorGate whether it has EMQX Operator's readiness gate
     * @param probesAvailability whether its readiness probe asks EMQX's {@code availability_check}
     * @param excludedUntil the hard stop beside the mark; empty where there is none that can be read
     * @param servedBy whether each Service in front has it as ready; empty where that could not be seen
     */
    public record InspectedPod(
            String name,
            Optional<String> address,
            int apiPort,
            boolean takesClients,
            boolean ready,
            Optional<String> servingLabel,
            Optional<String> excludedBy,
            Optional<Instant> excludedUntil,
            boolean operatorGate,
            boolean probesAvailability,
            Optional<Map<String, Boolean>> servedBy) {
        public InspectedPod {
            servedBy = servedBy.map(Map::copyOf);
        }
    }

    /**
     * A Service in front.
     *
     * @param publishesNotReady whether pods that are not ready get clients too
     * @param lag why a load balancer outside follows later than the EndpointSlices; empty where kube-proxy decides
     */
    public record InspectedService(
            String name, boolean selectsServingLabel, boolean publishesNotReady, Optional<String> lag) {}

    /** A PodDisruptionBudget, and how many pods may be evicted now. */
    public record InspectedBudget(String name, int disruptionsAllowed) {}
}
