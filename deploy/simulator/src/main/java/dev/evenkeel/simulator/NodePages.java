package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What 5.x and 6.x show at {@code /nodes}, {@code /metrics}, {@code /stats} and {@code /prometheus/stats} show. */
final class NodePages {
    private final World world;

    NodePages(World world) {
        this.world = world;
    }

    /** Running nodes first in full, then the stopped ones without any counts. */
    ArrayNode nodes() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream().filter(Node::running).forEach(node -> page.add(node(node)));
        world.nodes().stream().filter(node -> !node.running()).forEach(node -> page.add(node(node)));
        return page;
    }

    ObjectNode node(Node node) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.put("node", node.name);
        if (!node.running()) {
            return page.put("role", wireRole(node)).put("node_status", "stopped");
        }
        if (world.release().nodesCountLive()) {
            page.put("live_connections", node.live);
        }
        return page.put("version", world.settings().version())
                .put("otp_release", "27.3.4.1/15.2.7")
                .put("load1", 0.51)
                .put("uptime", world.timeline().now().minus(node.upSince).toMillis())
                .put("role", wireRole(node))
                .put("edition", "Enterprise")
                .put("connections", node.sessions())
                .put("cluster_sessions", clusterSessions())
                .put("node_status", "running")
                .put("log_path", "log.file.enable is false, not logging to file.")
                .put("max_fds", 1_048_576)
                .put("memory_total", "23.54G")
                .put("memory_used", "677.31M")
                .put("process_available", 2_097_152)
                .put("process_used", 774)
                .put("sys_path", "/usr/lib/emqx")
                .put("load15", 1.12)
                .put("load5", 0.81);
    }

    /** One object for each running node, as without {@code aggregate=true}. */
    ArrayNode metrics() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream().filter(Node::answers).forEach(node -> {
            ObjectNode entry = page.addObject().put("node", node.name);
            node.counters.values().forEach(entry::put);
        });
        return page;
    }

    /** The sums over all running nodes, as with {@code aggregate=true}. */
    ObjectNode aggregatedMetrics() {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        world.nodes().stream()
                .filter(Node::answers)
                .forEach(node -> node.counters
                        .values()
                        .forEach((name, count) -> page.put(name, page.path(name).asLong() + count)));
        return page;
    }

    /** One object for each running node, as of the last whole second. */
    ArrayNode stats() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        world.nodes().stream()
                .filter(Node::answers)
                .forEach(node -> page.addObject()
                        .put("node", node.name)
                        .put("connections.count", node.sampled.sessions())
                        .put("live_connections.count", node.sampled.live())
                        .put("sessions.count", node.sampled.sessions())
                        .put("channels.count", node.sampled.sessions())
                        .put("cluster_sessions.count", clusterSessions()));
        return page;
    }

    /** The gauges of the node that answers. */
    String prometheus(Node node) {
        return gauge("emqx_connections_count", node.sessions())
                + gauge("emqx_live_connections_count", node.live)
                + gauge("emqx_sessions_count", node.sessions())
                + gauge("emqx_cluster_sessions_count", clusterSessions());
    }

    private static String gauge(String name, long value) {
        return "# TYPE " + name + " gauge\n" + name + " " + value + "\n";
    }

    private long clusterSessions() {
        return world.nodes().stream()
                .filter(Node::running)
                .mapToLong(Node::sessions)
                .sum();
    }

    private static String wireRole(Node node) {
        return node.role.name().toLowerCase(Locale.ROOT);
    }
}
