package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes pods from a template: a StatefulSet, or the ReplicaSet of replicants, whoever made that. Pure.
 *
 * @param object the object itself
 * @param selector how it finds its pods
 * @param template what it makes them from; may be null
 * @param wanted how many there shall be
 */
record Workload(HasMetadata object, LabelSelector selector, PodTemplateSpec template, int wanted) {
    static Workload of(StatefulSet set) {
        return new Workload(
                set,
                set.getSpec().getSelector(),
                set.getSpec().getTemplate(),
                Optional.ofNullable(set.getSpec().getReplicas()).orElse(1));
    }

    static Workload of(ReplicaSet set) {
        return new Workload(
                set,
                set.getSpec().getSelector(),
                set.getSpec().getTemplate(),
                Optional.ofNullable(set.getSpec().getReplicas()).orElse(1));
    }

    /** {@code StatefulSet emqx}. */
    String display() {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    boolean owns(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid() != null
                        && owner.getUid().equals(object.getMetadata().getUid()));
    }

    /** Whether it selects its pods by the serving label: a pod that loses it is orphaned. */
    boolean selectsServingLabel() {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).containsKey(Marks.SERVING_LABEL)
                || Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of()).stream()
                        .anyMatch(term -> Marks.SERVING_LABEL.equals(term.getKey()));
    }

    /** Whether new pods come with the label at {@code "true"}. */
    boolean templateServes() {
        return "true".equals(templateLabels().get(Marks.SERVING_LABEL));
    }

    /** Labels of the pods that it makes. */
    Map<String, String> templateLabels() {
        return Optional.ofNullable(template)
                .map(PodTemplateSpec::getMetadata)
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
    }
}
