package dev.evenkeel.planning;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which lever fits what the Kubernetes objects show.
 *
 * @param lever the choice; {@link Lever#NONE} where it is refused
 * @param reason why
 * @param refusals why it cannot be; empty where it can
 */
record LeverChoice(Lever lever, String reason, List<Refusal> refusals) {
    static LeverChoice of(Lever asked, Optional<Snapshot.Front> front, List<Snapshot.Node> participants) {
        if (front.isEmpty()) {
            return asked == Lever.LABEL
                    ? refused(RefusalReason.NO_SERVICE_IN_FRONT, "the cluster is outside Kubernetes")
                    : new LeverChoice(Lever.NONE, "the cluster is outside Kubernetes", List.of());
        }
        return switch (asked) {
            case NONE -> none(front.get());
            case LABEL, AUTO -> label(front.get(), participants);
        };
    }

    private static LeverChoice none(Snapshot.Front front) {
        return front.services().isEmpty()
                ? new LeverChoice(Lever.NONE, "asked for, and no Service is in front", List.of())
                : refused(
                        RefusalReason.SERVICE_IN_FRONT,
                        "lever 'none' was asked for, but "
                                + names(front.services().keySet()) + " is in front");
    }

    private static LeverChoice label(Snapshot.Front front, List<Snapshot.Node> participants) {
        List<Refusal> refusals = new ArrayList<>();
        if (front.services().isEmpty()) {
            refusals.add(new Refusal(
                    RefusalReason.NO_SERVICE_IN_FRONT, "no Service that is not headless selects the pods' MQTT ports"));
        }
        front.services().entrySet().stream()
                .filter(service -> !service.getValue())
                .map(Map.Entry::getKey)
                .forEach(service -> refusals.add(new Refusal(
                        RefusalReason.SERVICE_WITHOUT_LABEL,
                        "Service " + service + " does not select by evenkeel.dev/serving")));
        if (front.labelInStatefulSetSelector()) {
            refusals.add(new Refusal(
                    RefusalReason.LABEL_OWNED_BY_STATEFULSET, "the StatefulSet selects by evenkeel.dev/serving"));
        }
        participants.stream()
                .flatMap(node -> node.pod().stream())
                .filter(pod -> !pod.labelled())
                .forEach(pod -> refusals.add(new Refusal(
                        RefusalReason.SERVICE_WITHOUT_LABEL,
                        "pod " + pod.name() + " has no label evenkeel.dev/serving")));
        return refusals.isEmpty()
                ? new LeverChoice(
                        Lever.LABEL,
                        "Service " + names(front.services().keySet()) + " selects by evenkeel.dev/serving",
                        List.of())
                : new LeverChoice(Lever.NONE, "", List.copyOf(refusals));
    }

    private static LeverChoice refused(RefusalReason reason, String detail) {
        return new LeverChoice(Lever.NONE, "", List.of(new Refusal(reason, detail)));
    }

    private static String names(java.util.Collection<String> services) {
        return String.join(", ", services);
    }
}
