package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the changes to one object, as a merge patch and as a difference. The patch holds the object's {@code uid} and
 * {@code resourceVersion}: whoever changed it since it was looked at is not written over, the API answers 409.
 */
final class AdoptionEdit {
    private final HasMetadata object;
    private final ObjectNode patch = JsonNodeFactory.instance.objectNode();
    private final List<AdoptionStep.Change> changes = new ArrayList<>();
    private boolean complete = true;

    AdoptionEdit(HasMetadata object) {
        this.object = object;
    }

    /** Sets a field that is shown as it is. */
    AdoptionEdit set(Optional<String> before, String after, String... path) {
        return set(before, TextNode.valueOf(after), Optional.of(after), path);
    }

    AdoptionEdit remove(Optional<String> before, String... path) {
        return set(before, NullNode.getInstance(), Optional.empty(), path);
    }

    AdoptionEdit set(Optional<String> before, JsonNode after, Optional<String> shown, String... path) {
        hidden(after, path);
        changes.add(new AdoptionStep.Change(shown(path), before, shown));
        return this;
    }

    /** Sets what another change of this edit says already. */
    AdoptionEdit hidden(JsonNode after, String... path) {
        ObjectNode at = patch;
        for (int depth = 0; depth < path.length - 1; depth++) {
            at = at.withObjectProperty(path[depth]);
        }
        at.set(path[path.length - 1], after);
        return this;
    }

    /** Sets what only an earlier step brings about: it can be shown, not written. */
    AdoptionEdit later(Optional<String> before, String shown, String... path) {
        complete = false;
        changes.add(new AdoptionStep.Change(shown(path), before, Optional.of(shown)));
        return this;
    }

    AdoptionStep step(AdoptionStep.Stage stage) {
        ObjectNode metadata = patch.withObjectProperty("metadata");
        metadata.put("uid", object.getMetadata().getUid());
        metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
        return new AdoptionStep(
                stage,
                object.getKind(),
                object.getMetadata().getName(),
                changes,
                complete ? Optional.of(patch.toString()) : Optional.empty());
    }

    private static String shown(String... path) {
        StringBuilder shown = new StringBuilder();
        for (String name : path) {
            boolean plain = name.matches("[A-Za-z0-9]+");
            shown.append(plain ? (shown.isEmpty() ? "" : ".") + name : "[" + name + "]");
        }
        return shown.toString();
    }
}
