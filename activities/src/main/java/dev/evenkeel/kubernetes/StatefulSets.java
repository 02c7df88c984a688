package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which StatefulSet a name means, and what its spec says of the serving label. Pure. */
final class StatefulSets {
    /** What EMQX Operator and the Helm chart put on a cluster's objects. */
    private static final List<String> INSTANCE_LABELS = List.of("apps.emqx.io/instance", "app.kubernetes.io/instance");

    private StatefulSets() {}

    /**
     * Called so, or so with {@code -core}; only if none is, by instance label: a Helm release's label stands on the
     * StatefulSets of its subcharts too, and a name must be able to tell them apart.
     */
    static List<StatefulSet> called(String name, List<StatefulSet> all) {
        List<StatefulSet> byName = all.stream()
                .filter(set ->
                        List.of(name, name + "-core").contains(set.getMetadata().getName()))
                .toList();
        return byName.isEmpty()
                ? all.stream().filter(set -> instanceOf(set, name)).toList()
                : byName;
    }

    private static boolean instanceOf(StatefulSet set, String name) {
        Map<String, String> labels = labels(set.getMetadata().getLabels());
        return INSTANCE_LABELS.stream().anyMatch(label -> name.equals(labels.get(label)));
    }

    static boolean owns(StatefulSet set, Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid() != null
                        && owner.getUid().equals(set.getMetadata().getUid()));
    }

    /** Whether it selects its pods by the serving label: a pod that loses it is orphaned. */
    static boolean selectsServingLabel(StatefulSet set) {
        LabelSelector selector = set.getSpec().getSelector();
        return labels(selector.getMatchLabels()).containsKey(Marks.SERVING_LABEL)
                || Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of()).stream()
                        .anyMatch(term -> Marks.SERVING_LABEL.equals(term.getKey()));
    }

    /** Whether new pods come with the label at {@code "true"}. */
    static boolean templateServes(StatefulSet set) {
        return set.getSpec().getTemplate().getMetadata() != null
                && "true"
                        .equals(labels(set.getSpec().getTemplate().getMetadata().getLabels())
                                .get(Marks.SERVING_LABEL));
    }

    static InspectedCluster.InspectedSet inspected(StatefulSet set) {
        int wanted = Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
        return new InspectedCluster.InspectedSet(
                set.getMetadata().getName(),
                selectsServingLabel(set),
                templateServes(set),
                wanted,
                behind(set, wanted),
                set.getSpec().getUpdateStrategy() != null
                        && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType()));
    }

    /**
     * Pods that the newest template has not reached; all of them while the controller has not seen it yet. Under {@code
     * OnDelete} the current revision stays behind for ever, so that the revisions alone prove nothing.
     */
    private static int behind(StatefulSet set, int wanted) {
        StatefulSetStatus status = Optional.ofNullable(set.getStatus()).orElseGet(StatefulSetStatus::new);
        Long generation = set.getMetadata().getGeneration();
        if (status.getObservedGeneration() != null
                && generation != null
                && status.getObservedGeneration() < generation) {
            return wanted;
        }
        boolean sameRevision = Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
        int updated = Optional.ofNullable(status.getUpdatedReplicas()).orElse(0);
        return sameRevision ? 0 : Math.max(0, wanted - updated);
    }

    private static Map<String, String> labels(Map<String, String> labels) {
        return labels == null ? Map.of() : labels;
    }
}
