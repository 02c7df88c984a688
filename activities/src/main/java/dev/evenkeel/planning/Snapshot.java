package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * EMQX and Kubernetes as one look saw them.
 *
 * @param at when
 * @param nodes every EMQX node, running or not
 * @param rebalancing coordinators of rebalances that are on
 * @param evacuating nodes that are being evacuated
 * @param purging nodes that purge
 * @param rollouts pods that are being replaced by those of another template, in words
 * @param front what stands in front; empty outside Kubernetes
 * @param lease the cluster's Lease, where another run has it
 * @param connects clients that connected since the nodes' start; empty where it was not read
 * @param disconnects likewise, clients that disconnected
 * @param lastStart when that one of the nodes started that did so last; empty where EMQX does not say
 */
public record Snapshot(
        Instant at,
        List<Node> nodes,
        List<String> rebalancing,
        List<String> evacuating,
        List<String> purging,
        List<String> rollouts,
        Optional<Front> front,
        Optional<OthersLease> lease,
        OptionalLong connects,
        OptionalLong disconnects,
        Optional<Instant> lastStart) {
    public Snapshot {
        nodes = List.copyOf(nodes);
        rebalancing = List.copyOf(rebalancing);
        evacuating = List.copyOf(evacuating);
        purging = List.copyOf(purging);
        rollouts = List.copyOf(rollouts);
    }

    /** The clients of the nodes that run. */
    public Census census() {
        return new Census(
                at,
                nodes.stream().filter(Node::running).collect(counting(Node::connections)),
                nodes.stream().filter(Node::running).collect(counting(Node::sessions)),
                connects,
                disconnects,
                lastStart);
    }

    /** The same with other counts of live connections; absent clients' sessions stay where they are. */
    Snapshot holding(Map<String, Long> connections) {
        return new Snapshot(
                at,
                nodes.stream()
                        .map(node -> node.holding(connections.getOrDefault(node.name(), node.connections())))
                        .toList(),
                rebalancing,
                evacuating,
                purging,
                rollouts,
                front,
                lease,
                connects,
                disconnects,
                lastStart);
    }

    /** Whether a node is a core in a cluster whose replicants take the clients. */
    boolean besideReplicants(Node node) {
        return node.core() && nodes.stream().anyMatch(other -> other.running() && !other.core());
    }

    private static java.util.stream.Collector<Node, ?, Map<String, Long>> counting(Function<Node, Long> count) {
        return Collectors.toMap(Node::name, count);
    }

    /**
     * An EMQX node.
     *
     * @param name EMQX node name
     * @param running whether it runs
     * @param core core node, as opposed to replicant
     * @param version EMQX version; empty for a stopped node
     * @param connections live connections
     * @param sessions sessions, those of absent clients included
     * @param pod its pod; empty outside Kubernetes, and where none matches
     */
    public record Node(
            String name,
            boolean running,
            boolean core,
            String version,
            long connections,
            long sessions,
            Optional<Pod> pod) {
        Node holding(long other) {
            return new Node(name, running, core, version, other, sessions - connections + other, pod);
        }
    }

    /**
     * A node's pod.
     *
     * @param name its name
     * @param served whether every Service in front sends clients to it
     * @param out who took it out of the Services by the serving label
     * @param labelled whether it has the serving label at all
     * @param operatorGate whether it has EMQX Operator's readiness gate
     * @param probeReaction how long a readiness probe on EMQX's {@code availability_check} takes at most; empty where
     *     there is none
     */
    public record Pod(
            String name,
            boolean served,
            Out out,
            boolean labelled,
            boolean operatorGate,
            Optional<Duration> probeReaction) {
        /** One with neither gate nor such a probe. */
        public Pod(String name, boolean served, Out out, boolean labelled) {
            this(name, served, out, labelled, false, Optional.empty());
        }

        /** Whether it serves, or would if this run had not taken it out. */
        boolean servesByItself() {
            return served || out == Out.BY_THIS_RUN;
        }
    }

    /**
     * The Lease of the cluster, held by another run or by a janitor that cleans up after it.
     *
     * @param run mark of that run
     * @param dead whether its time is over, or that run is known to have ended
     */
    public record OthersLease(String run, boolean dead) {}

    /** Who took a pod out. */
    public enum Out {
        BY_NOBODY,
        BY_THIS_RUN,
        BY_OTHERS
    }

    /**
     * What stands in front of the cluster in Kubernetes.
     *
     * @param services Services through which clients come, and whether each selects by the serving label
     * @param labelInStatefulSetSelector whether what makes the pods selects by that label too
     * @param publishingNotReady those of them that send clients to pods that are not ready too
     * @param maySetGates whether this worker may patch {@code pods/status}; empty where that is not known
     */
    public record Front(
            Map<String, Boolean> services,
            boolean labelInStatefulSetSelector,
            List<String> publishingNotReady,
            Optional<Boolean> maySetGates) {
        public Front {
            services = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(services));
            publishingNotReady = List.copyOf(publishingNotReady);
        }

        /** Services that send clients to ready pods alone, before pods without gates. */
        public Front(Map<String, Boolean> services, boolean labelInStatefulSetSelector) {
            this(services, labelInStatefulSetSelector, List.of(), Optional.empty());
        }
    }
}
