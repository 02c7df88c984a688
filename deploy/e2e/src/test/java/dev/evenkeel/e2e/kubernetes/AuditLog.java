package dev.evenkeel.e2e.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kubernetes' own record of what was asked of its API, by whom. It is written before an answer is given. */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /**
     * A request.
     *
     * @param at when it came
     * @param user such as {@code system:serviceaccount:mqtt:evenkeel}
     * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code patch} and so on
     * @param resource such as {@code pods} or {@code pods/status}; empty for paths such as {@code /version}
     * @param namespace empty where it is across namespaces, or of a resource without one
     * @param name empty for lists
     * @param status HTTP status of the answer
     */
    public record Request(
            Instant at,
            String user,
            String verb,
            String resource,
            String namespace,
            String name,
            String userAgent,
            int status) {
        boolean writes() {
            return !List.of("get", "list", "watch").contains(verb);
        }
    }

    /** A place in the log: what is asked later is after it. */
    public long mark() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** All requests of this user since the mark, one each; a watch counts when it begins. */
    public List<Request> requests(String user, long mark) {
        return requests(mark).stream()
                .filter(request -> request.user().equals(user))
                .toList();
    }

    /** All requests since the mark. */
    public List<Request> requests(long mark) {
        Map<String, Request> found = new LinkedHashMap<>();
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(mark);
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            // The last line may be in the making.
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (!line.isEmpty()) {
                    JsonNode event = JSON.readTree(line);
                    found.putIfAbsent(event.path("auditID").asText(), request(event));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new ArrayList<>(found.values());
    }

    private static Request request(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String part = object.path("subresource").asText();
        return new Request(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.at("/user/username").asText(),
                event.path("verb").asText(),
                object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.path("userAgent").asText(),
                event.at("/responseStatus/code").asInt());
    }
}
