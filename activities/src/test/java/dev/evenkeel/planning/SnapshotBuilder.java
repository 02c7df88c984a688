package dev.evenkeel.planning;

import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.planning.Snapshot.Front;
import dev.evenkeel.planning.Snapshot.Node;
import dev.evenkeel.planning.Snapshot.Out;
import dev.evenkeel.planning.Snapshot.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A cluster as one look sees it, sound unless a test says otherwise: core nodes of EMQX 5.10 that run, every client with
 * one session, pods that serve, and one Service that selects by the serving label.
 */
final class SnapshotBuilder {
    static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final List<Node> nodes = new ArrayList<>();
    private final List<String> rebalancing = new ArrayList<>();
    private final List<String> evacuating = new ArrayList<>();
    private final List<String> purging = new ArrayList<>();
    private final List<String> rollouts = new ArrayList<>();
    private final Map<String, Boolean> services = new TreeMap<>(Map.of("emqx-listeners", true));
    private Optional<Snapshot.OthersLease> lease = Optional.empty();
    private final List<String> publishing = new ArrayList<>();
    private Optional<Boolean> maySetGates = Optional.empty();
    private boolean labelInSelector;
    private boolean inKubernetes = true;

    private SnapshotBuilder() {}

    /** The article's cluster: 10,000 clients on three nodes, and a fourth that is new. */
    static SnapshotBuilder article() {
        return holding(3333, 3333, 3334, 0);
    }

    /** Nodes 0, 1, 2 and so on with so many clients. */
    static SnapshotBuilder holding(long... connections) {
        SnapshotBuilder builder = new SnapshotBuilder();
        for (int i = 0; i < connections.length; i++) {
            Pod pod = new Pod("emqx-" + i, true, Out.BY_NOBODY, true);
            builder.nodes.add(
                    new Node(node(i), true, true, "5.10.3", connections[i], connections[i], Optional.of(pod)));
        }
        return builder;
    }

    /** The name of a node. */
    static String node(int index) {
        return "emqx@emqx-" + index + ".emqx-headless";
    }

    SnapshotBuilder stopped(int index) {
        return replace(
                index,
                node -> new Node(
                        node.name(), false, node.core(), "", 0, 0, node.pod().map(unserved())));
    }

    SnapshotBuilder replicant(int index) {
        return replace(
                index,
                node -> new Node(
                        node.name(),
                        node.running(),
                        false,
                        node.version(),
                        node.connections(),
                        node.sessions(),
                        node.pod()));
    }

    /** Replicants from this one on; the cores before them get no clients from the Service, and their pods have no label. */
    SnapshotBuilder replicantsFrom(int first) {
        for (int index = 0; index < nodes.size(); index++) {
            if (index < first) {
                replace(
                        index,
                        node -> withPod(node, node.pod().map(pod -> new Pod(pod.name(), false, Out.BY_NOBODY, false))));
            } else {
                replicant(index);
            }
        }
        return this;
    }

    SnapshotBuilder version(int index, String version) {
        return replace(
                index,
                node -> new Node(
                        node.name(),
                        node.running(),
                        node.core(),
                        version,
                        node.connections(),
                        node.sessions(),
                        node.pod()));
    }

    /** Sessions, those of absent clients included. */
    SnapshotBuilder sessions(int index, long sessions) {
        return replace(
                index,
                node -> new Node(
                        node.name(),
                        node.running(),
                        node.core(),
                        node.version(),
                        node.connections(),
                        sessions,
                        node.pod()));
    }

    SnapshotBuilder withoutPod(int index) {
        return replace(index, node -> withPod(node, Optional.empty()));
    }

    SnapshotBuilder unserved(int index) {
        return replace(index, node -> withPod(node, node.pod().map(unserved())));
    }

    SnapshotBuilder out(int index, Out by) {
        return replace(index, node -> withPod(node, node.pod().map(pod -> new Pod(pod.name(), false, by, true))));
    }

    SnapshotBuilder unlabelled(int index) {
        return replace(
                index, node -> withPod(node, node.pod().map(pod -> new Pod(pod.name(), true, Out.BY_NOBODY, false))));
    }

    /** EMQX Operator's readiness gate on all pods, and no serving label. */
    SnapshotBuilder gated() {
        nodes.replaceAll(node -> withPod(
                node,
                node.pod().map(pod -> new Pod(pod.name(), pod.served(), pod.out(), false, true, Optional.empty()))));
        services.replaceAll((name, selects) -> false);
        return this;
    }

    /** The gate and the label. */
    SnapshotBuilder gatedAndLabelled() {
        nodes.replaceAll(node -> withPod(
                node,
                node.pod().map(pod -> new Pod(pod.name(), pod.served(), pod.out(), true, true, Optional.empty()))));
        return this;
    }

    /** A readiness probe on availability_check on all pods, and no serving label. */
    SnapshotBuilder probed(Duration reaction) {
        nodes.replaceAll(node -> withPod(
                node,
                node.pod()
                        .map(pod ->
                                new Pod(pod.name(), pod.served(), pod.out(), false, false, Optional.of(reaction)))));
        services.replaceAll((name, selects) -> false);
        return this;
    }

    SnapshotBuilder maySetGates(boolean may) {
        maySetGates = Optional.of(may);
        return this;
    }

    SnapshotBuilder publishingNotReady(String service) {
        publishing.add(service);
        return this;
    }

    SnapshotBuilder rebalancing(int coordinator) {
        rebalancing.add(node(coordinator));
        return this;
    }

    SnapshotBuilder evacuating(int index) {
        evacuating.add(node(index));
        return this;
    }

    SnapshotBuilder rollingOut(String words) {
        rollouts.add(words);
        return this;
    }

    SnapshotBuilder purging(int index) {
        purging.add(node(index));
        return this;
    }

    SnapshotBuilder service(String name, boolean selectsByLabel) {
        services.put(name, selectsByLabel);
        return this;
    }

    SnapshotBuilder withoutServices() {
        services.clear();
        return this;
    }

    SnapshotBuilder labelInSelector() {
        labelInSelector = true;
        return this;
    }

    SnapshotBuilder outsideKubernetes() {
        inKubernetes = false;
        nodes.replaceAll(node -> withPod(node, Optional.empty()));
        return this;
    }

    SnapshotBuilder leaseOf(String run, boolean dead) {
        lease = Optional.of(new Snapshot.OthersLease(run, dead));
        return this;
    }

    Snapshot build() {
        return new Snapshot(
                AT,
                nodes,
                rebalancing,
                evacuating,
                purging,
                rollouts,
                inKubernetes
                        ? Optional.of(new Front(services, labelInSelector, publishing, maySetGates))
                        : Optional.empty(),
                lease,
                OptionalLong.of(12_000),
                OptionalLong.of(2_000),
                Optional.of(AT.minusSeconds(3_600)));
    }

    private SnapshotBuilder replace(int index, UnaryOperator<Node> change) {
        nodes.set(index, change.apply(nodes.get(index)));
        return this;
    }

    private static Node withPod(Node node, Optional<Pod> pod) {
        return new Node(
                node.name(), node.running(), node.core(), node.version(), node.connections(), node.sessions(), pod);
    }

    private static UnaryOperator<Pod> unserved() {
        return pod -> new Pod(pod.name(), false, pod.out(), pod.labelled());
    }

    /** What the planner of real time says to this, as the first wave. */
    dev.evenkeel.contract.Assessment assessed(RebalanceRequest request) {
        return new Planner(Pace.realTime()).assess(request, Requests.CLUSTER, build(), Course.first());
    }
}
