package dev.evenkeel.planning;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.planning.Facts.Budget;
import dev.evenkeel.planning.Facts.Clock;
import dev.evenkeel.planning.Facts.Door;
import dev.evenkeel.planning.Facts.Front;
import dev.evenkeel.planning.Facts.Lack;
import dev.evenkeel.planning.Facts.Mark;
import dev.evenkeel.planning.Facts.Node;
import dev.evenkeel.planning.Facts.Pod;
import dev.evenkeel.planning.Facts.Run;
import dev.evenkeel.planning.Facts.Trouble;
import dev.evenkeel.planning.Facts.Whose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What an examination sees of a cluster of four nodes that is sound unless a test says otherwise. */
final class FactsBuilder {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final int NODES = 4;

    private final List<Lack> missing = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<Front> fronts = new ArrayList<>(List.of(front("emqx-listeners", true)));
    private final List<Budget> budgets = new ArrayList<>(List.of(new Budget("emqx-pdb", 1)));
    private final List<Door> doors = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> rebalancing = new ArrayList<>();
    private final List<String> evacuating = new ArrayList<>();
    private final List<String> purging = new ArrayList<>();
    private Optional<Facts.Prometheus> prometheus = Optional.empty();
    private final List<Clock> clocks = new ArrayList<>();
    private Facts.Set set = new Facts.Set("StatefulSet emqx", false, true, NODES, 0, false);
    private Optional<Trouble> kubernetesTrouble = Optional.empty();
    private Optional<String> rightsUnread = Optional.empty();
    private Optional<String> unbound = Optional.empty();
    private Optional<Trouble> emqxTrouble = Optional.empty();
    private boolean inKubernetes = true;
    private Optional<Facts.Lease> lease = Optional.empty();
    private boolean runOpen;

    private FactsBuilder() {
        for (int index = 0; index < NODES; index++) {
            String pod = "emqx-" + index;
            pods.add(new Pod(
                    pod,
                    true,
                    true,
                    Optional.of("true"),
                    Optional.empty(),
                    false,
                    false,
                    Optional.of(Map.of("emqx-listeners", true))));
            doors.add(new Door(pod, Optional.of(node(index)), Optional.empty()));
            nodes.add(new Node(node(index), true, "5.10.3", Optional.of(pod)));
        }
        for (Whose whose : Whose.values()) {
            clocks.add(clockOf(whose, Duration.ZERO));
        }
    }

    static FactsBuilder sound() {
        return new FactsBuilder();
    }

    static String node(int index) {
        return "emqx@emqx-" + index;
    }

    FactsBuilder kubernetesTrouble(FailureKind kind, String message) {
        kubernetesTrouble = Optional.of(new Trouble(kind, message));
        return this;
    }

    FactsBuilder lacking(String right, boolean needed) {
        missing.add(new Lack(right, "for a reason", needed));
        return this;
    }

    FactsBuilder rightsUnread(String why) {
        rightsUnread = Optional.of(why);
        return this;
    }

    /** Nothing of it knows the label, as before Evenkeel was installed. */
    FactsBuilder unadopted() {
        fronts.replaceAll(front -> front(front.name(), false));
        for (int index = 0; index < NODES; index++) {
            unlabelled(index);
        }
        return unlabelledTemplate();
    }

    FactsBuilder service(String name, boolean selectsLabel) {
        fronts.add(front(name, selectsLabel));
        return this;
    }

    FactsBuilder withoutServices() {
        fronts.clear();
        pods.replaceAll(pod -> served(pod, Map.of()));
        return this;
    }

    FactsBuilder publishingNotReady(String service) {
        fronts.replaceAll(front ->
                front.name().equals(service) ? new Front(service, front.selectsLabel(), true, front.lag()) : front);
        return this;
    }

    FactsBuilder lagging(String service, String why) {
        fronts.replaceAll(front -> front.name().equals(service)
                ? new Front(service, front.selectsLabel(), front.publishesNotReady(), Optional.of(why))
                : front);
        return this;
    }

    FactsBuilder unlabelled(int index) {
        return labelled(index, Optional.empty());
    }

    FactsBuilder outByHand(int index) {
        return labelled(index, Optional.of("false"));
    }

