package dev.evenkeel.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One node's HTTP server. A closed one refuses connections; it opens again on the same address and port. */
final class NodeServer {
    static {
        // Without it each reply waits for the client's delayed acknowledgement, up to 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final Node node;
    private final NodeApi api;
    private final Executor threads;
    private final String address;
    private int port;
    private Optional<HttpServer> server = Optional.empty();

    NodeServer(Node node, NodeApi api, Executor threads, String address, int port) {
        this.node = node;
        this.api = api;
        this.threads = threads;
        this.address = address;
        this.port = port;
    }

    String address() {
        return address;
    }

    synchronized int port() {
        return port;
    }

    synchronized void open() throws IOException {
        if (server.isPresent()) {
            return;
        }
        HttpServer next = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 1024);
        next.createContext("/", this::handle);
        next.setExecutor(threads);
        next.start();
        port = next.getAddress().getPort();
        server = Optional.of(next);
    }

    synchronized void close() {
        server.ifPresent(open -> open.stop(0));
        server = Optional.empty();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = api.answer(call(exchange));
            if (reply != Reply.NONE) {
                send(exchange, reply);
            }
        }
    }

    private Call call(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        return new Call(
                node,
                exchange.getRequestMethod(),
                uri.getRawPath(),
                Objects.requireNonNullElse(uri.getRawQuery(), ""),
                "",
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        if (!reply.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        }
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
