package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.emqx.EmqxV4Api.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** As {@link Answers}, for what differs in 4.4. Pure. */
final class AnswersV4 {
    private AnswersV4() {}

    static NodeList nodes(Envelope<List<EmqxV4Api.Node>> wire) throws UnreadableException {
        List<NodeList.Line> lines = new ArrayList<>();
        for (EmqxV4Api.Node node : opened(wire)) {
            lines.add(node(node));
        }
        return new NodeList(lines);
    }

    /** Every node is a core node: there were no replicants yet. */
    private static NodeList.Line node(EmqxV4Api.Node node) throws UnreadableException {
        String name = Answers.needed(node.node(), "a node without a name");
        boolean running = "running".equalsIgnoreCase(node.status());
        if (running && node.connections() == null) {
            throw new UnreadableException("node " + name + " runs, but has no counts");
        }
        return new NodeList.Line(
                name,
                running,
                true,
                node.version() == null ? "" : node.version(),
                node.liveConnections() == null ? OptionalLong.empty() : OptionalLong.of(node.liveConnections()),
                running ? node.connections() : 0);
    }

    static Map<String, Long> liveCounts(Envelope<List<EmqxV4Api.Statistics>> wire) throws UnreadableException {
        Map<String, Long> live = new HashMap<>();
        for (EmqxV4Api.Statistics node : opened(wire)) {
            JsonNode count = node.stats() == null ? null : node.stats().get(Answers.LIVE_COUNT);
            if (node.node() != null && count != null && count.isNumber()) {
                live.put(node.node(), count.asLong());
            }
        }
        return live;
    }

    static ClientCounters counters(Envelope<List<EmqxV4Api.Metrics>> wire) throws UnreadableException {
        List<JsonNode> nodes = new ArrayList<>();
        Map<String, Long> attempts = new HashMap<>();
        Map<String, Long> refused = new HashMap<>();
        for (EmqxV4Api.Metrics node : opened(wire)) {
            nodes.add(Answers.needed(node.metrics(), "a node without metrics"));
            Answers.keep(Answers.ATTEMPTS, attempts, node.node(), node.metrics());
            Answers.keep(Answers.REFUSED, refused, node.node(), node.metrics());
        }
        return Answers.sum(nodes, attempts, refused);
    }

    private static <D> List<D> opened(Envelope<List<D>> wire) throws UnreadableException {
        Envelope<List<D>> envelope = Answers.needed(wire, "an empty answer");
        if (envelope.code() == null || envelope.code() != 0) {
            throw new UnreadableException("code " + envelope.code() + ": " + envelope.message());
        }
        return Answers.listed(envelope.data());
    }
}
