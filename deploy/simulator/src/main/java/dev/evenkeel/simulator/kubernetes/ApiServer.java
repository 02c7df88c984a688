package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The API server, plain HTTP on 127.0.0.1. Knows get, list, watch, create, update, the three patches, delete, status
 * subresources, selectors, versions and uids as preconditions, and access reviews of the one account that asks,
 * whose {@link AccessRules} it holds to.
 *
 * <p>What it cannot do: validation and defaulting, admission, other accounts, paging, server-side apply's ownership (it merges),
 * watches over WebSocket (clients fall back to the HTTP stream), finalizers, graceful deletion.
 */
final class ApiServer implements AutoCloseable {
    private final ObjectStore store;
    private final KubernetesFaults faults;
    private final RequestCounts counts;
    private final AccessRules access;
    private final ExecutorService threads = Executors.newCachedThreadPool(Daemons.named("simulated-kubernetes"));
    private final Watches watches;
    private Optional<HttpServer> server = Optional.empty();
    private int port;

    ApiServer(ObjectStore store, KubernetesFaults faults, RequestCounts counts, AccessRules access) {
        this.store = store;
        this.faults = faults;
        this.counts = counts;
        this.access = access;
        this.watches = new Watches(store);
    }

    synchronized void open() throws IOException {
        if (server.isPresent()) {
            return;
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer next = HttpServer.create(new InetSocketAddress(loopback, port), 1024);
        next.createContext("/", this::handle);
        next.setExecutor(threads);
        next.start();
        port = next.getAddress().getPort();
        server = Optional.of(next);
    }

    synchronized int port() {
        return port;
    }

    /** Connections are refused from now on; watches break. */
    synchronized void shut() {
        watches.cut();
        server.ifPresent(open -> open.stop(0));
        server = Optional.empty();
    }

    void cutWatches() {
        watches.cut();
    }

    @Override
    public void close() {
        shut();
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<ApiRequest> request = ApiRequest.of(exchange);
            try {
                if (request.isEmpty()) {
                    send(
                            exchange,
                            200,
                            outsideResources(exchange.getRequestURI().getPath()));
                } else {
                    serve(exchange, request.get());
                }
            } catch (ApiError refusal) {
                send(exchange, refusal.code(), refusal.status());
            }
        }
    }

    private void serve(HttpExchange exchange, ApiRequest request) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
            send(exchange, 200, Json.object());
            return;
        }
        counts.count(request);
        faults.suffer(request);
        if (!access.allow(request)) {
            throw ApiError.forbidden(request.verb(), request.resource().named(request.name()));
        }
        if (request.verb().equals("watch")) {
            watches.stream(exchange, request, matching(request));
        } else {
            send(exchange, request.verb().equals("create") ? 201 : 200, answer(request));
        }
    }

    private JsonNode answer(ApiRequest request) {
        return switch (request.verb()) {
            case "get" -> store.get(request.key());
            case "list" -> list(request);
            case "create" -> create(request);
            case "update" -> update(request);
            case "patch" -> patch(request);
            case "delete" -> delete(request);
            case "deletecollection" -> deleteCollection(request);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private ObjectNode list(ApiRequest request) {
        ObjectNode list = Json.object();
        list.put("kind", request.resource().kind() + "List")
                .put("apiVersion", request.resource().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(store.version()));
        ArrayNode items = list.putArray("items");
        matches(request).forEach(items::add);
        return list;
    }

    private JsonNode create(ApiRequest request) {
        ObjectNode given = object(request);
        if (request.resource().group().equals(AccessRules.REVIEWS)) {
            given.putObject("status").put("allowed", access.allowReviewed(given.at("/spec/resourceAttributes")));
            return given;
        }
        return store.create(request.resource(), request.namespace(), given);
    }

    private ObjectNode update(ApiRequest request) {
        ObjectNode given = object(request);
        return store.update(request.key(), before -> onlyItsPart(request, before, given));
    }

    private ObjectNode patch(ApiRequest request) {
        boolean apply = request.mediaType().equals("application/apply-patch+yaml");
        if (apply && store.find(request.key()).isEmpty()) {
            ObjectNode given = object(request);
            given.withObject("/metadata").put("name", request.name());
            return store.create(request.resource(), request.namespace(), given);
        }
        return store.update(
                request.key(),
                before -> onlyItsPart(request, before, Patches.apply(request.mediaType(), before, request.body())));
    }

    /** A write to {@code /status} changes the status only, any other write everything else. */
    private static ObjectNode onlyItsPart(ApiRequest request, ObjectNode before, ObjectNode given) {
        if (!request.resource().hasStatus()) {
            return given;
        }
        boolean status = request.subresource().equals("status");
        ObjectNode result = (status ? before : given).deepCopy();
        JsonNode wanted = (status ? given : before).get("status");
        if (status) {
            result.set("metadata", given.path("metadata"));
        }
        return wanted == null ? result.without("status") : result.set("status", wanted);
    }

    private JsonNode delete(ApiRequest request) {
        ObjectNode object = store.get(request.key());
        JsonNode preconditions = request.body().isBlank()
                ? Json.object()
                : Json.read(request.body()).path("preconditions");
        for (String name : List.of("uid", "resourceVersion")) {
            if (preconditions.hasNonNull(name)
                    && !preconditions.get(name).equals(object.path("metadata").path(name))) {
                throw ApiError.conflict(request.resource().named(request.name()));
            }
        }
        return store.delete(request.key());
    }

    private ObjectNode deleteCollection(ApiRequest request) {
        ObjectNode list = list(request);
        for (JsonNode item : list.path("items")) {
            JsonNode metadata = item.path("metadata");
            store.delete(new Key(
                    request.resource(),
                    metadata.path("namespace").asText(),
                    metadata.path("name").asText()));
        }
        return list;
    }

    private List<ObjectNode> matches(ApiRequest request) {
        return store.list(request.resource(), request.namespace()).stream()
                .filter(matching(request))
                .toList();
    }

    private static Predicate<JsonNode> matching(ApiRequest request) {
        return Selectors.labels(request.query().getOrDefault("labelSelector", ""))
                .and(Selectors.fields(request.query().getOrDefault("fieldSelector", "")));
    }

    private static ObjectNode object(ApiRequest request) {
        if (Json.read(request.body()) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("the body is no object");
    }

    private static ObjectNode outsideResources(String path) {
        return switch (path) {
            case "/version" ->
                Json.object().put("major", "1").put("minor", "33").put("gitVersion", "v1.33.0");
            case "/readyz", "/livez", "/healthz" -> Json.object().put("status", "ok");
            default -> throw ApiError.notFound(path);
        };
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = Json.text(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
