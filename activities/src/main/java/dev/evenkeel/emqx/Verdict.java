package dev.evenkeel.emqx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.contract.FailureKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer of EMQX's that is not a success means, and what it said, in readable words. Pure.
 *
 * @param kind which of our kinds it is
 * @param said EMQX's words
 * @param reason the last word of a refused start or stop: {@code already_started}, {@code not_started}, {@code
 *     nothing_to_balance}, {@code eviction_agent_busy}
 * @param code EMQX's own code, such as {@code NOT_FOUND}
 */
record Verdict(FailureKind kind, String said, Optional<String> reason, Optional<String> code) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REASON = Pattern.compile("^error on node .*: ([a-z_]+)$", Pattern.DOTALL);

    /** 5.0.4 and some releases of 4.4 print their reason as Erlang prints a list. */
    private static final Pattern KNOWN_REASON =
            Pattern.compile("\\b(nothing_to_balance|already_started|not_started|eviction_agent_busy)\\b");

    /** Inside an RPC error: a donor refused, the coordinator's process gave up before anything was started. */
    private static final Pattern REFUSED_BY_DONOR =
            Pattern.compile("bad_results.*\\{error,\\s*(invalid_coordinator|eviction_agent_busy)\\}", Pattern.DOTALL);

    /** What was asked for decides what a lost answer means. */
    enum Asked {
        READ,
        START,
        STOP;

        FailureKind lost() {
            return switch (this) {
                case READ -> FailureKind.EMQX_UNAVAILABLE;
                case START, STOP -> FailureKind.EMQX_OUTCOME_UNKNOWN;
            };
        }
    }

    static Verdict on(Asked asked, int status, String body) {
        Optional<JsonNode> json = object(body);
        Optional<String> code = json.map(error -> error.path("code").asText("")).filter(text -> !text.isEmpty());
        String message = json.map(error -> error.path("message").asText("")).orElse(body);
        String words = readable(message);
        String said = said(status, code.map(name -> name + ": " + words).orElse(words));
        Optional<String> reason = code.filter("BAD_REQUEST"::equals).flatMap(name -> reasonIn(message));
        return new Verdict(kind(asked, status, code, reason, body), said, reason, code);
    }

    private static String said(int status, String words) {
        if (status >= 300 && status < 400) {
            return "a redirect, which is not followed: it would carry the API key elsewhere";
        }
        return status == 403
                ? words + " (the key needs the role administrator, and where keys have scopes cluster_operations)"
                : words;
    }

    /** Whether nodes that were named are donors or evacuated elsewhere, or down: EMQX says "unavailable" of all. */
    boolean nodesUnavailable() {
        return kind == FailureKind.EMQX_UNAVAILABLE
                && (said.contains("Nodes unavailable")
                        || said.contains("unavailable nodes in")
                        || said.contains("no available nodes list in"));
    }

    private static FailureKind kind(
            Asked asked, int status, Optional<String> code, Optional<String> reason, String body) {
        if (status >= 500) {
            boolean refused =
                    asked == Asked.START && REFUSED_BY_DONOR.matcher(body).find();
            return refused ? FailureKind.EMQX_BUSY : asked.lost();
        }
        return switch (status) {
            case 400 -> badRequest(code, reason);
            case 401 -> FailureKind.EMQX_UNAUTHORIZED;
            case 403 -> FailureKind.EMQX_FORBIDDEN;
            // With a code: the node in the path is down or unknown. Without (HTML): there is no such API.
            case 404 -> code.isPresent() ? FailureKind.EMQX_UNAVAILABLE : FailureKind.EMQX_NOT_SUPPORTED;
            case 405 -> FailureKind.EMQX_NOT_SUPPORTED;
            case 429 -> FailureKind.EMQX_UNAVAILABLE;
            case 408 -> asked.lost();
            default -> status >= 400 ? FailureKind.EMQX_REJECTED : odd(asked, status);
        };
    }

    private static FailureKind badRequest(Optional<String> code, Optional<String> reason) {
        if (code.filter("NOT_FOUND"::equals).isPresent()) {
            // "Nodes unavailable": donor or evacuating elsewhere, or down. The client asks which.
            return FailureKind.EMQX_UNAVAILABLE;
        }
        return reason.filter("eviction_agent_busy"::equals).isPresent()
                ? FailureKind.EMQX_BUSY
                : FailureKind.EMQX_REJECTED;
    }

    /** A redirect, which is not followed since it would carry the key elsewhere, or a success that EMQX does not use. */
    private static FailureKind odd(Asked asked, int status) {
        return status >= 300 ? FailureKind.EMQX_NOT_SUPPORTED : asked.lost();
    }

    private static Optional<String> reasonIn(String message) {
        Matcher matcher = REASON.matcher(message.strip());
        return matcher.find() ? Optional.of(matcher.group(1)) : knownReasonIn(message);
    }

    /** The reason that stands anywhere in the message. */
    static Optional<String> knownReasonIn(String message) {
        Matcher matcher = KNOWN_REASON.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Parameter errors are JSON text inside of the message. */
    private static String readable(String message) {
        return object(message)
                .filter(error -> error.has("reason") || error.has("path"))
                .map(Verdict::parameterError)
                .orElse(message);
    }

    private static String parameterError(JsonNode error) {
        String path = error.path("path").asText("").replaceFirst("^root\\.?", "");
        String field = path.isEmpty() ? "the body" : path;
        JsonNode reason = error.path("reason");
        String unknown = error.path("unknown").asText("");
        if (!unknown.isEmpty()) {
            return field + " has fields that EMQX does not know: " + unknown;
        }
        String value = error.has("value") ? " is " + text(error.path("value")) : " is not accepted";
        return reason.has("expected")
                ? field + value + ", EMQX expects " + text(reason.path("expected"))
                : field + value + ", EMQX says " + text(reason);
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : node.toString();
    }

    static Optional<JsonNode> object(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            // EMQX's RPC errors are said to be JSON and are none: the text itself is what it said.
            return Optional.empty();
        }
    }
}
