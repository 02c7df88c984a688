package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Streams of changes, one JSON object a line. An object that leaves the selector is deleted in the watcher's eyes. */
final class Watches {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ObjectStore store;
    /** Counted up to end all streams that began before. */
    private final AtomicLong generation = new AtomicLong();

    Watches(ObjectStore store) {
        this.store = store;
    }

    void cut() {
        generation.incrementAndGet();
    }

    /** Sends changes until the time is up, the client has gone, or the streams are cut. */
    void stream(HttpExchange exchange, ApiRequest request, Predicate<JsonNode> matching) throws IOException {
        long born = generation.get();
        BlockingQueue<Change> queue = new LinkedBlockingQueue<>();
        Consumer<Change> listener = queue::add;
        store.listen(listener);
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.flush();
            long seen = begin(out, request, matching);
            Instant end = Instant.now().plus(limit(request));
            while (generation.get() == born && Instant.now().isBefore(end)) {
                Change change = queue.poll(50, TimeUnit.MILLISECONDS);
                if (change != null && change.version() > seen) {
                    send(out, request, matching, change);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            store.silence(listener);
        }
    }

    /** What was before the stream began: the changes since the version asked for, else all objects as added. */
    private long begin(OutputStream out, ApiRequest request, Predicate<JsonNode> matching) throws IOException {
        String from = request.query().getOrDefault("resourceVersion", "");
        if (from.isEmpty() || from.equals("0")) {
            long version = store.version();
            for (ObjectNode object : store.list(request.resource(), request.namespace())) {
                if (matching.test(object)) {
                    write(out, "ADDED", object);
                }
            }
            return version;
        }
        long seen = Long.parseLong(from);
        try {
            for (Change change : store.since(seen)) {
                send(out, request, matching, change);
                seen = change.version();
            }
        } catch (ApiError tooOld) {
            write(out, "ERROR", tooOld.status());
        }
        return seen;
    }

    private static void send(OutputStream out, ApiRequest request, Predicate<JsonNode> matching, Change change)
            throws IOException {
        Key key = change.key();
        boolean here = key.resource().equals(request.resource())
                && (request.namespace().isEmpty() || request.namespace().equals(key.namespace()))
                && (request.name().isEmpty() || request.name().equals(key.name()));
        if (!here) {
            return;
        }
        Optional<ObjectNode> before = change.before().filter(matching);
        Optional<ObjectNode> after = change.after().filter(matching);
        if (after.isPresent()) {
            write(out, before.isPresent() ? "MODIFIED" : "ADDED", after.get());
        } else if (before.isPresent()) {
            ObjectNode last = change.after().orElse(before.get()).deepCopy();
            last.withObject("/metadata").put("resourceVersion", Long.toString(change.version()));
            write(out, "DELETED", last);
        }
    }

    private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", object);
        out.write((Json.text(event) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Duration limit(ApiRequest request) {
        return Optional.ofNullable(request.query().get("timeoutSeconds"))
                .map(Long::parseLong)
                .map(Duration::ofSeconds)
                .orElse(LONGEST);
    }
}
