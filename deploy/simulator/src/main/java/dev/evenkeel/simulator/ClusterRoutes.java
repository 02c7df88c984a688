package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;

/** The endpoints about nodes, counters and health. */
final class ClusterRoutes {
    /** How long {@code /nodes} waits for a node that does not answer; measured on 5.10.3 with a stopped process. */
    private static final Duration NODES_PATIENCE = Duration.ofSeconds(30);

    private final World world;
    private final NodePages pages;
    private final Authenticator authenticator;

    ClusterRoutes(World world, Authenticator authenticator) {
        this.world = world;
        this.pages = new NodePages(world);
        this.authenticator = authenticator;
    }

    List<Route> routes() {
        return List.of(
                Route.reader("/api/v5/nodes", call -> Reply.ok(pages.nodes())).waiting(this::waits, NODES_PATIENCE),
                Route.reader("/api/v5/nodes/:node", this::node).waiting(this::waits, NODES_PATIENCE),
                Route.reader("/api/v5/metrics", this::metrics).waiting(this::waits, NODES_PATIENCE),
                Route.open("GET", "/api/v5/prometheus/stats", call -> Reply.text(200, pages.prometheus(call.asked()))),
                Route.open("POST", "/api/v5/login", authenticator::login),
                Route.open("GET", "/status", this::health));
    }

    private Reply node(Call call) {
        return world.node(call.nodeInPath())
                .map(node -> Reply.ok(pages.node(node)))
                .orElseGet(() -> Reply.error(404, "NOT_FOUND", "Node not found: " + call.nodeInPath()));
    }

    private Reply metrics(Call call) {
        return Reply.ok(call.query().contains("aggregate=true") ? pages.aggregatedMetrics() : pages.metrics());
    }

    private Reply health(Call call) {
        return Reply.text(200, "Node " + call.asked().name + " is started\nemqx is running");
    }

    private boolean waits(Call call) {
        return world.nodes().stream().anyMatch(node -> node.running() && node.frozen);
    }
}
