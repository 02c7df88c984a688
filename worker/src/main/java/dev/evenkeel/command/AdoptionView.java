package dev.evenkeel.command;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.kubernetes.AdoptionPlan;
import dev.evenkeel.kubernetes.AdoptionStep;
import dev.evenkeel.kubernetes.AdoptionStep.Change;
import dev.evenkeel.kubernetes.AdoptionStep.Stage;
import dev.evenkeel.kubernetes.Marks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An adoption as people read it: what changes, in which order, as a difference. */
final class AdoptionView {
    private final ClusterRef cluster;
    private final boolean undo;

    AdoptionView(ClusterRef cluster, boolean undo) {
        this.cluster = cluster;
        this.undo = undo;
    }

    /** What is to be done. */
    List<String> change(AdoptionPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("StatefulSet " + plan.namespace() + "/" + plan.statefulSet() + ", in front of it: "
                + (plan.services().isEmpty() ? "no Service" : String.join(", ", plan.services())));
        int number = 0;
        for (Map.Entry<Stage, List<AdoptionStep>> stage : byStage(plan.steps()).entrySet()) {
            number++;
            lines.add("");
            lines.add(number + ". " + stage.getKey().words());
            stage.getValue().forEach(step -> lines.addAll(difference(step)));
        }
        if (plan.refused()) {
            lines.addAll(elsewhere(plan));
        }
        return lines;
    }

    private static Map<Stage, List<AdoptionStep>> byStage(List<AdoptionStep> steps) {
        Map<Stage, List<AdoptionStep>> stages = new LinkedHashMap<>();
        steps.forEach(step ->
                stages.computeIfAbsent(step.stage(), stage -> new ArrayList<>()).add(step));
        return stages;
    }

    private static List<String> difference(AdoptionStep step) {
        List<String> lines = new ArrayList<>();
        lines.add("   " + step.target());
        for (Change change : step.changes()) {
            change.before().ifPresent(before -> lines.add("   -   " + change.path() + ": " + quoted(before)));
            change.after().ifPresent(after -> lines.add("   +   " + change.path() + ": " + quoted(after)));
        }
        return lines;
    }

    /** What was just changed. */
    String made(AdoptionStep step) {
        return "changed " + step.target() + ": "
                + step.changes().stream().map(Change::path).distinct().collect(Collectors.joining(", "));
    }

    /** Objects and what is no value stay as they are. */
    private static String quoted(String value) {
        return value.startsWith("{") || value.startsWith("(") ? value : "\"" + value + "\"";
    }

    /** The same for those who keep these objects by something else. */
    private List<String> elsewhere(AdoptionPlan plan) {
        List<String> lines = new ArrayList<>();
        if (plan.keepers().isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.add("Where these objects are kept, " + (undo ? "take this out again" : "this has to be added") + ", "
                + (undo ? "the Services' part first." : "and rolled out, before the Services' part:"));
        if (plan.keepers().stream().anyMatch(AdoptionPlan.Keeper::helm)) {
            lines.add("   # values of a chart that has such keys; EMQX's own charts have none: patch what they render");
            lines.add("   podLabels:");
            lines.add("     " + Marks.SERVING_LABEL + ": \"true\"");
            lines.add("   service:");
            lines.add("     selector:");
            lines.add("       " + Marks.SERVING_LABEL + ": \"true\"");
        }
        lines.add("   # as patches (kustomize, Helm's --post-renderer)");
        lines.add("   apiVersion: apps/v1");
        lines.add("   kind: StatefulSet");
        lines.add("   metadata: {name: " + plan.statefulSet() + ", namespace: " + plan.namespace() + "}");
        lines.add("   spec: {template: {metadata: {labels: {" + Marks.SERVING_LABEL + ": \"true\"}}}}");
        plan.services().forEach(service -> {
            lines.add("   ---");
            lines.add("   apiVersion: v1");
            lines.add("   kind: Service");
            lines.add("   metadata: {name: " + service + ", namespace: " + plan.namespace() + "}");
            lines.add("   spec: {selector: {" + Marks.SERVING_LABEL + ": \"true\"}}");
        });
        if (!undo) {
            lines.add(
                    "   The first rolls the pods, unless updateStrategy is OnDelete. Before the second look that every pod"
                            + " has the label: those without leave the Service.");
        }
        return lines;
    }

    /** How it ended. */
    List<String> end(AdoptionPlan plan, boolean written) {
        if (plan.refused() || (written && !plan.done())) {
            return List.of();
        }
        if (plan.done()) {
            return undo
                    ? List.of(
                            "",
                            "Done: nothing selects by " + Marks.SERVING_LABEL + ", and no pod has it.",
                            "Take it out of the manifests that these objects are made from, where it was put there.")
                    : List.of(
                            "",
                            "Done: every pod has the label, the template makes it, and every Service in front selects by"
                                    + " it.",
                            "Put the same into the manifests that these objects are made from.");
        }
        return List.of(
                "",
                "Nothing was changed. 'evenkeel adopt " + cluster.name() + " -n " + cluster.namespace()
                        + (undo ? " --undo" : " --apply") + "' makes this change, in this order.");
    }

    /** Why it is not done. */
    List<String> failure(AdoptionPlan plan) {
        if (plan.refused()) {
            return plan.refusals().stream()
                    .map(why -> "evenkeel: refused: " + why)
                    .toList();
        }
        return List.of("evenkeel: not done in time"
                + plan.waiting().map(what -> ": " + what).orElse("")
                + ". Pods and endpoints are unharmed; run this again to go on, or with "
                + (undo ? "--apply" : "--undo") + " to turn round");
    }
}
