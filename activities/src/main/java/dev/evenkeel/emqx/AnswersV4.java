package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.emqx.EmqxV4Api.Envelope;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As {@link Answers}, for what differs in 4.4. Pure. */
final class AnswersV4 {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}) ?(days|hours|minutes|seconds)");

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
                running ? node.connections() : 0,
                up(node.uptime()));
    }

    /** Such as {@code 2 days, 3 hours, 5 minutes, 7 seconds}, without what is nothing on the left. */
    private static Optional<Duration> up(String words) {
        Duration up = Duration.ZERO;
        boolean any = false;
        Matcher part = PART.matcher(words == null ? "" : words);
        while (part.find()) {
            up = up.plus(
                    Long.parseLong(part.group(1)),
                    ChronoUnit.valueOf(part.group(2).toUpperCase(Locale.ROOT)));
            any = true;
        }
        return any ? Optional.of(up) : Optional.empty();
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
