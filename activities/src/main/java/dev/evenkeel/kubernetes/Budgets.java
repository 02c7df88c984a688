package dev.evenkeel.kubernetes;

import dev.evenkeel.kubernetes.InspectedCluster.InspectedBudget;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which PodDisruptionBudgets are over pods. Pure. */
final class Budgets {
    private Budgets() {}

    static List<InspectedBudget> over(List<Pod> pods, List<PodDisruptionBudget> budgets) {
        return budgets.stream()
                .filter(budget ->
                        budget.getStatus() != null && budget.getStatus().getDisruptionsAllowed() != null)
                .filter(budget ->
                        pods.stream().anyMatch(pod -> selects(budget.getSpec().getSelector(), Pods.labels(pod))))
                .map(budget -> new InspectedBudget(
                        budget.getMetadata().getName(), budget.getStatus().getDisruptionsAllowed()))
                .toList();
    }

    /** In policy/v1 an absent selector selects nothing, and an empty one everything. */
    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return selector != null
                && labels.entrySet()
                        .containsAll(Optional.ofNullable(selector.getMatchLabels())
                                .orElse(Map.of())
                                .entrySet())
                && Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of()).stream()
                        .allMatch(term -> matches(term, labels));
    }

    private static boolean matches(LabelSelectorRequirement term, Map<String, String> labels) {
        Optional<String> value = Optional.ofNullable(labels.get(term.getKey()));
        return switch (term.getOperator()) {
            case "In" -> value.filter(term.getValues()::contains).isPresent();
            case "NotIn" -> value.filter(term.getValues()::contains).isEmpty();
            case "Exists" -> value.isPresent();
            default -> value.isEmpty();
        };
    }
}
