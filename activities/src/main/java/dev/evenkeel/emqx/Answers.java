package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.EmqxState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** From what EMQX sends to what we say. Pure; what cannot be read is an {@link UnreadableException}. */
final class Answers {
    /** What EMQX's statistics call connected clients. */
    static final String LIVE_COUNT = "live_connections.count";

    /** Clients that tried to connect, refused ones included. */
    static final String ATTEMPTS = "packets.connect.received";

    /** CONNACKs with a reason other than success. */
    static final String REFUSED = "packets.connack.error";

    private Answers() {}

    static NodeList nodes(List<EmqxV5Api.Node> wire) throws UnreadableException {
        List<NodeList.Line> lines = new ArrayList<>();
        for (EmqxV5Api.Node node : listed(wire)) {
            lines.add(node(node));
        }
        return new NodeList(lines);
    }

    private static NodeList.Line node(EmqxV5Api.Node node) throws UnreadableException {
        String name = needed(node.node(), "a node without a name");
        boolean running = "running".equalsIgnoreCase(node.status());
        if (running && node.connections() == null) {
            throw new UnreadableException("node " + name + " runs, but has no counts");
        }
        return new NodeList.Line(
                name,
                running,
                "core".equals(node.role()),
                node.version() == null ? "" : node.version(),
                node.liveConnections() == null ? OptionalLong.empty() : OptionalLong.of(node.liveConnections()),
                running ? node.connections() : 0,
                node.uptime() == null ? Optional.empty() : Optional.of(Duration.ofMillis(node.uptime())));
    }

    /** A list of nodes' statistics; nodes that did not answer EMQX have none. */
    static Map<String, Long> liveCounts(JsonNode wire) throws UnreadableException {
        Map<String, Long> live = new HashMap<>();
        for (JsonNode node : needed(wire, "an empty answer")) {
            if (node.path("node").isTextual() && node.path(LIVE_COUNT).isNumber()) {
                live.put(node.path("node").asText(), node.path(LIVE_COUNT).asLong());
            }
        }
        return live;
    }

    static GlobalStatus globalStatus(EmqxV5Api.Status wire) throws UnreadableException {
        List<GlobalStatus.Rebalance> rebalances = new ArrayList<>();
        for (EmqxV5Api.Rebalance rebalance :
                listed(needed(needed(wire, "an empty answer").rebalances(), "an answer without rebalances"))) {
            rebalances.add(rebalance(rebalance));
        }
        return new GlobalStatus(
                Optional.empty(),
                rebalances,
                names(needed(wire.evacuations(), "an answer without evacuations")),
                names(wire.purges() == null ? List.of() : wire.purges()));
    }

    private static GlobalStatus.Rebalance rebalance(EmqxV5Api.Rebalance wire) throws UnreadableException {
        String coordinator = wire.coordinator() == null ? wire.node() : wire.coordinator();
        return new GlobalStatus.Rebalance(
                needed(coordinator, "a rebalance without coordinator"),
                state(needed(wire.state(), "a rebalance without state")),
                wire.donors() == null ? List.of() : listed(wire.donors()),
                wire.recipients() == null ? List.of() : listed(wire.recipients()),
                wire.connectionEvictionRate() == null ? 0 : wire.connectionEvictionRate(),
                wire.sessionEvictionRate() == null ? 0 : wire.sessionEvictionRate(),
                average(wire.donorConnAvg()),
                average(wire.connectionGoal()));
    }

    private static EmqxState state(String name) throws UnreadableException {
        for (EmqxState state : EmqxState.values()) {
            if (state != EmqxState.GONE && state.name().toLowerCase(Locale.ROOT).equals(name)) {
                return state;
            }
        }
        throw new UnreadableException("a rebalance in a state that is not known: " + name);
    }

    private static OptionalDouble average(Double value) throws UnreadableException {
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!Double.isFinite(value)) {
            throw new UnreadableException("an average that is no number");
        }
        return OptionalDouble.of(value);
    }

    private static List<String> names(List<EmqxV5Api.OnNode> wire) throws UnreadableException {
        List<String> names = new ArrayList<>();
        for (EmqxV5Api.OnNode entry : listed(wire)) {
            names.add(needed(entry.node(), "an evacuation or purge without node"));
        }
        return names;
    }

    /** A list of nodes' counters, or one object for all; nodes that did not answer EMQX have no counters. */
    static ClientCounters counters(JsonNode wire) throws UnreadableException {
        Map<String, Long> attempts = new HashMap<>();
        Map<String, Long> refused = new HashMap<>();
        Iterable<JsonNode> nodes = needed(wire, "an empty answer").isArray() ? wire : List.of(wire);
        nodes.forEach(node -> {
            keep(ATTEMPTS, attempts, node.path("node").textValue(), node);
            keep(REFUSED, refused, node.path("node").textValue(), node);
        });
        return sum(nodes, attempts, refused);
    }

    /** The counters of every node, or sums over some. */
    static ClientCounters sum(Iterable<JsonNode> nodes, Map<String, Long> attempts, Map<String, Long> refused)
            throws UnreadableException {
        long connects = 0;
        long disconnects = 0;
        boolean any = false;
        for (JsonNode node : nodes) {
            JsonNode connected = node.path("client.connected");
            JsonNode disconnected = node.path("client.disconnected");
            if (connected.isNumber() && disconnected.isNumber()) {
                connects += connected.asLong();
                disconnects += disconnected.asLong();
                any = true;
            }
        }
        if (!any) {
            throw new UnreadableException("an answer without client.connected and client.disconnected");
        }
        return new ClientCounters(connects, disconnects, attempts, refused);
    }

    /** Of a node that is named and counts them. */
    static void keep(String counter, Map<String, Long> counts, String node, JsonNode metrics) {
        JsonNode count = metrics.path(counter);
        if (node != null && count.isNumber()) {
            counts.put(node, count.asLong());
        }
    }

    static <T> List<T> listed(List<T> list) throws UnreadableException {
        for (T element : needed(list, "an empty answer")) {
            needed(element, "a list that holds null");
        }
        return list;
    }

    static <T> T needed(T value, String orElse) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(orElse);
        }
        return value;
    }
}
