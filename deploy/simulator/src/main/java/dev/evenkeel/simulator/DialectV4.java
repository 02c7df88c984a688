package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Enterprise 4.4: {@code /api/v4}, answers in an envelope with a code, and whatever EMQX refuses inside of HTTP 200. The
 * keys are ids and secrets of applications; they have no roles.
 */
final class DialectV4 implements Dialect {
    private final World world;
    private final NodePagesV4 pages;
    private final BodyV4 body;

    DialectV4(World world) {
        this.world = world;
        this.pages = new NodePagesV4(world);
        this.body = new BodyV4(world);
    }

    @Override
    public String root() {
        return "/api/v4";
    }

    @Override
    public Map<String, Object> rebalance(String text) {
        return body.rebalance(text);
    }

    @Override
    public Map<String, Object> evacuation(String text) {
        return body.evacuation(text);
    }

    @Override
    public Reply done() {
        return enveloped(JsonNodeFactory.instance.arrayNode());
    }

    @Override
    public Reply refused(Refusal refusal) {
        return Reply.ok(JsonNodeFactory.instance.objectNode().put("code", 400).put("message", words(refusal)));
    }

    private String words(Refusal refusal) {
        return switch (refusal.kind()) {
            case BODY -> refusal.getMessage();
            case BY_NODE -> refusal.subject();
            case UNKNOWN_NODES -> "invalid node: " + refusal.subject();
            case NODES_UNAVAILABLE -> "unavailable nodes in nodes: " + refusal.subject();
            case NODE_NOT_FOUND ->
                world.node(refusal.subject()).isPresent()
                        ? noAnswer(refusal.subject())
                        : "invalid node: " + refusal.subject();
            case RPC -> noAnswer(refusal.subject());
        };
    }

    private static String noAnswer(String node) {
        return "Error communicating with node '" + node + "'";
    }

    @Override
    public Reply availability(boolean available) {
        return Reply.json(available ? 200 : 503, JsonNodeFactory.instance.objectNode());
    }

    @Override
    public Reply crashed(String report) {
        return Reply.text(500, "Internal Error");
    }

    @Override
    public Reply unknownPath() {
        return Reply.text(404, "Not found.");
    }

    @Override
    public Reply wrongMethod(String allowed) {
        return unknownPath();
    }

    @Override
    public Optional<Reply> unauthorized(Call call, Route.Access access, boolean allKeysRevoked) {
        boolean known = world.settings().keys().stream()
                .map(DialectV4::header)
                .anyMatch(header -> call.authorization().filter(header::equals).isPresent());
        return access == Route.Access.PUBLIC || (known && !allKeysRevoked)
                ? Optional.empty()
                : Optional.of(new Reply(
                        401,
                        "application/json",
                        "UNAUTHORIZED",
                        Map.of("WWW-Authenticate", "Basic Realm=\"minirest-server\"")));
    }

    private static String header(ApiKey key) {
        byte[] pair = (key.key() + ":" + key.secret()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public List<Route> clusterRoutes() {
        Duration patience = Route.NODES_PATIENCE;
        return List.of(
                Route.reader("/api/v4/nodes", call -> enveloped(pages.nodes()))
                        .waiting(world::someNodeFrozen, patience),
                Route.reader("/api/v4/metrics", call -> enveloped(pages.metrics()))
                        .waiting(world::someNodeFrozen, patience),
                Route.reader("/api/v4/stats", call -> enveloped(pages.stats()))
                        .waiting(world::someNodeFrozen, patience),
                Route.open("GET", "/status", Reply::health));
    }

    private static Reply enveloped(JsonNode data) {
        return Reply.ok(JsonNodeFactory.instance.objectNode().put("code", 0).set("data", data));
    }
}
