package dev.evenkeel.planning;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an examination saw. Where something is empty it could not be looked at, and {@code gaps} say because of what.
 *
 * @param cluster the cluster
 * @param at when, by the worker's clock
 * @param kubernetes what the Kubernetes API shows; empty for a cluster outside
 * @param unbound why the worker has no credentials for it; empty where it has
 * @param emqx what EMQX shows; empty where it could not be asked
 * @param runOpen whether Temporal has an open run of the cluster
 * @param clocks other clocks against the worker's
 * @param gaps what could not be looked at
 * @param prometheus what the Prometheus of the worker's settings shows; empty where they name none
 */
public record Facts(
        ClusterRef cluster,
        Instant at,
        Optional<Kubernetes> kubernetes,
        Optional<String> unbound,
        Optional<Emqx> emqx,
        boolean runOpen,
        List<Clock> clocks,
        List<Gap> gaps,
        Optional<Prometheus> prometheus) {
    public Facts {
        clocks = List.copyOf(clocks);
        gaps = List.copyOf(gaps);
    }

    /** @param silence why it is of no use; empty where it answers */
    public record Prometheus(Optional<String> silence) {}

    /** What was in the way, in a sentence. */
    public record Trouble(FailureKind kind, String message) {}

    /** What could not be looked at, and because of what. */
    public record Gap(String what, String because) {}

    /** A verb that the account lacks, what it is for, and whether a run needs it. */
    public record Lack(String right, String purpose, boolean needed) {}

    /**
     * @param trouble why the API, or the cluster in it, is out of reach
     * @param rights how many rights were asked for
     * @param missing those that the account lacks
     * @param rightsUnread why the API does not tell
     * @param lease the Lease of a run of the cluster; empty also where there is none
     */
    public record Kubernetes(
            Optional<Trouble> trouble,
            int rights,
            List<Lack> missing,
            Optional<String> rightsUnread,
            Optional<Set> set,
            Optional<List<Pod>> pods,
            Optional<List<Front>> fronts,
            Optional<List<Budget>> budgets,
            Optional<Lease> lease) {
        public Kubernetes {
            missing = List.copyOf(missing);
            pods = pods.map(List::copyOf);
            fronts = fronts.map(List::copyOf);
            budgets = budgets.map(List::copyOf);
        }
    }

    /**
     * What makes the pods, taken together where that is more than one StatefulSet.
     *
     * @param name {@code StatefulSet emqx}
     * @param labelInSelector whether pods that take clients are selected by the serving label
     * @param labelInTemplate whether all those come with that label
     * @param wanted pods that there shall be
     * @param behind pods that an unfinished rollout has not reached
     * @param onDelete whether pods are replaced only when somebody deletes them
     */
    public record Set(
            String name, boolean labelInSelector, boolean labelInTemplate, int wanted, int behind, boolean onDelete) {}

    /**
     * A pod.
     *
     * @param takesClients whether clients are sent to it: false for a core beside replicants
     * @param label value of the serving label
     * @param mark who excluded it
     * @param operatorGate whether it has EMQX Operator's readiness gate
     * @param probesAvailability whether its readiness probe asks {@code availability_check}
     * @param servedBy whether each Service in front sends clients to it; empty where that could not be seen
     */
    public record Pod(
            String name,
            boolean takesClients,
            boolean ready,
            Optional<String> label,
            Optional<Mark> mark,
            boolean operatorGate,
            boolean probesAvailability,
            Optional<Map<String, Boolean>> servedBy) {
        public Pod {
            servedBy = servedBy.map(Map::copyOf);
        }
    }

    /**
     * The mark on an excluded pod.
     *
     * @param by {@code <temporal namespace>/<workflow id>/<first run id>}
     * @param until the hard stop
     * @param run what Temporal knows of that run
     */
    public record Mark(String by, Optional<Instant> until, Run run) {}

    /** What Temporal knows of a run. */
    public enum Run {
        OPEN,
        GONE,
        UNKNOWN
    }

    /**
     * A Service in front.
     *
     * @param publishesNotReady whether pods that are not ready get clients too
     * @param lag why a load balancer outside follows later than the EndpointSlices
     */
    public record Front(String name, boolean selectsLabel, boolean publishesNotReady, Optional<String> lag) {}

    /**
     * The Lease by which a run keeps others from the cluster.
     *
     * @param name {@code namespace/name}
     * @param by the mark of the run that it was written for
     * @param ranOut whether it has not been renewed for too long
     * @param run what Temporal knows of that run
     */
    public record Lease(String name, String by, boolean ranOut, Run run) {}

    /** A PodDisruptionBudget, and how many pods may be evicted now. */
    public record Budget(String name, int disruptionsAllowed) {}

    /**
     * @param doors its addresses
     * @param nodes its nodes
     * @param activity what goes on in it
     * @param trouble the first refusal of a cluster-wide question
     */
    public record Emqx(
            List<Door> doors, Optional<List<Node>> nodes, Optional<Activity> activity, Optional<Trouble> trouble) {
        public Emqx {
            doors = List.copyOf(doors);
            nodes = nodes.map(List::copyOf);
        }
    }

    /** An address, the node that answers there, and why none does. */
    public record Door(String at, Optional<String> node, Optional<String> silence) {}

    /** A node, whether it runs, its version, and the name of its pod. */
    public record Node(String name, boolean running, String version, Optional<String> pod) {}

    /** Coordinators of rebalances that are on, nodes being evacuated, nodes that purge. */
    public record Activity(List<String> rebalancing, List<String> evacuating, List<String> purging) {
        public Activity {
            rebalancing = List.copyOf(rebalancing);
            evacuating = List.copyOf(evacuating);
            purging = List.copyOf(purging);
        }
    }

    /** Whose clock. */
    public enum Whose {
        TEMPORAL,
        KUBERNETES,
        EMQX
    }

    /**
     * Another clock, less the worker's: somewhere between these two. How far, the time between question and answer does
     * not tell.
     *
     * @param name what messages call it
     */
    public record Clock(Whose whose, String name, Duration atLeast, Duration atMost) {
        /** Read between two readings of the worker's clock, in whole seconds of which the rest is cut off. */
        public static Clock shown(Whose whose, String name, Instant before, Instant shown, Instant after) {
            return new Clock(
                    whose,
                    name,
                    Duration.between(after, shown),
                    Duration.between(before, shown).plusSeconds(1));
        }

        /** Read before and after the worker's clock was. */
        public static Clock around(Whose whose, String name, Instant before, Instant worker, Instant after) {
            return new Clock(whose, name, Duration.between(worker, before), Duration.between(worker, after));
        }

        /** How far the worker's clock is behind for certain; negative where it is ahead, zero where both may agree. */
        public Duration workerBehind() {
            if (!atLeast.isNegative()) {
                return atLeast;
            }
            return atMost.isNegative() ? atMost : Duration.ZERO;
        }
    }
}
