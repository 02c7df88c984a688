package dev.evenkeel.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fields that a request body may have. No field is required, none may be unknown. */
final class BodySchema {
    private final SortedMap<String, Field> fields;

    BodySchema(Map<String, Field> fields) {
        this.fields = new TreeMap<>(fields);
    }

    /** The schema of a rebalance's start. */
    static BodySchema ofRebalance(Release release) {
        Map<String, Field> fields = new HashMap<>(Map.of(
                "wait_health_check", Field.SECONDS,
                "conn_evict_rate", Field.POSITIVE_INTEGER,
                "sess_evict_rate", Field.POSITIVE_INTEGER,
                "abs_conn_threshold", Field.POSITIVE_INTEGER,
                "rel_conn_threshold", Field.RATIO,
                "abs_sess_threshold", Field.POSITIVE_INTEGER,
                "rel_sess_threshold", Field.RATIO,
                "wait_takeover", Field.SECONDS,
                "nodes", Field.NODES));
        if (release.rpcTimeouts()) {
            fields.put("conn_evict_rpc_timeout", Field.MILLISECONDS);
            fields.put("sess_evict_rpc_timeout", Field.MILLISECONDS);
        }
        return new BodySchema(fields);
    }

    /** The schema of an evacuation's start. */
    static BodySchema ofEvacuation() {
        return new BodySchema(Map.of(
                "wait_health_check", Field.SECONDS,
                "conn_evict_rate", Field.POSITIVE_INTEGER,
                "sess_evict_rate", Field.POSITIVE_INTEGER,
                "wait_takeover", Field.SECONDS,
                "migrate_to", Field.MIGRATE_TO,
                "redirect_to", Field.TEXT));
    }

    /** The values by name; a body that EMQX refuses is refused with its words. */
    Map<String, Object> read(String body) {
        JsonNode root = parse(body);
        if (!root.isObject()) {
            throw invalid(root, JsonNodeFactory.instance.textNode("bad_value_for_struct"), "root");
        }
        Map<String, Object> values = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        root.properties().forEach(member -> {
            Field field = fields.get(member.getKey());
            if (field == null) {
                unknown.add(member.getKey());
            } else {
                values.put(member.getKey(), read(member.getKey(), field, member.getValue()));
            }
        });
        if (!unknown.isEmpty()) {
            throw unknownFields(unknown, root);
        }
        return values;
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("Invalid json message received");
        }
    }

    private static Object read(String name, Field field, JsonNode value) {
        try {
            return field.read(value);
        } catch (Field.Rejection rejection) {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            JsonNode reason = rejection.namesType()
                    ? nodes.objectNode().put("expected", rejection.getMessage())
                    : nodes.textNode(rejection.getMessage());
            throw invalid(value, reason, "root." + name);
        }
    }

    private static Refusal invalid(JsonNode value, JsonNode reason, String path) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.set("value", value);
        message.set("reason", reason);
        message.put("path", path).put("kind", "validation_error");
        return Refusal.badRequest(Json.text(message));
    }

    private Refusal unknownFields(List<String> unknown, JsonNode root) {
        List<String> unmatched =
                fields.keySet().stream().filter(name -> !root.has(name)).toList();
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("unmatched", abridged(unmatched))
                .put("unknown", abridged(unknown))
                .put("reason", "unknown_fields")
                .put("path", "root")
                .put("kind", "validation_error");
        return Refusal.badRequest(Json.text(message));
    }

    private static String abridged(List<String> names) {
        return names.size() <= 2 ? String.join(",", names) : names.get(0) + "," + names.get(1) + ",...";
    }
}
