package dev.evenkeel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the recorded scenes again at the simulator. Requests that only look are put off until the simulator is in the
 * state that the recorded reply shows, for two minutes at most; then status, content type and shape must be the same.
 */
class RecordedExchangesTest {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int LOOKS = 2400;

    @Test
    void thereAreManyOfThem() {
        assertThat(RecordedExchanges.ofEmqx510().all()).hasSizeGreaterThan(300);
    }

    @TestFactory
    Stream<DynamicContainer> theSimulatorAnswersAsEmqxDid() {
        return RecordedExchanges.ofEmqx510().scenes().stream().map(this::play);
    }

    private DynamicContainer play(RecordedExchanges.Scene scene) {
        List<DynamicTest> tests = new ArrayList<>();
        ManualClock clock = new ManualClock();
        try (SimulatedCluster cluster = cluster(scene.given(), clock)) {
            for (RecordedExchanges.Exchange exchange : scene.exchanges()) {
                exchange.faultsBefore().forEach(fault -> suffer(cluster, clock, fault));
                HttpResponse<String> answer = ask(cluster, clock, exchange);
                tests.add(DynamicTest.dynamicTest(
                        exchange.id() + " " + exchange.title(), () -> compare(exchange.response(), answer)));
            }
        }
        return DynamicContainer.dynamicContainer(scene.scene() + " " + scene.about(), tests);
    }

    /** Evicted clients went to the nodes that had been empty, for those who recorded kept them from the donors. */
    private static SimulatedCluster cluster(RecordedExchanges.Given given, ManualClock clock) {
        SimulatedCluster.Builder builder = SimulatedCluster.builder()
                .clock(clock)
                .key("key", "secret", ApiKey.Permission.ADMINISTRATOR)
                .key("viewer", "secret", ApiKey.Permission.VIEWER);
        for (int i = 0; i < given.connections().size(); i++) {
            builder.node(NodeSpec.core(
                            "emqx" + (i + 1) + "@127.0.0.1", given.connections().get(i))
                    .withDisconnectedSessions(given.disconnectedSessions().get(i)));
        }
        SimulatedCluster cluster = builder.start();
        cluster.loadBalancer()
                .publish(cluster.nodes().stream()
                        .filter(node -> node.live() == 0)
                        .map(SimulatedNode::name)
                        .toList());
        return cluster;
    }

    private static void suffer(SimulatedCluster cluster, ManualClock clock, String fault) {
        String[] words = fault.split(" ");
        switch (words[0]) {
            case "kill" -> cluster.faults().kill(words[1]);
            case "restart" -> cluster.faults().restart(words[1]);
            case "hang" -> cluster.faults().hang(words[1]);
            case "thaw" -> cluster.faults().thaw(words[1]);
            case "wait" -> clock.advance(Duration.ofSeconds(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private static HttpResponse<String> ask(
            SimulatedCluster cluster, ManualClock clock, RecordedExchanges.Exchange exchange) {
        RecordedExchanges.Request request = exchange.request();
        URI root = cluster.node(request.asked()).apiUrl();
        NodeCaller caller = new NodeCaller(root, authorization(request.auth()));
        if (!request.method().equals("GET")) {
            return caller.post(request.path(), request.body() == null ? "" : request.body());
        }
        String wanted = state(exchange.response().status(), exchange.response().body());
        HttpResponse<String> answer = caller.get(request.path());
        for (int i = 0; i < LOOKS && !state(answer.statusCode(), answer.body()).equals(wanted); i++) {
            clock.advance(LOOK);
            answer = caller.get(request.path());
        }
        return answer;
    }

    private static String authorization(String auth) {
        return switch (auth) {
            case "admin" -> basic("key:secret");
            case "viewer" -> basic("viewer:secret");
            case "wrongKey" -> basic("key:wrong");
            case "badBearer" -> "Bearer nonsense";
            case "none" -> "";
            default -> throw new IllegalArgumentException(auth);
        };
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Status code, and the states of all that runs. */
    private static String state(int status, String body) {
        try {
            return status + " " + Json.MAPPER.readTree(body).findValuesAsText("state");
        } catch (JsonProcessingException noJson) {
            return status + "";
        }
    }

    private static void compare(RecordedExchanges.Response recorded, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(recorded.status());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).isEqualTo(recorded.contentType());
        if (recorded.body().startsWith("Unsupported code")) {
            assertThat(answer.body())
                    .startsWith(recorded.body().substring(0, 160))
                    .contains("schema def");
            return;
        }
        if (!recorded.contentType().equals("application/json")) {
            assertThat(answer.body()).isEqualTo(recorded.body());
            return;
        }
        JsonNode wanted = json(recorded.body());
        JsonNode got = json(answer.body());
        assertThat(shape(got)).isEqualTo(shape(wanted));
        if (wanted.has("code") && !wanted.path("code").asText().equals("INTERNAL_ERROR")) {
            assertThat(message(got)).isEqualTo(message(wanted));
        }
    }

    /** Paths of all members with their kinds; of numbers whether they are whole, of lists whether they are empty. */
    private static Map<String, String> shape(JsonNode node) {
        Map<String, String> shape = new TreeMap<>();
        shape("", node, shape);
        return shape;
    }

    private static void shape(String path, JsonNode node, Map<String, String> shape) {
        if (node.isObject()) {
            shape.put(path + "{}", "object");
            node.properties().forEach(member -> shape(path + "/" + member.getKey(), member.getValue(), shape));
        } else if (node.isArray()) {
            shape.put(path + "[]", "array");
            node.forEach(item -> shape(path + "[]" + nodeStatus(item), item, shape));
        } else {
            shape.put(
                    path,
                    node.isNumber()
                            ? (node.isIntegralNumber() ? "whole" : "float")
                            : node.getNodeType().name());
        }
    }

    private static String nodeStatus(JsonNode item) {
        return item.path("node_status").asText();
    }

    /** Code and message; the message itself may be JSON, and then the order of its members says nothing. */
    private static List<Object> message(JsonNode error) {
        String message = error.path("message").asText();
        return List.of(error.path("code"), message.startsWith("{") ? json(message) : message);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
