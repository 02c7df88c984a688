package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When pods may be taken out by their label, and when they are out. Pure. */
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
        wanted.forEach(pod -> notOthers(pod, mark));
        serving.fronts().forEach(front -> leavesSomebody(front, wanted, serving));
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
        Optional<String> by = Pods.excludedBy(pod);
        String label = Pods.servingLabel(pod).orElse("");
        if (by.isPresent() && !by.get().equals(mark)) {
            throw refused("pod " + Pods.name(pod) + " is excluded by " + by.get());
        }
        if (by.isEmpty() && !label.equals("true")) {
            throw refused("pod " + Pods.name(pod) + " is out without a mark: its label " + Marks.SERVING_LABEL + " is '"
                    + label + "'");
        }
    }

    /** Law 4: never the last serving pod. */
    private static void leavesSomebody(Service front, List<Pod> wanted, Serving serving) {
        String service = front.getMetadata().getName();
        if (!Fronts.selectsServingLabel(front)) {
            throw refused("Service " + service + " does not select by " + Marks.SERVING_LABEL
                    + "=\"true\" and would go on sending clients");
        }
        Set<String> left = serving.podsOf(service);
        wanted.forEach(pod -> left.remove(Pods.name(pod)));
        if (left.isEmpty()) {
            throw refused("Service " + service + " would be left without a serving pod");
        }
    }

    /** Whether label and marks are as they shall be. */
    static boolean marked(Pod pod, String mark, Instant until) {
        return Pods.servingLabel(pod).filter("false"::equals).isPresent()
                && Pods.excludedBy(pod).filter(mark::equals).isPresent()
                && Pods.excludedUntil(pod).filter(until.toString()::equals).isPresent();
    }

    private static KubernetesException refused(String why) {
        return new KubernetesException(FailureKind.EXCLUSION_REFUSED, why, null);
    }
}
