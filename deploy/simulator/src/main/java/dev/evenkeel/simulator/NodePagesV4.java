package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What 4.4 puts into its envelope for {@code /nodes}, {@code /metrics} and {@code /stats}. */
final class NodePagesV4 {
    private final World world;

    NodePagesV4(World world) {
        this.world = world;
    }

    /** Nodes that run; one that is stopped is not listed at all, and none has a role. */
    ArrayNode nodes() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream().filter(Node::running).forEach(node -> {
            ObjectNode entry = page.addObject()
                    .put("version", world.settings().version())
                    .put("uptime", uptime(node))
                    .put("process_used", 461)
                    .put("process_available", 2_097_152)
                    .put("otp_release", "24.3.4.2/12.3.2.2")
                    .put("node_status", "Running")
                    .put("node", node.name)
                    .put("memory_used", "191.81M")
                    .put("memory_total", "7.76G")
                    .put("max_fds", 1_048_576)
                    .put("load5", "0.50")
                    .put("load15", "0.45")
                    .put("load1", "0.33")
                    .put("connections", node.sessions());
            if (world.release().nodesCountLive()) {
                entry.put("live_connections", node.live);
            }
        });
        return page;
    }

    ArrayNode metrics() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream().filter(Node::answers).forEach(node -> {
            ObjectNode metrics = page.addObject().put("node", node.name).putObject("metrics");
            node.counters.values().forEach(metrics::put);
        });
        return page;
    }

    /** As of the last whole second: EMQX refreshes its statistics by a timer. */
    ArrayNode stats() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream()
                .filter(Node::answers)
                .forEach(node -> page.addObject()
                        .put("node", node.name)
                        .putObject("stats")
                        .put("connections.count", node.sampled.sessions())
                        .put("live_connections.count", node.sampled.live())
                        .put("sessions.count", node.sampled.sessions())
                        .put("channels.count", node.sampled.sessions()));
        return page;
    }

    private String uptime(Node node) {
        long seconds = world.timeline().now().minus(node.upSince).toSeconds();
        return seconds / 60 + " minutes, " + seconds % 60 + " seconds";
    }
}
