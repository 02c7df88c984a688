package dev.evenkeel.planning;

import dev.evenkeel.planning.Facts.Front;
import dev.evenkeel.planning.Facts.Kubernetes;
import dev.evenkeel.planning.Facts.Pod;
import dev.evenkeel.planning.Facts.Set;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether donors can be taken out of the Services in front, and who else hears of it. */
final class LeverCheck {
    private LeverCheck() {}

    static void judge(Facts facts, Findings findings) {
        if (facts.kubernetes().isEmpty()) {
            findings.found(Symptom.NO_LEVER_OUTSIDE, "lever none: the cluster is outside Kubernetes");
            return;
        }
        Kubernetes kubernetes = facts.kubernetes().get();
        Optional<Set> set = kubernetes.set();
        Optional<List<Pod>> pods = kubernetes
                .pods()
                .map(all -> all.stream().filter(Pod::takesClients).toList());
        Optional<List<Front>> fronts = kubernetes.fronts();
        if (set.isPresent() && pods.isPresent() && fronts.isPresent()) {
            Optional<String> other = labelled(set.get(), pods.get(), fronts.get())
                    ? Optional.empty()
                    : otherLever(kubernetes, pods.get(), fronts.get());
            String names = Findings.listed(names(fronts.get(), front -> true));
            findings.subject(
                    "lever",
                    other.orElse(
                            "lever label: Service " + names + " selects by evenkeel.dev/serving, and every pod has it"),
                    () -> {
                        if (other.isEmpty()) {
                            label(set.get(), pods.get(), fronts.get(), findings);
                        }
                    });
        }
        fronts.ifPresent(found -> follow(found, findings));
        pods.ifPresent(found -> readiness(found, findings));
    }

    private static boolean labelled(Set set, List<Pod> pods, List<Front> fronts) {
        return !set.labelInSelector()
                && set.labelInTemplate()
                && !fronts.isEmpty()
                && fronts.stream().allMatch(Front::selectsLabel)
                && pods.stream().allMatch(pod -> pod.label().isPresent());
    }

    /** Which lever would be chosen where the label is none; empty where none would. */
    private static Optional<String> otherLever(Kubernetes kubernetes, List<Pod> pods, List<Front> fronts) {
        if (pods.isEmpty() || fronts.isEmpty() || fronts.stream().anyMatch(Front::publishesNotReady)) {
            return Optional.empty();
        }
        if (pods.stream().allMatch(Pod::operatorGate)) {
            boolean allowed = kubernetes.rightsUnread().isEmpty()
                    && kubernetes.missing().stream()
                            .noneMatch(lack -> lack.right().equals("patch pods/status"));
            return Optional.of(
                    allowed
                            ? "lever gate: every pod has EMQX Operator's readiness gate, and the worker may set it"
                            : "lever observe: every pod has EMQX Operator's readiness gate, which the worker may not set;"
                                    + " runs wait for the operator, 35 s or longer");
        }
        return pods.stream().allMatch(Pod::probesAvailability)
                ? Optional.of("lever observe: every pod's readiness probe asks availability_check; runs wait for it")
                : Optional.empty();
    }

    private static void label(Set set, List<Pod> pods, List<Front> fronts, Findings findings) {
        if (set.labelInSelector()) {
            findings.found(
                    Symptom.LABEL_OWNED_BY_STATEFULSET, set.name() + " selects its pods by evenkeel.dev/serving");
        }
        if (fronts.isEmpty()) {
            findings.found(
                    Symptom.NO_SERVICE_IN_FRONT,
                    "no Service that is not headless selects the MQTT ports of the pods of " + set.name());
            return;
        }
        List<String> plain = names(fronts, front -> !front.selectsLabel());
        List<String> bare = pods.stream()
                .filter(pod -> pod.label().isEmpty())
                .map(Pod::name)
                .toList();
        if (!set.labelInTemplate() && plain.size() == fronts.size() && bare.size() == pods.size()) {
            findings.found(
                    Symptom.NOT_ADOPTED,
                    "neither the pods, nor their template, nor Service " + Findings.listed(plain)
                            + " know the label evenkeel.dev/serving");
            return;
        }
        findings.foundIfAny(
                Symptom.SERVICE_WITHOUT_LABEL, plain, "Service ", " does not select by evenkeel.dev/serving=\"true\"");
        findings.foundIfAny(Symptom.POD_WITHOUT_LABEL, bare, "pods without the label evenkeel.dev/serving: ", "");
        if (!set.labelInTemplate()) {
            findings.found(
                    Symptom.TEMPLATE_WITHOUT_LABEL,
                    "the pod template of " + set.name() + " has no evenkeel.dev/serving=\"true\"");
        }
    }

    private static void follow(List<Front> fronts, Findings findings) {
        findings.foundIfAny(
                Symptom.SERVICE_PUBLISHES_NOT_READY,
                names(fronts, Front::publishesNotReady),
                "Service ",
                " has publishNotReadyAddresses");
        fronts.forEach(front -> front.lag()
                .ifPresent(why -> findings.found(Symptom.LOAD_BALANCER_LAG, "Service " + front.name() + ": " + why)));
    }

    private static void readiness(List<Pod> pods, Findings findings) {
        findings.foundIfAny(
                Symptom.OPERATOR_READINESS_GATE,
                pods.stream().filter(Pod::operatorGate).map(Pod::name).toList(),
                "pods with the readiness gate apps.emqx.io/on-serving: ",
                "");
        findings.foundIfAny(
                Symptom.READINESS_PROBE_ON_AVAILABILITY,
                pods.stream().filter(Pod::probesAvailability).map(Pod::name).toList(),
                "pods whose readiness probe asks availability_check: ",
                "");
    }

    private static List<String> names(List<Front> fronts, Predicate<Front> which) {
        return fronts.stream().filter(which).map(Front::name).toList();
    }
}
