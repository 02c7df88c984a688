package dev.evenkeel.emqx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An EMQX node's HTTP API that says what it was told to say, and remembers what it was asked. */
final class FakeNode implements AutoCloseable {
    static {
        // Head and body are two packets: with Nagle every answer on a kept connection waits 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile boolean hung;

    FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new IllegalStateException("no free port on loopback", impossible);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** An answer to every request whose path ends so. */
    FakeNode says(String path, int status, String type, String body) {
        replies.put(path, new Reply(status, type, body, Map.of()));
        return this;
    }

    FakeNode says(String path, int status, String body) {
        return says(path, status, "application/json", body);
    }

    FakeNode says(String path, int status, String body, Map<String, String> headers) {
        replies.put(path, new Reply(status, "application/json", body, headers));
        return this;
    }

    FakeNode isCalled(String node) {
        return says("/status", 200, "text/plain", "Node " + node + " is started\nemqx is running");
    }

    /** It takes requests and answers none. */
    FakeNode hangs() {
        hung = true;
        return this;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<Seen> seen(String path) {
        return seen.stream().filter(request -> request.path().endsWith(path)).toList();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    EntryPoint entry() {
        return new EntryPoint(Optional.empty(), Optional.empty(), url());
    }

    EntryPoint entryOf(String node) {
        return new EntryPoint(Optional.of(node), Optional.empty(), url());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getRawPath();
        seen.add(new Seen(
                exchange.getRequestMethod(),
                path,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                body));
        if (hung) {
            awaitEnd();
        }
        Reply reply = replies.entrySet().stream()
                .filter(entry -> path.endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new Reply(404, "text/html", "<html><h1>404 - NOT FOUND</h1></html>", Map.of()));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    record Seen(String method, String path, Optional<String> authorization, String body) {}

    private record Reply(int status, String type, String body, Map<String, String> headers) {}
}
