package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.contract.ContractJson;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a StatefulSet remembers of an adoption under way, in {@link #ANNOTATION}, so that one which was broken off can be
 * ended by another process. Pure.
 *
 * @param strategy the update strategy that it had
 * @param revisions names of the revisions that differ from the present template in the serving label at most
 * @param template digest of the template without that label: if it is another one by now, somebody changed more
 */
record Adopting(JsonNode strategy, Set<String> revisions, String template) {
    static final String ANNOTATION = "evenkeel.dev/adopting";

    Adopting {
        revisions = Set.copyOf(revisions);
    }

    /** As it begins: all that is of the set's latest revision is what the template makes. */
    static Adopting of(StatefulSet set) {
        Set<String> latest = Optional.ofNullable(set.getStatus())
                .map(status -> status.getUpdateRevision())
                .map(Set::of)
                .orElse(Set.of());
        return new Adopting(strategyOf(set), latest, digest(set));
    }

    /** Turned round: what was made meanwhile counts too. */
    Adopting also(String revision) {
        Set<String> all = new LinkedHashSet<>(revisions);
        all.add(revision);
        return new Adopting(strategy, all, template);
    }

    /** Empty where none is under way. */
    static Optional<Adopting> read(StatefulSet set) {
        return Optional.ofNullable(set.getMetadata().getAnnotations())
                .map(notes -> notes.get(ANNOTATION))
                .map(Adopting::parsed);
    }

    private static Adopting parsed(String text) {
        try {
            JsonNode tree = ContractJson.mapper().readTree(text);
            Set<String> revisions = new LinkedHashSet<>();
            tree.path("revisions").forEach(revision -> revisions.add(revision.asText()));
            return new Adopting(
                    tree.path("updateStrategy"),
                    revisions,
                    tree.path("template").asText());
        } catch (JsonProcessingException edited) {
            return new Adopting(JsonNodeFactory.instance.objectNode(), Set.of(), "");
        }
    }

    /** As the annotation holds it. */
    String text() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("updateStrategy", strategy);
        ArrayNode names = tree.putArray("revisions");
        revisions.stream().sorted().forEach(names::add);
        tree.put("template", template);
        return tree.toString();
    }

    /** Whether the template is, but for the serving label, what it was. */
    boolean sameTemplate(StatefulSet set) {
        return template.equals(digest(set));
    }

    /** Whether the set, left to its own strategy, restarts pods that are not of the latest revision. */
    boolean rolls() {
        return !"OnDelete".equals(strategy.path("type").asText());
    }

    private static JsonNode strategyOf(StatefulSet set) {
        StatefulSetUpdateStrategy strategy = set.getSpec().getUpdateStrategy();
        return strategy == null ? JsonNodeFactory.instance.objectNode().put("type", "RollingUpdate") : tree(strategy);
    }

    private static String digest(StatefulSet set) {
        ObjectNode template = tree(set.getSpec().getTemplate());
        if (template.at("/metadata/labels") instanceof ObjectNode labels) {
            labels.remove(Marks.SERVING_LABEL);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(template.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static ObjectNode tree(Object model) {
        try {
            return (ObjectNode) ContractJson.mapper().readTree(Serialization.asJson(model));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("fabric8 writes JSON", impossible);
        }
    }
}
