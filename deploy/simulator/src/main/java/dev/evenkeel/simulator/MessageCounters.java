package dev.evenkeel.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counters of {@code GET /api/v5/metrics} for one node; they start at zero with the node's process. */
final class MessageCounters {
    private static final List<String> NAMES = List.of(
            "authorization.allow",
            "authorization.deny",
            "bytes.received",
            "bytes.sent",
            "client.auth.anonymous",
            "client.authenticate",
            "client.authorize",
            "client.connack",
            "client.connect",
            "client.connected",
            "client.disconnected",
            "client.subscribe",
            "client.unsubscribe",
            "messages.delivered",
            "messages.dropped",
            "messages.publish",
            "messages.received",
            "messages.sent",
            "packets.connack.auth_error",
            "packets.connack.error",
            "packets.connack.sent",
            "packets.connect.received",
            "packets.disconnect.received",
            "packets.disconnect.sent",
            "packets.pingreq.received",
            "packets.pingresp.sent",
            "packets.publish.received",
            "packets.publish.sent",
            "packets.received",
            "packets.sent",
            "session.created",
            "session.discarded",
            "session.resumed",
            "session.takenover",
            "session.terminated");

    private final Map<String, Long> values = new LinkedHashMap<>();

    MessageCounters() {
        reset();
    }

    void reset() {
        NAMES.forEach(name -> values.put(name, 0L));
    }

    void accepted(long clients, boolean sessionPresent) {
        connects(clients);
        add("client.connected", clients);
        add(sessionPresent ? "session.resumed" : "session.created", clients);
    }

    void refused(long clients) {
        connects(clients);
        add("packets.connack.error", clients);
    }

    void evicted(long clients) {
        add("client.disconnected", clients);
        add("packets.disconnect.sent", clients);
        add("packets.sent", clients);
    }

    void left(long clients) {
        add("client.disconnected", clients);
        add("packets.disconnect.received", clients);
        add("packets.received", clients);
        add("session.terminated", clients);
    }

    void takenOver(long sessions) {
        add("session.takenover", sessions);
    }

    void resumed(long sessions) {
        add("session.resumed", sessions);
    }

    Map<String, Long> values() {
        return Collections.unmodifiableMap(values);
    }

    private void connects(long clients) {
        add("client.connect", clients);
        add("client.connack", clients);
        add("packets.connect.received", clients);
        add("packets.connack.sent", clients);
        add("packets.received", clients);
        add("packets.sent", clients);
    }

    private void add(String name, long count) {
        values.merge(name, count, Long::sum);
    }
}
