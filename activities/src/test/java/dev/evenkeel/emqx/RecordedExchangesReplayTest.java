package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.simulator.RecordedExchanges;
import dev.evenkeel.simulator.RecordedExchanges.Exchange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a real EMQX 5.10.3 was heard to say is either understood or one of our failures, whatever was asked. */
class RecordedExchangesReplayTest {
    private static final String NODE = "emqx1@127.0.0.1";
    private static final StartParameters PARAMETERS = new StartParameters(
            10, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), new Threshold(10, 1.05), new Threshold(10, 1.05));
    private static final Set<FailureKind> OURS = EnumSet.of(
            FailureKind.EMQX_UNAUTHORIZED,
            FailureKind.EMQX_FORBIDDEN,
            FailureKind.EMQX_REJECTED,
            FailureKind.EMQX_NOT_SUPPORTED,
            FailureKind.EMQX_UNAVAILABLE,
            FailureKind.EMQX_BUSY,
            FailureKind.EMQX_OUTCOME_UNKNOWN);
    private static final List<Function<EmqxClient, Object>> QUESTIONS = List.of(
            EmqxClient::nodes,
            client -> client.globalStatus(NODE),
            EmqxClient::counters,
            client -> client.available(NODE),
            client -> client.start(NODE, List.of(NODE), PARAMETERS),
            client -> client.stop(NODE));

    private static RetrofitEmqxClients clients;
    private static FakeNode node;

    @BeforeAll
    static void open() {
        clients = new RetrofitEmqxClients(EmqxTimeouts.defaults());
        node = new FakeNode();
    }

    @AfterAll
    static void close() {
        clients.close();
        node.close();
    }

    static Stream<Exchange> recorded() {
        return RecordedExchanges.ofEmqx510().all();
    }

    private static EmqxClient replaying(Exchange exchange) {
        String type = exchange.response().contentType();
        String body = exchange.response().body();
        node.says("", exchange.response().status(), type == null ? "" : type, body == null ? "" : body);
        return clients.open("mqtt/emqx", List.of(node.entryOf(NODE)), new Credentials("k", () -> "planted"));
    }

    /** The answer, or the kind of the failure; anything else that is thrown fails the test. */
    private static Object answer(Function<EmqxClient, Object> question, EmqxClient client) {
        try {
            return question.apply(client);
        } catch (EmqxException failure) {
            assertThat(failure.getMessage()).contains("mqtt/emqx").doesNotContain("planted");
            return failure.kind();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyAnswerToEveryQuestionIsUnderstood(Exchange exchange) {
        EmqxClient client = replaying(exchange);

        List<Object> answers =
                QUESTIONS.stream().map(question -> answer(question, client)).toList();

        assertThat(answers).doesNotContainNull().allSatisfy(answer -> {
            if (answer instanceof FailureKind kind) {
                assertThat(OURS).contains(kind);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theQuestionThatWasAskedGetsItsAnswer(Exchange exchange) {
        EmqxClient client = replaying(exchange);
        String path = exchange.request().path();
        int status = exchange.response().status();
        boolean start = exchange.request().method().equals("POST") && path.matches(".*/load_rebalance/[^/]+/start");
        String said = String.valueOf(exchange.response().body());

        if (status == 200 && path.endsWith("/nodes")) {
            assertThat(client.nodes()).isNotEmpty();
        } else if (status == 200 && path.endsWith("/global_status")) {
            assertThat(client.globalStatus(NODE).rebalances()).hasSize(said.split("\"donors\"", -1).length - 1);
        } else if (path.endsWith("/availability_check")) {
            assertThat(client.available(NODE)).isEqualTo(status == 200);
        } else if (start && status < 500) {
            assertThat(answer(QUESTIONS.get(4), client)).isEqualTo(expectedOfStart(status, said));
        } else if (start) {
            assertThat(answer(QUESTIONS.get(4), client)).isEqualTo(FailureKind.EMQX_BUSY);
        } else if (path.endsWith("/stop") && status == 200) {
            assertThat(client.stop(NODE)).isEqualTo(EmqxClient.StopAnswer.STOPPED);
        }
    }

    private static Object expectedOfStart(int status, String said) {
        return switch (status) {
            case 200 -> EmqxClient.StartAnswer.STARTED;
            case 400 -> expectedOfRefusal(said);
            case 401 -> FailureKind.EMQX_UNAUTHORIZED;
            case 403 -> FailureKind.EMQX_FORBIDDEN;
            case 404 -> FailureKind.EMQX_UNAVAILABLE;
            default -> throw new IllegalStateException("not recorded: " + status);
        };
    }

    private static Object expectedOfRefusal(String said) {
        Map<String, Object> known = Map.of(
                "nothing_to_balance", EmqxClient.StartAnswer.NOTHING_TO_BALANCE,
                "already_started", EmqxClient.StartAnswer.ALREADY_STARTED,
                "eviction_agent_busy", FailureKind.EMQX_BUSY,
                "Nodes unavailable", FailureKind.EMQX_UNAVAILABLE);
        return known.entrySet().stream()
                .filter(words -> said.contains(words.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(FailureKind.EMQX_REJECTED);
    }

    @Test
    void replaysAllOfThem() {
        assertThat(recorded().count()).isGreaterThan(150);
    }
}