    private FactsBuilder labelled(int index, Optional<String> label) {
        Pod pod = pods.get(index);
        pods.set(
                index,
                new Pod(
                        pod.name(),
                        pod.takesClients(),
                        pod.ready(),
                        label,
                        pod.mark(),
                        pod.operatorGate(),
                        pod.probesAvailability(),
                        pod.servedBy()));
        return this;
    }

    /** Taken out by a run, whose hard stop is so far away. */
    FactsBuilder excluded(int index, Duration untilHardStop, Run run) {
        outByHand(index);
        Pod pod = pods.get(index);
        Mark mark = new Mark("prod/emqx-rebalance/mqtt/emqx/run-1", Optional.of(AT.plus(untilHardStop)), run);
        pods.set(
                index,
                new Pod(
                        pod.name(),
                        pod.takesClients(),
                        true,
                        pod.label(),
                        Optional.of(mark),
                        false,
                        false,
                        unservedBy("emqx-listeners")));
        return this;
    }

    FactsBuilder unlabelledTemplate() {
        set = new Facts.Set(set.name(), set.labelInSelector(), false, set.wanted(), set.behind(), set.onDelete());
        return this;
    }

    FactsBuilder labelInSelector() {
        set = new Facts.Set(set.name(), true, set.labelInTemplate(), set.wanted(), set.behind(), set.onDelete());
        return this;
    }

    FactsBuilder wanting(int wanted) {
        set = new Facts.Set(
                set.name(), set.labelInSelector(), set.labelInTemplate(), wanted, set.behind(), set.onDelete());
        return this;
    }

    FactsBuilder behind(int behind, boolean onDelete) {
        set = new Facts.Set(set.name(), set.labelInSelector(), set.labelInTemplate(), set.wanted(), behind, onDelete);
        return this;
    }

    /** A core beside replicants: without the label, and no Service sends clients to it. */
    FactsBuilder coreBesideReplicants(int index) {
        Pod pod = pods.get(index);
        pods.set(
                index,
                new Pod(
                        pod.name(),
                        false,
                        true,
                        Optional.empty(),
                        pod.mark(),
                        false,
                        false,
                        unservedBy("emqx-listeners")));
        return this;
    }

    FactsBuilder gated(int index) {
        Pod pod = pods.get(index);
        pods.set(
                index,
                new Pod(pod.name(), pod.takesClients(), true, pod.label(), pod.mark(), true, false, pod.servedBy()));
        return this;
    }

    FactsBuilder gatedAll() {
        IntStream.range(0, pods.size()).forEach(this::gated);
        return this;
    }

    FactsBuilder probingAll() {
        IntStream.range(0, pods.size()).forEach(this::probing);
        return this;
    }

    FactsBuilder probing(int index) {
        Pod pod = pods.get(index);
        pods.set(
                index,
                new Pod(pod.name(), pod.takesClients(), true, pod.label(), pod.mark(), false, true, pod.servedBy()));
        return this;
    }

    FactsBuilder unserved(int index) {
        pods.set(index, served(pods.get(index), Map.of("emqx-listeners", false)));
        return this;
    }

    FactsBuilder notReady(int index) {
        Pod pod = pods.get(index);
        pods.set(
                index,
                new Pod(
                        pod.name(),
                        pod.takesClients(),
                        false,
                        pod.label(),
                        pod.mark(),
                        false,
                        false,
                        unservedBy("emqx-listeners")));
        return this;
    }

    FactsBuilder budget(String name, int disruptionsAllowed) {
        budgets.add(new Budget(name, disruptionsAllowed));
        return this;
    }

    FactsBuilder lease(boolean ranOut, Run run) {
        lease = Optional.of(new Facts.Lease("mqtt/evenkeel-emqx", "prod/emqx-rebalance/mqtt/emqx/run-1", ranOut, run));
        return this;
    }

    FactsBuilder runOpen() {
        runOpen = true;
        return this;
    }

    FactsBuilder unbound(String why) {
        unbound = Optional.of(why);
        return this;
    }

    FactsBuilder emqxTrouble(FailureKind kind, String message) {
        emqxTrouble = Optional.of(new Trouble(kind, message));
        return this;
    }

