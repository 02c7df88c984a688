package dev.evenkeel.simulator.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request to {@code /api/v1/...} or {@code /apis/<group>/<version>/...}, taken apart.
 *
 * @param verb as RBAC says: get, list, watch, create, update, patch, delete, deletecollection
 * @param name empty for a collection
 * @param subresource such as {@code status}, or empty
 */
record ApiRequest(
        String verb,
        Resource resource,
        String namespace,
        String name,
        String subresource,
        Map<String, String> query,
        String mediaType,
        String body) {

    /** Empty where the path names no resource. */
    static Optional<ApiRequest> of(HttpExchange exchange) throws IOException {
        List<String> segments = Arrays.stream(
                        exchange.getRequestURI().getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
                .toList();
        boolean core = segments.size() > 2 && segments.get(0).equals("api");
        boolean grouped = segments.size() > 3 && segments.get(0).equals("apis");
        if (!core && !grouped) {
            return Optional.empty();
        }
        String apiVersion = core ? segments.get(1) : segments.get(1) + "/" + segments.get(2);
        List<String> rest = segments.subList(core ? 2 : 3, segments.size());
        String namespace = "";
        if (rest.get(0).equals("namespaces") && rest.size() > 2) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        Map<String, String> query =
                query(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
        String name = rest.size() > 1 ? rest.get(1) : "";
        String type = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
        return Optional.of(new ApiRequest(
                verb(exchange.getRequestMethod(), name, query),
                new Resource(apiVersion, rest.get(0)),
                namespace,
                name,
                rest.size() > 2 ? rest.get(2) : "",
                query,
                type.split(";")[0].trim(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    }

    Key key() {
        return new Key(resource, namespace, name);
    }

    boolean writes() {
        return !List.of("get", "list", "watch").contains(verb);
    }

    /** For counting: {@code patch pods/status}. */
    String summary() {
        return verb + " " + resource.plural() + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    private static String verb(String method, String name, Map<String, String> query) {
        boolean collection = name.isEmpty();
        return switch (method) {
            case "GET" ->
                query.getOrDefault("watch", "false").matches("true|1") ? "watch" : collection ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                query.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
