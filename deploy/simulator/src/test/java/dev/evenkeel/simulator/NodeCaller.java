package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Speaks to a node's API as an administrator. */
final class NodeCaller {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI root;
    private final String authorization;
    private final String api;

    NodeCaller(SimulatedNode node) {
        this(
                node.apiUrl(),
                "Basic " + Base64.getEncoder().encodeToString("key:secret".getBytes(StandardCharsets.UTF_8)));
    }

    NodeCaller(URI root, String authorization) {
        this(root, authorization, "/api/v5");
    }

    private NodeCaller(URI root, String authorization, String api) {
        this.root = root;
        this.authorization = authorization;
        this.api = api;
    }

    /** The same, speaking 4.4. */
    NodeCaller inV4() {
        return new NodeCaller(root, authorization, "/api/v4");
    }

    NodeCaller withKey(String key, String secret) {
        byte[] pair = (key + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return new NodeCaller(root, "Basic " + Base64.getEncoder().encodeToString(pair), api);
    }

    NodeCaller withoutKey() {
        return new NodeCaller(root, "", api);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(root.resolve(path)).GET());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(root.resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> start(String coordinator, String body) {
        return post(api + "/load_rebalance/" + coordinator + "/start", body);
    }

    HttpResponse<String> stop(String coordinator) {
        return post(api + "/load_rebalance/" + coordinator + "/stop", "");
    }

    JsonNode status() {
        return json(get(api + "/load_rebalance/status"));
    }

    JsonNode globalStatus() {
        return json(get(api + "/load_rebalance/global_status"));
    }

    int availability() {
        return get(api + "/load_rebalance/availability_check").statusCode();
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
