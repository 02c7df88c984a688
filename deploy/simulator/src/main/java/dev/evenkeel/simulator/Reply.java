package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** One HTTP reply; {@link #NONE} closes the connection instead. */
record Reply(int status, String contentType, String body, Map<String, String> headers) {
    static final Reply NONE = new Reply(0, "", "", Map.of());
    /** {@code {}}. */
    static final Reply EMPTY = json(200, JsonNodeFactory.instance.objectNode());

    static Reply json(int status, JsonNode body) {
        return new Reply(status, "application/json", Json.text(body), Map.of());
    }

    static Reply ok(JsonNode body) {
        return json(200, body);
    }

    static Reply text(int status, String body) {
        return new Reply(status, "text/plain", body, Map.of());
    }

    static Reply error(int status, String code, String message) {
        return json(
                status, JsonNodeFactory.instance.objectNode().put("code", code).put("message", message));
    }

    /** {@code GET /status}, the same in every release. */
    static Reply health(Call call) {
        return text(200, "Node " + call.asked().name + " is started\nemqx is running");
    }

    Reply withHeader(String name, String value) {
        return new Reply(status, contentType, body, Map.of(name, value));
    }
}