    FactsBuilder silent(int... indexes) {
        for (int index : indexes) {
            doors.set(index, new Door("emqx-" + index, Optional.empty(), Optional.of("no route to host")));
        }
        return this;
    }

    FactsBuilder withoutAddresses() {
        doors.clear();
        return this;
    }

    FactsBuilder apart(String node) {
        doors.set(0, new Door("emqx-0", Optional.of(node), Optional.empty()));
        return this;
    }

    FactsBuilder version(String version) {
        for (int index = 0; index < NODES; index++) {
            version(index, version);
        }
        return this;
    }

    FactsBuilder version(int index, String version) {
        nodes.set(index, new Node(node(index), true, version, nodes.get(index).pod()));
        return this;
    }

    FactsBuilder stopped(int index) {
        nodes.set(index, new Node(node(index), false, "", nodes.get(index).pod()));
        return this;
    }

    FactsBuilder nodeWithoutPod(int index) {
        nodes.set(index, new Node(node(index), true, "5.10.3", Optional.empty()));
        return this;
    }

    FactsBuilder rebalancing(int coordinator) {
        rebalancing.add(node(coordinator));
        return this;
    }

    FactsBuilder evacuating(int index) {
        evacuating.add(node(index));
        return this;
    }

    FactsBuilder purging(int index) {
        purging.add(node(index));
        return this;
    }

    FactsBuilder clock(Whose whose, Duration workerBehind) {
        clocks.add(clockOf(whose, workerBehind));
        return this;
    }

    FactsBuilder outsideKubernetes() {
        inKubernetes = false;
        nodes.replaceAll(node -> new Node(node.name(), node.running(), node.version(), Optional.empty()));
        return this;
    }

    FactsBuilder prometheusSilent(String why) {
        prometheus = Optional.of(new Facts.Prometheus(Optional.of(why)));
        return this;
    }

    Facts build() {
        boolean unreachable = kubernetesTrouble.isPresent();
        Facts.Kubernetes kubernetes = new Facts.Kubernetes(
                kubernetesTrouble,
                14,
                missing,
                rightsUnread,
                Optional.of(set).filter(any -> !unreachable),
                Optional.of(pods).filter(any -> !unreachable),
                Optional.of(fronts).filter(any -> !unreachable),
                Optional.of(budgets).filter(any -> !unreachable),
                lease);
        boolean answers = doors.stream().anyMatch(door -> door.silence().isEmpty());
        boolean reads = answers && emqxTrouble.isEmpty();
        return new Facts(
                inKubernetes ? ClusterRef.inKubernetes("mqtt", "emqx") : ClusterRef.outside("emqx"),
                AT,
                Optional.of(kubernetes).filter(any -> inKubernetes),
                unbound,
                Optional.of(new Facts.Emqx(
                                doors,
                                Optional.of(nodes).filter(any -> reads),
                                Optional.of(new Facts.Activity(rebalancing, evacuating, purging))
                                        .filter(any -> reads),
                                emqxTrouble))
                        .filter(any -> unbound.isEmpty() && !unreachable),
                runOpen,
                clocks,
                List.of(),
                prometheus);
    }

    private static Front front(String name, boolean selectsLabel) {
        return new Front(name, selectsLabel, false, Optional.empty());
    }

    private static Pod served(Pod pod, Map<String, Boolean> by) {
        return new Pod(
                pod.name(),
                pod.takesClients(),
                pod.ready(),
                pod.label(),
                pod.mark(),
                pod.operatorGate(),
                pod.probesAvailability(),
                Optional.of(by));
    }

    private static Optional<Map<String, Boolean>> unservedBy(String service) {
        return Optional.of(Map.of(service, false));
    }

    /** A clock that shows for certain that the worker's is so far behind, read 100 ms apart. */
    private static Clock clockOf(Whose whose, Duration workerBehind) {
        Duration width = Duration.ofMillis(100);
        String name = whose.name().toLowerCase(java.util.Locale.ROOT);
        return workerBehind.isNegative()
                ? new Clock(whose, name, workerBehind.minus(width), workerBehind)
                : workerBehind.isZero()
                        ? new Clock(whose, name, width.negated(), width)
                        : new Clock(whose, name, workerBehind, workerBehind.plus(width));
    }
}
