package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who else writes an object, and would write a change back: its owner, a release of Helm, GitOps, or whoever the
 * object's {@code managedFields} name for the fields in question. People's own tools are nobody. Pure.
 */
final class Keepers {
    /** Ours, and what people change objects with by hand: kubectl and those that look like it, k9s, Lens, dashboards. */
    private static final List<String> BY_HAND = List.of(
            ApiCall.FIELD_MANAGER,
            "fabric8-kubernetes-client",
            "kubectl",
            "before-first-apply",
            "k9s",
            "node-fetch",
            "Mozilla");

    /** Labels and annotations that others leave behind, by what they are called. */
    private static final Map<String, String> GITOPS = Map.of(
            "argocd.argoproj.io/", "Argo CD",
            "kustomize.toolkit.fluxcd.io/", "Flux",
            "helm.toolkit.fluxcd.io/", "Flux");

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String RELEASE = "meta.helm.sh/release-name";

    private Keepers() {}

    /** @param fields the fields that would change, each as the path to it */
    static List<AdoptionPlan.Keeper> of(HasMetadata object, List<List<String>> fields) {
        List<AdoptionPlan.Keeper> keepers = new ArrayList<>();
        Map<String, String> labels = orEmpty(object.getMetadata().getLabels());
        Map<String, String> notes = orEmpty(object.getMetadata().getAnnotations());
        owner(object).ifPresent(who -> keepers.add(keeper(object, who, false)));
        if (notes.containsKey(RELEASE) || "Helm".equals(labels.get(MANAGED_BY))) {
            String release = Optional.ofNullable(notes.get(RELEASE))
                    .map(name -> " release " + name)
                    .orElse("");
            keepers.add(keeper(object, "Helm" + release, true));
        }
        GITOPS.entrySet().stream()
                .filter(tool -> Stream.concat(labels.keySet().stream(), notes.keySet().stream())
                        .anyMatch(key -> key.startsWith(tool.getKey())))
                .map(Map.Entry::getValue)
                .distinct()
                .forEach(tool -> keepers.add(keeper(object, tool, false)));
        if (keepers.isEmpty()) {
            writers(object, fields).forEach(writer -> keepers.add(keeper(object, "field manager " + writer, false)));
        }
        return keepers;
    }

    private static Optional<String> owner(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(Keepers::words)
                .findFirst();
    }

    private static String words(OwnerReference owner) {
        return "its owner " + owner.getKind() + " " + owner.getName() + " (" + owner.getApiVersion() + ")";
    }

    private static List<String> writers(HasMetadata object, List<List<String>> fields) {
        return Optional.ofNullable(object.getMetadata().getManagedFields()).orElse(List.of()).stream()
                .filter(entry -> entry.getManager() != null
                        && entry.getFieldsV1() != null
                        && fields.stream().anyMatch(field -> holds(entry, field)))
                .map(ManagedFieldsEntry::getManager)
                .filter(manager -> BY_HAND.stream().noneMatch(manager::startsWith))
                .distinct()
                .toList();
    }

    private static boolean holds(ManagedFieldsEntry entry, List<String> field) {
        Object at = entry.getFieldsV1().getAdditionalProperties();
        for (String name : field) {
            at = at instanceof Map<?, ?> tree ? tree.get("f:" + name) : null;
        }
        return at != null;
    }

    private static AdoptionPlan.Keeper keeper(HasMetadata object, String who, boolean helm) {
        return new AdoptionPlan.Keeper(
                object.getKind().toLowerCase(java.util.Locale.ROOT) + "/"
                        + object.getMetadata().getName(),
                who,
                helm);
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
