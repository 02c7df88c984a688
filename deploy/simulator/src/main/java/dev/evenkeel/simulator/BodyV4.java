package dev.evenkeel.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bodies that 4.4 takes, field by field and strictly: counts and waits are whole numbers above zero and never text,
 * the other names are unknown.
 */
final class BodyV4 {
    private static final Set<String> RATES = Set.of("conn_evict_rate", "sess_evict_rate");
    private static final Set<String> THRESHOLDS = Set.of("abs_conn_threshold", "abs_sess_threshold");
    private static final Set<String> RATIOS = Set.of("rel_conn_threshold", "rel_sess_threshold");

    private final World world;

    BodyV4(World world) {
        this.world = world;
    }

    Map<String, Object> rebalance(String body) {
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : parse(body).properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (RATES.contains(name) || THRESHOLDS.contains(name)) {
                values.put(name, positive(name, value));
            } else if (RATIOS.contains(name)) {
                values.put(name, ratio(name, value));
            } else if (name.equals("wait_health_check") || name.equals("wait_takeover")) {
                values.put(name, Duration.ofSeconds(positive(name, value)));
            } else if (name.equals("nodes")) {
                values.put(name, nodes(name, value));
            } else {
                throw unknown("rebalance", name, value);
            }
        }
        return values;
    }

    /** Without wait_health_check: 4.4 evacuates at once. */
    Map<String, Object> evacuation(String body) {
        Map<String, Object> values = new HashMap<>(Map.of("wait_health_check", Duration.ZERO));
        for (Map.Entry<String, JsonNode> field : parse(body).properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (RATES.contains(name)) {
                values.put(name, positive(name, value));
            } else if (name.equals("wait_takeover")) {
                values.put(name, Duration.ofSeconds(positive(name, value)));
            } else if (name.equals("migrate_to")) {
                values.put(name, nodes(name, value));
            } else if (name.equals("redirect_to")) {
                values.put(name, text(value));
            } else {
                throw unknown("evacuation", name, value);
            }
        }
        return values;
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException broken) {
            throw Refusal.badRequest("invalid_json");
        }
    }

    private static long positive(String name, JsonNode value) {
        if (!value.isIntegralNumber() || value.asLong() <= 0) {
            throw Refusal.badRequest("invalid " + name + " value");
        }
        return value.asLong();
    }

    private static double ratio(String name, JsonNode value) {
        if (!value.isNumber() || value.asDouble() <= 1.0) {
            throw Refusal.badRequest("invalid " + name + " value");
        }
        return value.asDouble();
    }

    private static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw Refusal.badRequest("invalid string in server_reference");
        }
        return value.asText();
    }

    private List<String> nodes(String name, JsonNode value) {
        if (!value.isArray()) {
            throw Refusal.badRequest("invalid node list in " + name + ": " + value);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode node : value) {
            if (world.node(node.asText()).isEmpty()) {
                throw Refusal.unknownNodes(node.asText(), node.asText());
            }
            names.add(node.asText());
        }
        if (names.isEmpty()) {
            throw Refusal.badRequest("no available nodes list in " + name + ": []");
        }
        return names;
    }

    private static Refusal unknown(String process, String name, JsonNode value) {
        return Refusal.badRequest("Unknown " + process + " param: {<<\"" + name + "\">>," + value + "}");
    }
}
