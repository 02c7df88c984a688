package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** When pods may be taken out by their label or gate, and when they are out. Pure. */
final class ExclusionRules {
    private ExclusionRules() {}

    /**
     * Refuses where the label is not a lever here, where others have a hand on a pod, and where a Service would be left
     * with nobody.
     */
    static void allow(List<Workload> makers, List<Pod> wanted, Serving serving, String mark) {
        makers.forEach(ExclusionRules::labelIsLever);
        if (serving.fronts().isEmpty()) {
            throw refused("no Service sends clients to the pods of "
                    + String.join(
                            " and ", makers.stream().map(Workload::display).toList()));
        }
        wanted.forEach(pod -> {
            notOthers(pod, mark);
            notOutByHand(pod);
        });
        serving.fronts().forEach(front -> {
            if (!Fronts.selectsServingLabel(front)) {
                throw refused("Service " + front.getMetadata().getName() + " does not select by " + Marks.SERVING_LABEL
                        + "=\"true\" and would go on sending clients");
            }
            leavesSomebody(front, wanted, serving);
        });
    }

    /** The same for the lever {@code gate}. */
    static void allowGate(Family family, List<Pod> wanted, Serving serving, String mark) {
        if (serving.fronts().isEmpty()) {
            throw refused("no Service sends clients to the pods of cluster " + family.name());
        }
        wanted.forEach(pod -> {
            notOthers(pod, mark);
            if (!Pods.hasOperatorGate(pod)) {
                throw refused("pod " + Pods.name(pod) + " has no readiness gate " + Pods.OPERATOR_GATE);
            }
        });
        serving.fronts().forEach(front -> {
            if (Fronts.publishesNotReady(front)) {
                throw refused("Service " + front.getMetadata().getName()
                        + " publishes pods that are not ready and would go on sending clients");
            }
            leavesSomebody(front, wanted, serving);
        });
    }

    private static void labelIsLever(Workload maker) {
        if (maker.selectsServingLabel()) {
            throw refused(maker.display() + " selects its pods by " + Marks.SERVING_LABEL
                    + ": a pod whose label changes is orphaned");
        }
        if (!maker.templateServes()) {
            throw refused("the pod template of " + maker.display() + " has no " + Marks.SERVING_LABEL
                    + "=\"true\": a replaced pod would not serve");
        }
    }

    /** Law 7: what others excluded is left alone. */
    private static void notOthers(Pod pod, String mark) {
        Pods.excludedBy(pod).filter(by -> !by.equals(mark)).ifPresent(by -> {
            throw refused("pod " + Pods.name(pod) + " is excluded by " + by);
        });
    }

    private static void notOutByHand(Pod pod) {
        String label = Pods.servingLabel(pod).orElse("");
        if (Pods.excludedBy(pod).isEmpty() && !label.equals("true")) {
            throw refused("pod " + Pods.name(pod) + " is out without a mark: its label " + Marks.SERVING_LABEL + " is '"
                    + label + "'");
        }
    }

    /** Law 4: never the last serving pod. */
    private static void leavesSomebody(Service front, List<Pod> wanted, Serving serving) {
        String service = front.getMetadata().getName();
        Set<String> left = serving.podsOf(service);
        wanted.forEach(pod -> left.remove(Pods.name(pod)));
        if (left.isEmpty()) {
            throw refused("Service " + service + " would be left without a serving pod");
        }
    }

    /** Whether label and marks are as they shall be. */
    static boolean marked(Pod pod, String mark, Instant until) {
        return Pods.servingLabel(pod).filter("false"::equals).isPresent() && annotated(pod, mark, until);
    }

    /** Whether the gate's label and the marks are as they shall be. */
    static boolean gated(Pod pod, String mark, Instant until) {
        return Pods.gated(pod) && annotated(pod, mark, until);
    }

    private static boolean annotated(Pod pod, String mark, Instant until) {
        return Pods.excludedBy(pod).filter(mark::equals).isPresent()
                && Pods.excludedUntil(pod).filter(until.toString()::equals).isPresent();
    }

    private static KubernetesException refused(String why) {
        return new KubernetesException(FailureKind.EXCLUSION_REFUSED, why, null);
    }
}
