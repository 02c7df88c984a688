package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** 5.x and 6.x: {@code /api/v5}, errors by HTTP status with a code and a message. */
final class DialectV5 implements Dialect {
    private final World world;
    private final NodePages pages;
    private final Authenticator authenticator;
    private final BodySchema rebalanceSchema;
    private final BodySchema evacuationSchema = BodySchema.ofEvacuation();

    DialectV5(World world) {
        this.world = world;
        this.pages = new NodePages(world);
        this.authenticator = new Authenticator(world.settings(), world.release());
        this.rebalanceSchema = BodySchema.ofRebalance(world.release());
    }

    @Override
    public String root() {
        return "/api/v5";
    }

    @Override
    public Map<String, Object> rebalance(String body) {
        return rebalanceSchema.read(body);
    }

    @Override
    public Map<String, Object> evacuation(String body) {
        return evacuationSchema.read(body);
    }

    @Override
    public Reply done() {
        return Reply.EMPTY;
    }

    /** RPC errors have a code that EMQX's schema does not know: it answers 500 with a text that claims to be JSON. */
    @Override
    public Reply refused(Refusal refusal) {
        if (refusal.kind() != Refusal.Kind.RPC) {
            return Reply.error(refusal.status(), refusal.code(), refusal.getMessage());
        }
        String escaped = refusal.getMessage().replace("\"", "\\\"").replace("\n", "\\n");
        String body = "Unsupported code 'RPC_ERROR', message <<\"" + escaped + "\">>, schema def ['NOT_FOUND',\n"
                + " ".repeat(102) + "'BAD_REQUEST']";
        return new Reply(refusal.status(), "application/json", body, Map.of());
    }

    @Override
    public Reply availability(boolean available) {
        return available ? Reply.EMPTY : Reply.error(503, "NODE_EVACUATING", "Node Evacuating");
    }

    @Override
    public Reply crashed(String report) {
        return Reply.error(500, "INTERNAL_ERROR", report);
    }

    @Override
    public Reply unknownPath() {
        return new Reply(
                404,
                "text/html",
                "<html><head><title>404 - NOT FOUND</title></head><body><h1>404 - NOT FOUND</h1></body></html>",
                Map.of());
    }

    @Override
    public Reply wrongMethod(String allowed) {
        return new Reply(405, "", "", Map.of("allow", allowed));
    }

    @Override
    public Optional<Reply> unauthorized(Call call, Route.Access access, boolean allKeysRevoked) {
        return authenticator.refuse(call, access, allKeysRevoked);
    }

    @Override
    public List<Route> clusterRoutes() {
        Duration patience = Route.NODES_PATIENCE;
        return List.of(
                Route.reader("/api/v5/nodes", call -> Reply.ok(pages.nodes())).waiting(world::someNodeFrozen, patience),
                Route.reader("/api/v5/nodes/:node", this::node).waiting(world::someNodeFrozen, patience),
                Route.reader("/api/v5/metrics", this::metrics).waiting(world::someNodeFrozen, patience),
                Route.reader("/api/v5/stats", call -> Reply.ok(pages.stats())).waiting(world::someNodeFrozen, patience),
                Route.open("GET", "/api/v5/prometheus/stats", call -> Reply.text(200, pages.prometheus(call.asked()))),
                Route.open("POST", "/api/v5/login", authenticator::login),
                Route.open("GET", "/status", Reply::health));
    }

    private Reply node(Call call) {
        return world.node(call.nodeInPath())
                .map(node -> Reply.ok(pages.node(node)))
                .orElseGet(() -> Reply.error(404, "NOT_FOUND", "Node not found: " + call.nodeInPath()));
    }

    private Reply metrics(Call call) {
        return Reply.ok(call.query().contains("aggregate=true") ? pages.aggregatedMetrics() : pages.metrics());
    }
}
