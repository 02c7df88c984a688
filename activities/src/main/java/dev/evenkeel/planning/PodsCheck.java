package dev.evenkeel.planning;

import dev.evenkeel.planning.Facts.Budget;
import dev.evenkeel.planning.Facts.Kubernetes;
import dev.evenkeel.planning.Facts.Mark;
import dev.evenkeel.planning.Facts.Pod;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Whether the pods are all there, ready, served, and out only by a run that puts them back. */
final class PodsCheck {
    private PodsCheck() {}

    static void judge(Facts facts, Kubernetes kubernetes, Findings findings) {
        kubernetes
                .pods()
                .ifPresent(pods -> findings.subject(
                        "pods",
                        pods.size() + " of " + pods.size() + " pods are ready"
                                + (kubernetes.fronts().isPresent() ? " and none is left out of its Service" : ""),
                        () -> {
                            complete(kubernetes, pods, findings);
                            pods.forEach(pod -> out(pod, facts.at(), findings));
                        }));
    }

    private static void complete(Kubernetes kubernetes, List<Pod> pods, Findings findings) {
        kubernetes.set().ifPresent(set -> {
            if (pods.size() < set.wanted()) {
                findings.found(
                        Symptom.POD_MISSING,
                        set.name() + " shall have " + set.wanted() + " pods and has " + pods.size());
            }
            if (set.behind() > 0) {
                findings.found(
                        set.onDelete() ? Symptom.ROLLOUT_ON_DELETE : Symptom.ROLLOUT_PENDING,
                        set.behind() + " of " + set.wanted() + " pods of " + set.name()
                                + " are not of its newest template");
            }
        });
        findings.foundIfAny(Symptom.POD_NOT_READY, names(pods, pod -> !pod.ready()), "not Ready: ", "");
        findings.foundIfAny(
                Symptom.POD_NOT_SERVED,
                names(pods, PodsCheck::readyYetUnserved),
                "Ready and labelled, but not served by every Service in front: ",
                "");
        if (pods.stream().allMatch(Pod::ready)) {
            findings.foundIfAny(
                    Symptom.DISRUPTION_BUDGET_SPENT,
                    kubernetes.budgets().orElse(List.of()).stream()
                            .filter(budget -> budget.disruptionsAllowed() == 0)
                            .map(Budget::name)
                            .toList(),
                    "PodDisruptionBudget ",
                    " allows no pod to be evicted although all are ready");
        }
    }

    private static boolean readyYetUnserved(Pod pod) {
        return pod.takesClients()
                && pod.ready()
                && pod.mark().isEmpty()
                && pod.label().filter("true"::equals).isPresent()
                && pod.servedBy().filter(served -> served.containsValue(false)).isPresent();
    }

    private static void out(Pod pod, Instant now, Findings findings) {
        boolean labelledOut = pod.label().filter(value -> !value.equals("true")).isPresent();
        if (pod.mark().isEmpty() && labelledOut) {
            findings.found(
                    Symptom.POD_OUT_WITHOUT_MARK,
                    "pod " + pod.name() + " has evenkeel.dev/serving=\""
                            + pod.label().orElse("") + "\" and no mark of a run");
        }
        pod.mark().ifPresent(mark -> excluded(pod, mark, now, findings));
    }

    private static void excluded(Pod pod, Mark mark, Instant now, Findings findings) {
        boolean over = mark.until().filter(until -> !until.isAfter(now)).isPresent();
        String by = "pod " + pod.name() + " was taken out by " + mark.by();
        String hardStop = mark.until().map(until -> " until " + until).orElse(" without a hard stop");
        if (over) {
            findings.found(Symptom.POD_LEFT_OUT, by + hardStop + ", which is over");
            return;
        }
        switch (mark.run()) {
            case OPEN -> findings.found(Symptom.POD_OUT_BY_OPEN_RUN, by + hardStop);
            case GONE -> findings.found(Symptom.POD_LEFT_OUT, by + hardStop + ", a run that has ended");
            case UNKNOWN ->
                findings.found(
                        Symptom.POD_OUT_BY_UNKNOWN_RUN, by + hardStop + ", a run that this Temporal does not know");
        }
    }

    private static List<String> names(List<Pod> pods, Predicate<Pod> which) {
        return pods.stream().filter(which).map(Pod::name).toList();
    }
}
