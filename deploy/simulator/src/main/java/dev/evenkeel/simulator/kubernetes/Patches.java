package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The three kinds of patches. The strategic one merges the lists that Evenkeel may meet (conditions by type,
 * containers, ports and gates by their names) and replaces all others; its directives are not known.
 */
final class Patches {
    private static final Map<String, String> MERGE_KEYS = Map.of(
            "conditions", "type",
            "containers", "name",
            "env", "name",
            "ports", "name",
            "ownerReferences", "uid",
            "readinessGates", "conditionType");

    private Patches() {}

    static ObjectNode apply(String mediaType, ObjectNode object, String patch) {
        JsonNode parsed = Json.read(patch);
        return switch (mediaType) {
            case "application/json-patch+json" -> jsonPatch(object, parsed);
            case "application/strategic-merge-patch+json" -> (ObjectNode) merge(object, parsed, true);
            case "application/merge-patch+json", "application/apply-patch+yaml" ->
                (ObjectNode) merge(object, parsed, false);
            default -> throw ApiError.unsupportedMediaType(mediaType);
        };
    }

    /** RFC 7396: null removes, objects merge, all else replaces. */
    private static JsonNode merge(JsonNode target, JsonNode patch, boolean strategic) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? ((ObjectNode) target).deepCopy() : Json.object();
        patch.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isNull()) {
                result.remove(name);
            } else if (strategic && value.isArray() && MERGE_KEYS.containsKey(name)) {
                result.set(name, mergeLists(result.path(name), value, MERGE_KEYS.get(name)));
            } else {
                result.set(name, merge(result.path(name), value, strategic));
            }
        });
        return result;
    }

    private static ArrayNode mergeLists(JsonNode target, JsonNode patch, String key) {
        ArrayNode result = Json.MAPPER.createArrayNode();
        target.forEach(result::add);
        for (JsonNode item : patch) {
            int place = 0;
            while (place < result.size() && !result.get(place).path(key).equals(item.path(key))) {
                place++;
            }
            if (place < result.size()) {
                result.set(place, merge(result.get(place), item, true));
            } else {
                result.add(item);
            }
        }
        return result;
    }

    /** RFC 6902 without copy and move. */
    private static ObjectNode jsonPatch(ObjectNode object, JsonNode operations) {
        ObjectNode result = object.deepCopy();
        for (JsonNode operation : operations) {
            JsonPointer path = JsonPointer.compile(operation.path("path").asText());
            JsonNode value = operation.path("value");
            switch (operation.path("op").asText()) {
                case "test" -> {
                    if (!result.at(path).equals(value)) {
                        throw ApiError.invalid("testing value " + path + " failed");
                    }
                }
                case "add" -> set(result, path, value, false);
                case "replace" -> set(result, path, value, true);
                case "remove" -> remove(result, path);
                default -> throw ApiError.badRequest("unknown patch operation " + operation);
            }
        }
        return result;
    }

    private static void set(ObjectNode root, JsonPointer path, JsonNode value, boolean mustExist) {
        JsonNode parent = root.at(path.head());
        if (parent.isMissingNode() || (mustExist && root.at(path).isMissingNode())) {
            throw ApiError.invalid("the path " + path + " does not exist");
        }
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array && last.equals("-")) {
            array.add(value);
        } else if (parent instanceof ArrayNode array && mustExist) {
            array.set(path.last().getMatchingIndex(), value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(path.last().getMatchingIndex(), value);
        }
    }

    private static void remove(ObjectNode root, JsonPointer path) {
        if (root.at(path).isMissingNode()) {
            throw ApiError.invalid("the path " + path + " does not exist");
        }
        JsonNode parent = root.at(path.head());
        if (parent instanceof ObjectNode object) {
            object.remove(path.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode array) {
            array.remove(path.last().getMatchingIndex());
        }
    }
}
