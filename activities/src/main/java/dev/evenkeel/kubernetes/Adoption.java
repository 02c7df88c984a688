package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.kubernetes.AdoptionStep.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans how a cluster is prepared for lever {@code label}, or how that is undone, from what its objects are now: whoever
 * makes the first step of it, looks and plans again comes to the end, wherever it was broken off. Pure.
 *
 * <p>The order in which no endpoint goes and no pod is restarted:
 *
 * <ol>
 *   <li>the running pods get the label, which nothing selects by yet;
 *   <li>the pod template gets it, in one write with {@code updateStrategy: OnDelete}, for a StatefulSet restarts pods that
 *       are not of its latest revision. The label is all that tells the new revision from the pods;
 *   <li>so each pod is given the new revision's name ({@code controller-revision-hash}, which is all that the controller
 *       compares), and once the StatefulSet's status counts them all as updated, its own strategy is put back;
 *   <li>the Services select by the label. With it each gets the label {@link #ADOPTED}, which the EndpointSlice
 *       controller copies to its slices: they show which version of the Service they were made from.
 * </ol>
 *
 * <p>Undone, it is the other way round: Services, template, pods.
 */
final class Adoption {
    /** Label on a Service that selects by the serving label because Evenkeel was told so. */
    static final String ADOPTED = "evenkeel.dev/adopted";

    static final String REVISION = "controller-revision-hash";

    private static final String TRUE = "true";
    private static final String CONTROLLER = "endpointslice-controller.k8s.io";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String[] TEMPLATE_LABEL = {"spec", "template", "metadata", "labels", Marks.SERVING_LABEL};

    private final Sight seen;
    private final boolean undo;
    private final StatefulSet set;
    private final Optional<Adopting> adopting;
    private final List<AdoptionStep> steps = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<AdoptionPlan.Keeper> keepers = new ArrayList<>();
    private Optional<String> waiting = Optional.empty();

    private Adoption(Sight seen, boolean undo) {
        this.seen = seen;
        this.undo = undo;
        this.set = seen.set();
        this.adopting = Adopting.read(set);
    }

    /**
     * A cluster's objects.
     *
     * @param set the StatefulSet
     * @param pods the pods that it owns
     * @param serving the Services in front of them, and their EndpointSlices
     * @param lease the cluster's Lease, if a run or a janitor has it
     */
    record Sight(StatefulSet set, List<Pod> pods, Serving serving, Optional<ClusterLease> lease) {
        /** Those that are not on their way out. */
        List<Pod> staying() {
            return pods.stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .toList();
        }
    }

    /** @param undo whether the cluster shall be as it was before */
    static AdoptionPlan plan(Sight seen, boolean undo) {
        return new Adoption(seen, undo).plan();
    }

    private AdoptionPlan plan() {
        if (undo) {
            selectors();
            template();
            podLabels();
        } else {
            podLabels();
            template();
            selectors();
        }
        slicesFollow();
        if (!steps.isEmpty()) {
            refuse();
        }
        return new AdoptionPlan(
                set.getMetadata().getNamespace(),
                set.getMetadata().getName(),
                List.of(Serving.names(seen.serving().fronts())),
                steps,
                refusals,
                keepers,
                waiting);
    }

    // --- pods ---

    private void podLabels() {
        for (Pod pod : seen.staying()) {
            Optional<String> now = Pods.servingLabel(pod);
            AdoptionEdit edit = new AdoptionEdit(pod);
            if (undo && now.isPresent()) {
                steps.add(edit.remove(now, "metadata", "labels", Marks.SERVING_LABEL)
                        .step(Stage.POD_LABEL));
            }
            if (!undo && now.isEmpty()) {
                steps.add(edit.set(now, TRUE, "metadata", "labels", Marks.SERVING_LABEL)
                        .step(Stage.POD_LABEL));
            }
        }
    }

    // --- StatefulSet ---

    private void template() {
        boolean differs = undo ? templateLabel().isPresent() : !Workload.of(set).templateServes();
        if (differs) {
            changeTemplate();
        } else if (adopting.isPresent()) {
            catchUp(adopting.get());
        }
    }

    /** The template, and all that follows from it, as far as it is known by now. */
    private void changeTemplate() {
        if (!observed()) {
            waiting = waiting.or(() -> Optional.of("the StatefulSet's controller has not seen its latest change yet"));
        }
        adopting.ifPresent(this::refuseOtherTemplate);
        Optional<String> revision = updateRevision();
        Adopting before =
                adopting.map(begun -> revision.map(begun::also).orElse(begun)).orElseGet(() -> Adopting.of(set));
        List<Pod> same = seen.staying().stream()
                .filter(pod ->
                        revisionOf(pod).filter(before.revisions()::contains).isPresent())
                .toList();
        if (before.rolls() && same.size() < seen.staying().size()) {
            refusals.add("pods of " + named()
                    + " are not of its latest revision: a rollout is under way or was stopped;" + " end it first");
        }
        AdoptionEdit edit = new AdoptionEdit(set);
        if (adopting.isEmpty() && before.rolls()) {
            JsonNode onDelete = JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "OnDelete")
                    .putNull("rollingUpdate");
            edit.set(
                    Optional.of(shown(before.strategy())),
                    onDelete,
                    Optional.of("{\"type\":\"OnDelete\"}"),
                    "spec",
                    "updateStrategy");
        }
        edit.hidden(TextNode.valueOf(before.text()), "metadata", "annotations", Adopting.ANNOTATION);
        steps.add(
                (undo ? edit.remove(templateLabel(), TEMPLATE_LABEL) : edit.set(templateLabel(), TRUE, TEMPLATE_LABEL))
                        .step(Stage.TEMPLATE));
        same.forEach(pod -> steps.add(new AdoptionEdit(pod)
                .later(revisionOf(pod), "(the new revision)", "metadata", "labels", REVISION)
                .step(Stage.POD_REVISION)));
        if (before.rolls()) {
            steps.add(new AdoptionEdit(set)
                    .later(Optional.of("{\"type\":\"OnDelete\"}"), shown(before.strategy()), "spec", "updateStrategy")
                    .step(Stage.STRATEGY));
        }
    }

    /** The template is as it shall be; pods and strategy follow. */
    private void catchUp(Adopting begun) {
        refuseOtherTemplate(begun);
        if (!observed() || updateRevision().isEmpty()) {
            waiting = waiting.or(() -> Optional.of("the StatefulSet's controller has not seen its latest change yet"));
        }
        String revision = updateRevision().orElse("");
        List<Pod> behind = seen.staying().stream()
                .filter(pod ->
                        revisionOf(pod).filter(begun.revisions()::contains).isPresent())
                .filter(pod -> !revisionOf(pod).equals(Optional.of(revision)))
                .toList();
        behind.forEach(pod -> steps.add(new AdoptionEdit(pod)
                .set(revisionOf(pod), revision, "metadata", "labels", REVISION)
                .step(Stage.POD_REVISION)));
        if (behind.isEmpty() && begun.rolls() && !allUpdated(revision)) {
            waiting = waiting.or(
                    () -> Optional.of("the StatefulSet's status does not count all its pods as updated yet"));
        }
        steps.add(strategy(begun));
    }

    private AdoptionStep strategy(Adopting begun) {
        AdoptionEdit edit = new AdoptionEdit(set);
        edit.hidden(NullNode.getInstance(), "metadata", "annotations", Adopting.ANNOTATION);
        if (begun.rolls()) {
            JsonNode strategy = begun.strategy().deepCopy();
            edit.set(
                    Optional.of("{\"type\":\"OnDelete\"}"),
                    strategy,
                    Optional.of(shown(strategy)),
                    "spec",
                    "updateStrategy");
        }
        return edit.step(Stage.STRATEGY);
    }

    /**
     * Whether the controller itself counts every pod as made from the latest template. It then restarts none. What it
     * counts it has seen in the watch that the EndpointSlice controller shares, so that one has seen their labels too.
     */
    private boolean allUpdated(String revision) {
        int wanted = Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
        int counted = Optional.ofNullable(set.getStatus())
                .map(StatefulSetStatus::getUpdatedReplicas)
                .orElse(0);
        return counted == wanted
                && seen.pods().size() == wanted
                && seen.staying().stream().allMatch(pod -> revisionOf(pod).equals(Optional.of(revision)))
                && seen.staying().size() == wanted;
    }

    private boolean observed() {
        return set.getStatus() != null
                && set.getMetadata().getGeneration() != null
                && set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration());
    }

    private Optional<String> updateRevision() {
        return Optional.ofNullable(set.getStatus()).map(StatefulSetStatus::getUpdateRevision);
    }

    private Optional<String> templateLabel() {
        return Optional.ofNullable(set.getSpec().getTemplate().getMetadata())
                .map(metadata -> metadata.getLabels())
                .map(labels -> labels.get(Marks.SERVING_LABEL));
    }

    private static Optional<String> revisionOf(Pod pod) {
        return Optional.ofNullable(Pods.labels(pod).get(REVISION));
    }

    private String named() {
        return "StatefulSet " + set.getMetadata().getName();
    }

    private static String shown(JsonNode strategy) {
        return strategy.toString();
    }

    // --- Services ---

    private void selectors() {
        for (Service front : seen.serving().fronts()) {
            Optional<String> now = Optional.ofNullable(front.getSpec().getSelector())
                    .map(selector -> selector.get(Marks.SERVING_LABEL));
            AdoptionEdit edit = new AdoptionEdit(front);
            if (undo && now.isPresent()) {
                edit.remove(now, "spec", "selector", Marks.SERVING_LABEL);
                if (adopted(front).isPresent()) {
                    edit.remove(adopted(front), "metadata", "labels", ADOPTED);
                }
                steps.add(edit.step(Stage.SELECTOR));
            }
            if (!undo && now.isEmpty()) {
                steps.add(edit.set(now, TRUE, "spec", "selector", Marks.SERVING_LABEL)
                        .set(adopted(front), TRUE, "metadata", "labels", ADOPTED)
                        .step(Stage.SELECTOR));
            }
        }
    }

    /** Nothing goes on before the slices are those of the Services as they are. */
    private void slicesFollow() {
        for (Service front : seen.serving().fronts()) {
            String service = front.getMetadata().getName();
            boolean followed = seen.serving().slices().stream()
                    .filter(slice -> service.equals(label(slice, Serving.SERVICE_NAME_LABEL)))
                    .filter(slice -> CONTROLLER.equals(label(slice, MANAGED_BY)))
                    .allMatch(
                            slice -> Optional.ofNullable(label(slice, ADOPTED)).equals(adopted(front)));
            if (!followed) {
                waiting = waiting.or(() ->
                        Optional.of("the EndpointSlices of Service " + service + " have not followed its change yet"));
            }
        }
    }

    private static Optional<String> adopted(Service service) {
        return Optional.ofNullable(service.getMetadata().getLabels()).map(labels -> labels.get(ADOPTED));
    }

    private static String label(EndpointSlice slice, String key) {
        return Optional.ofNullable(slice.getMetadata().getLabels())
                .orElse(Map.of())
                .get(key);
    }

    // --- refusals ---

    private void refuse() {
        if (set.getMetadata().getDeletionTimestamp() != null) {
            refusals.add(named() + " is being deleted");
        }
        if (Workload.of(set).selectsServingLabel()) {
            refusals.add(named() + " selects its pods by " + Marks.SERVING_LABEL
                    + ": a pod whose label changes would be orphaned");
        }
        seen.lease()
                .ifPresent(lease -> refusals.add(
                        lease.heldByRun()
                                ? "run " + lease.run()
                                        + " holds the cluster's Lease: let it end or abort it, and come again"
                                : lease.holder() + " cleans up after run " + lease.run()
                                        + ": come again when it is done"));
        if (!undo && seen.serving().fronts().isEmpty()) {
            refusals.add("no Service that is not headless sends clients to the pods of " + named());
        }
        seen.pods().forEach(this::refuseExcluded);
        seen.serving().fronts().forEach(this::refuseFront);
        if (stepsOf("StatefulSet").findAny().isPresent()) {
            keepers.addAll(Keepers.of(
                    set,
                    List.of(List.of("spec", "updateStrategy"), List.of("spec", "template", "metadata", "labels"))));
        }
        seen.serving().fronts().stream()
                .filter(front -> stepsOf("Service")
                        .anyMatch(step -> step.name().equals(front.getMetadata().getName())))
                .forEach(front -> keepers.addAll(Keepers.of(front, List.of(List.of("spec", "selector")))));
        keepers.forEach(keeper -> refusals.add(
                keeper.object() + " is kept by " + keeper.who() + ", which would write it back: change it there"));
    }

    /** What the pods are taken for would not be true. */
    private void refuseOtherTemplate(Adopting begun) {
        if (!begun.sameTemplate(set)) {
            refusals.add(
                    named() + " was changed by somebody else in the middle of this: its pods are not what its template"
                            + " makes any more. Its updateStrategy is OnDelete now and was " + shown(begun.strategy())
                            + ": put that back, remove the annotation " + Adopting.ANNOTATION
                            + ", let it restart the pods, and come again");
        }
    }

    private void refuseExcluded(Pod pod) {
        Optional<String> by = Pods.excludedBy(pod);
        if (by.isPresent()) {
            refusals.add("pod " + Pods.name(pod) + " is excluded by " + by.get());
        } else if (Pods.servingLabel(pod).filter(label -> !label.equals(TRUE)).isPresent()) {
            refusals.add("pod " + Pods.name(pod) + " is out without a mark: its label " + Marks.SERVING_LABEL + " is '"
                    + Pods.servingLabel(pod).get() + "'");
        }
    }

    /** Who has no label when the Service begins to select by it leaves the Service. */
    private void refuseFront(Service front) {
        String service = front.getMetadata().getName();
        List<String> ours = seen.pods().stream().map(Pods::name).toList();
        List<String> strangers = seen.serving().podsOf(service).stream()
                .filter(pod -> !ours.contains(pod))
                .sorted()
                .toList();
        if (!undo && !Fronts.selectsServingLabel(front) && !strangers.isEmpty()) {
            refusals.add("Service " + service + " serves pods that are not " + named() + "'s and would leave it: "
                    + String.join(", ", strangers));
        }
    }

    private Stream<AdoptionStep> stepsOf(String kind) {
        return steps.stream().filter(step -> step.kind().equals(kind));
    }
}
