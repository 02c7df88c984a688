package dev.evenkeel.emqx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /nodes}, which before 5.1 and 4.4.19 does not tell the clients that are connected from those that are away. */
record NodeList(List<Line> lines) {
    NodeList {
        lines = List.copyOf(lines);
    }

    /** Whether every node that runs tells its live connections. */
    boolean complete() {
        return lines.stream().allMatch(line -> !line.running() || line.live().isPresent());
    }

    /**
     * The nodes, with the counts of EMQX's statistics where the list has none. Sessions never stand in for connections: they
     * would count clients that are away as connected.
     */
    List<EmqxNode> with(Map<String, Long> statistics) throws UnreadableException {
        List<EmqxNode> nodes = new ArrayList<>();
        for (Line line : lines) {
            nodes.add(line.with(statistics));
        }
        return List.copyOf(nodes);
    }

    /** A node; {@code live} is empty where the release does not list it. */
    record Line(
            String name,
            boolean running,
            boolean core,
            String version,
            OptionalLong live,
            long sessions,
            Optional<Duration> up) {
        private EmqxNode with(Map<String, Long> statistics) throws UnreadableException {
            if (!running) {
                return new EmqxNode(name, false, core, version, 0, 0, Optional.empty());
            }
            if (live.isEmpty() && !statistics.containsKey(name)) {
                throw new UnreadableException("node " + name + " runs, but nothing counts its live connections");
            }
            return new EmqxNode(name, true, core, version, live.orElseGet(() -> statistics.get(name)), sessions, up);
        }
    }
}
