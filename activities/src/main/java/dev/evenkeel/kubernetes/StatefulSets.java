package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which cluster a name means, by its StatefulSets, and how far a StatefulSet's rollout is. Pure. */
final class StatefulSets {
    /** What EMQX Operator and the Helm chart put on a cluster's objects. */
    private static final List<String> INSTANCE_LABELS = List.of(Family.INSTANCE, "app.kubernetes.io/instance");

    private StatefulSets() {}

    /**
     * The one whose StatefulSet is called so, or so with {@code -core}; only if none is, by instance label: a Helm
     * release's label stands on the StatefulSets of its subcharts too, and a name must be able to tell them apart.
     */
    static List<Family> called(String name, List<StatefulSet> all) {
        List<StatefulSet> byName = all.stream()
                .filter(set ->
                        List.of(name, name + "-core").contains(set.getMetadata().getName()))
                .toList();
        List<StatefulSet> meant = byName.isEmpty()
                ? all.stream().filter(set -> instanceOf(set, name)).toList()
                : byName;
        return meant.stream().map(set -> Family.of(set, all)).distinct().toList();
    }

    private static boolean instanceOf(StatefulSet set, String name) {
        Map<String, String> labels =
                Optional.ofNullable(set.getMetadata().getLabels()).orElse(Map.of());
        return INSTANCE_LABELS.stream().anyMatch(label -> name.equals(labels.get(label)));
    }

    /**
     * What an examination sees of what makes a cluster's pods, taken together.
     *
     * @param all every workload of the cluster
     * @param takingClients those whose pods clients are sent to
     */
    static InspectedCluster.InspectedSet inspected(Family family, List<Workload> all, List<Workload> takingClients) {
        return new InspectedCluster.InspectedSet(
                String.join(" and ", all.stream().map(Workload::display).toList()),
                takingClients.stream().anyMatch(Workload::selectsServingLabel),
                takingClients.stream().allMatch(Workload::templateServes),
                all.stream().mapToInt(Workload::wanted).sum(),
                family.sets().stream().mapToInt(StatefulSets::behind).sum(),
                family.sets().stream().allMatch(StatefulSets::onDelete));
    }

    /**
     * Pods that the newest template has not reached although it shall; all of them while the controller has not seen it
     * yet. Under {@code OnDelete} the current revision stays behind for ever, so that the revisions alone prove nothing.
     */
    private static int behind(StatefulSet set) {
        int wanted = Workload.of(set).wanted();
        StatefulSetStatus status = Optional.ofNullable(set.getStatus()).orElseGet(StatefulSetStatus::new);
        Long generation = set.getMetadata().getGeneration();
        if (status.getObservedGeneration() != null
                && generation != null
                && status.getObservedGeneration() < generation) {
            return wanted;
        }
        return notReached(set);
    }

    /** The same as its controller last said. */
    static int notReached(StatefulSet set) {
        StatefulSetStatus status = Optional.ofNullable(set.getStatus()).orElseGet(StatefulSetStatus::new);
        boolean sameRevision = Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
        int updated = Optional.ofNullable(status.getUpdatedReplicas()).orElse(0);
        return sameRevision ? 0 : Math.max(0, Workload.of(set).wanted() - heldBack(set) - updated);
    }

    /** Pods below the partition keep their template until somebody lowers it. */
    private static int heldBack(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy())
                .map(StatefulSetUpdateStrategy::getRollingUpdate)
                .map(RollingUpdateStatefulSetStrategy::getPartition)
                .orElse(0);
    }

    /** Whether pods get another template only when somebody deletes them. */
    static boolean onDelete(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy())
                .map(StatefulSetUpdateStrategy::getType)
                .filter("OnDelete"::equals)
                .isPresent();
    }
}
