package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** One HTTP reply; {@link #NONE} closes the connection instead. */
record Reply(int status, String contentType, String body, Map<String, String> headers) {
    static final Reply NONE = new Reply(0, "", "", Map.of());
    static final Reply DONE = json(200, JsonNodeFactory.instance.objectNode());

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

    /** RPC errors have a code that EMQX's schema does not know: it answers 500 with a text that claims to be JSON. */
    static Reply refused(Refusal refusal) {
        if (!refusal.code().equals("RPC_ERROR")) {
            return error(refusal.status(), refusal.code(), refusal.getMessage());
        }
        String escaped = refusal.getMessage().replace("\"", "\\\"").replace("\n", "\\n");
        String body = "Unsupported code 'RPC_ERROR', message <<\"" + escaped + "\">>, schema def ['NOT_FOUND',\n"
                + " ".repeat(102) + "'BAD_REQUEST']";
        return new Reply(refusal.status(), "application/json", body, Map.of());
    }

    static Reply unknownPath() {
        return new Reply(
                404,
                "text/html",
                "<html><head><title>404 - NOT FOUND</title></head><body><h1>404 - NOT FOUND</h1></body></html>",
                Map.of());
    }

    static Reply wrongMethod(String allowed) {
        return new Reply(405, "", "", Map.of("allow", allowed));
    }

    Reply withHeader(String name, String value) {
        return new Reply(status, contentType, body, Map.of(name, value));
    }
}
