package dev.evenkeel.planning;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which lever fits what the Kubernetes objects show. The label comes first: donors are out before EMQX knows of anything,
 * and their pods stay Ready. Then EMQX Operator's gate, then whoever else reacts to what EMQX says.
 *
 * @param lever the choice; {@link Lever#NONE} where it is refused
 * @param reason why
 * @param healthWait how long EMQX shall wait with it
 * @param refusals why it cannot be; empty where it can
 */
record LeverChoice(Lever lever, String reason, HealthWait healthWait, List<Refusal> refusals) {
    private static final String LABEL = "evenkeel.dev/serving";
    private static final String GATE = "apps.emqx.io/on-serving";

    static LeverChoice of(Lever asked, Optional<Snapshot.Front> front, List<Snapshot.Node> participants) {
        if (front.isEmpty()) {
            return switch (asked) {
                case AUTO, NONE -> chosen(Lever.NONE, "the cluster is outside Kubernetes");
                case OBSERVE -> outside();
                case LABEL, GATE ->
                    refused(List.of(
                            new Refusal(RefusalReason.NO_SERVICE_IN_FRONT, "the cluster is outside Kubernetes")));
            };
        }
        List<Snapshot.Pod> pods =
                participants.stream().flatMap(node -> node.pod().stream()).toList();
        return switch (asked) {
            case NONE -> none(front.get());
            case LABEL -> label(front.get(), pods);
            case GATE -> gate(front.get(), pods);
            case OBSERVE -> observe(front.get(), pods);
            case AUTO -> auto(front.get(), pods);
        };
    }

    private static LeverChoice outside() {
        return chosen(
                Lever.OBSERVE,
                "the cluster is outside Kubernetes: the donors' counters show whether clients still come to them");
    }

    private static LeverChoice auto(Snapshot.Front front, List<Snapshot.Pod> pods) {
        LeverChoice label = label(front, pods);
        boolean gated = !pods.isEmpty() && pods.stream().allMatch(Snapshot.Pod::operatorGate);
        boolean probed = !pods.isEmpty()
                && pods.stream().allMatch(pod -> pod.probeReaction().isPresent());
        if (label.refusals().isEmpty() || front.services().isEmpty() || !gated && !probed) {
            return label;
        }
        if (!front.publishingNotReady().isEmpty()) {
            List<Refusal> all = new ArrayList<>(label.refusals());
            all.addAll(publishing(front));
            return refused(all);
        }
        LeverChoice gate = gate(front, pods);
        return gated && gate.refusals().isEmpty() && front.maySetGates().isPresent() ? gate : observe(front, pods);
    }

    private static LeverChoice none(Snapshot.Front front) {
        return front.services().isEmpty()
                ? chosen(Lever.NONE, "asked for, and no Service is in front")
                : refused(List.of(new Refusal(
                        RefusalReason.SERVICE_IN_FRONT,
                        "lever 'none' was asked for, but "
                                + names(front.services().keySet()) + " is in front")));
    }

    private static LeverChoice label(Snapshot.Front front, List<Snapshot.Pod> pods) {
        List<Refusal> refusals = new ArrayList<>(nobodyInFront(front));
        front.services().entrySet().stream()
                .filter(service -> !service.getValue())
                .map(Map.Entry::getKey)
                .forEach(service -> refusals.add(new Refusal(
                        RefusalReason.SERVICE_WITHOUT_LABEL, "Service " + service + " does not select by " + LABEL)));
        if (front.labelInStatefulSetSelector()) {
            refusals.add(new Refusal(RefusalReason.LABEL_OWNED_BY_STATEFULSET, "the StatefulSet selects by " + LABEL));
        }
        pods.stream()
                .filter(pod -> !pod.labelled())
                .forEach(pod -> refusals.add(new Refusal(
                        RefusalReason.SERVICE_WITHOUT_LABEL, "pod " + pod.name() + " has no label " + LABEL)));
        return refusals.isEmpty()
                ? chosen(Lever.LABEL, "Service " + names(front.services().keySet()) + " selects by " + LABEL)
                : refused(refusals);
    }

    private static LeverChoice gate(Snapshot.Front front, List<Snapshot.Pod> pods) {
        List<Refusal> refusals = new ArrayList<>(nobodyInFront(front));
        refusals.addAll(publishing(front));
        List<String> bare = pods.stream()
                .filter(pod -> !pod.operatorGate())
                .map(Snapshot.Pod::name)
                .toList();
        if (!bare.isEmpty()) {
            refusals.add(new Refusal(
                    RefusalReason.POD_WITHOUT_GATE, "no readiness gate " + GATE + " on pods " + names(bare)));
        }
        if (front.maySetGates().filter(may -> !may).isPresent()) {
            refusals.add(new Refusal(RefusalReason.GATE_FORBIDDEN, "this worker's account may not patch pods/status"));
        }
        return refusals.isEmpty()
                ? chosen(
                        Lever.GATE,
                        "the pods have EMQX Operator's readiness gate " + GATE + ", and this worker may set it")
                : refused(refusals);
    }

    private static LeverChoice observe(Snapshot.Front front, List<Snapshot.Pod> pods) {
        List<Refusal> refusals = new ArrayList<>(nobodyInFront(front));
        refusals.addAll(publishing(front));
        if (!refusals.isEmpty()) {
            return refused(refusals);
        }
        if (!pods.isEmpty() && pods.stream().allMatch(Snapshot.Pod::operatorGate)) {
            String why = front.maySetGates()
                    .map(may -> may ? "" : ", and this worker may not set it")
                    .orElse(", and whether this worker may set it could not be asked");
            return new LeverChoice(
                    Lever.OBSERVE,
                    "the pods have EMQX Operator's readiness gate " + GATE + why + ": the operator takes donors out",
                    HealthWait.ofOperator(),
                    List.of());
        }
        return slowestProbe(pods)
                .map(reaction -> new LeverChoice(
                        Lever.OBSERVE,
                        "the pods' readiness probes ask availability_check: kubelets take donors out",
                        HealthWait.ofProbe(reaction),
                        List.of()))
                .orElseGet(() -> chosen(
                        Lever.OBSERVE,
                        "asked for; nothing is seen here that would take donors out, so it is verified"));
    }

    /** Empty where a pod has none. */
    private static Optional<Duration> slowestProbe(List<Snapshot.Pod> pods) {
        return pods.stream().allMatch(pod -> pod.probeReaction().isPresent())
                ? pods.stream().flatMap(pod -> pod.probeReaction().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    private static List<Refusal> nobodyInFront(Snapshot.Front front) {
        return front.services().isEmpty()
                ? List.of(new Refusal(
                        RefusalReason.NO_SERVICE_IN_FRONT,
                        "no Service that is not headless selects the pods' MQTT ports"))
                : List.of();
    }

    private static List<Refusal> publishing(Snapshot.Front front) {
        return front.publishingNotReady().stream()
                .map(service -> new Refusal(
                        RefusalReason.SERVICE_PUBLISHES_NOT_READY,
                        "Service " + service + " sends clients to pods that are not ready too"))
                .toList();
    }

    private static LeverChoice chosen(Lever lever, String reason) {
        return new LeverChoice(lever, reason, HealthWait.of(lever), List.of());
    }

    private static LeverChoice refused(List<Refusal> refusals) {
        return new LeverChoice(Lever.NONE, "", HealthWait.of(Lever.NONE), List.copyOf(refusals));
    }

    private static String names(Collection<String> services) {
        return String.join(", ", services);
    }
}
