package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.e2e.Stage;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type and paste. Each ends at once, says all that is wrong, and has touched nothing. */
@Tag("real")
@Isolated
@Timeout(120)
final class BadInputTest {
    private static final String PASSWORD = "p4ssword-in-a-url";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    static Path folder;

    private static RealBench bench;
    private static int runs;

    @BeforeAll
    static void open() {
        bench = RealBench.open("bad-input", RunSpec.SPEED, Stage::article);
        bench.worker().ready();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                input("a wrong type", "{\"instanceName\": 7}", "instanceName"),
                input("an unknown field", "{\"instanceName\": \"emqx-ee\", \"speed\": 3}", "speed"),
                input("a negative rate", strategy("\"connEvictRate\": -1"), "rebalanceStrategy.connEvictRate", "-1"),
                input("no factor", strategy("\"relConnThreshold\": \"1.0\""), "rebalanceStrategy.relConnThreshold"),
                input("an empty name", "{\"instanceName\": \"\"}", "instanceName"),
                input(
                        "all of that",
                        "{\"instanceName\": \"\", \"speed\": 3, \"rebalanceStrategy\": {\"connEvictRate\": -1,"
                                + " \"sessEvictRate\": \"many\", \"relConnThreshold\": 0.9, \"waitTakeover\": []}}",
                        "instanceName",
                        "speed",
                        "rebalanceStrategy.connEvictRate",
                        "rebalanceStrategy.sessEvictRate",
                        "rebalanceStrategy.relConnThreshold",
                        "rebalanceStrategy.waitTakeover"),
                input("a list", "[1, 2]", "an object is expected"),
                input("a text", "\"emqx-ee\"", "an object is expected"),
                input("a number", "7", "an object is expected"),
                input("null", "null", "an object is expected"),
                input("an empty object", "{}", "instanceName"),
                Arguments.of("nothing", List.of(), List.of("an object is expected")),
                input("an unknown connection", "{\"connection\": \"nobody's\"}", "connection"),
                input("a profile that is not there", "{\"connection\": \"elsewhere\"}", "elsewhere", "edge"),
                input("an address", "{\"instanceName\": \"emqx-ee\", \"url\": \"http://u:" + PASSWORD + "@h\"}", "url"),
                input(
                        "a Secret",
                        "{\"instanceName\": \"emqx-ee\", \"secretName\": \"" + PASSWORD + "\", \"apiSecret\": \""
                                + PASSWORD + "\"}",
                        "secretName",
                        "apiSecret"),
                Arguments.of("a run timeout", timed("--run-timeout"), List.of("run timeout")),
                Arguments.of("an execution timeout", timed("--execution-timeout"), List.of("execution timeout")),
                Arguments.of(
                        "no JSON",
                        List.of("--input-meta", "encoding=binary/plain", "--input", "emqx-ee"),
                        List.of("7 bytes that cannot be read as JSON")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void invalid(String name, List<String> flags, List<String> named) {
        long before = bench.requests();

        Failed failed = run(flags);

        assertThat(failed.type()).as(failed.message()).isEqualTo(FailureKind.INVALID_REQUEST.wireName());
        assertThat(failed.message()).contains(named).doesNotContain(PASSWORD);
        assertThat(bench.requests()).as("requests to EMQX and Kubernetes").isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Junk.class)
    void junk(Junk junk) throws IOException {
        Path file = Files.writeString(folder.resolve(junk.name()), junk.text);
        long before = bench.requests();

        Failed failed = run(List.of("--input-file", file.toString()));

        assertThat(failed.type()).isEqualTo(FailureKind.INVALID_REQUEST.wireName());
        assertThat(failed.message()).hasSizeLessThan(2_000);
        assertThat(bench.requests()).isEqualTo(before);
    }

    enum Junk {
        TEXT("\"%s\""),
        REASON("{\"instanceName\": \"emqx-ee\", \"reason\": \"%s\"}"),
        FIELD("{\"instanceName\": \"emqx-ee\", \"%s\": 1}"),
        NUMBER("{\"maxRestarts\": %s}", "1".repeat(MEGABYTE)),
        /** What the command line just passes on. */
        DEEP("%s" + "]".repeat(9_000), "[".repeat(9_000)),
        /** What Jackson can just read, and in an envelope not write. */
        DEEPEST("%s" + "]".repeat(1_000), "[".repeat(1_000));

        private final String text;

        Junk(String form) {
            this(form, "x".repeat(MEGABYTE));
        }

        Junk(String form, String junk) {
            this.text = String.format(form, junk);
        }
    }

    @Test
    void aClusterThatIsNotThere() {
        Failed failed = run(List.of("--input", "{\"instanceName\": \"emqx-eee\"}"));

        assertThat(failed.type()).isEqualTo(FailureKind.CLUSTER_NOT_FOUND.wireName());
        assertThat(failed.message()).contains("emqx-eee");
    }

    @Test
    void aClusterThatNoConnectionIsBoundTo() {
        Failed failed = run(List.of("--input", "{\"instanceName\": \"emqx-ee\", \"namespace\": \"other\"}"));

        assertThat(failed.type()).isEqualTo(FailureKind.NO_CONNECTION_PROFILE.wireName());
    }

    @Test
    void credentialsThatEmqxRefuses() {
        bench.credentials("another-5ecret");
        try {
            Failed failed = run(List.of("--input", "{\"instanceName\": \"emqx-ee\"}"));

            assertThat(failed.type()).isEqualTo(FailureKind.EMQX_UNAUTHORIZED.wireName());
            assertThat(failed.message()).doesNotContain("another-5ecret");
        } finally {
            bench.credentials(RealBench.SECRET);
        }
    }

    private static Arguments input(String name, String json, String... named) {
        return Arguments.of(name, List.of("--input", json), List.of(named));
    }

    private static String strategy(String fields) {
        return "{\"instanceName\": \"emqx-ee\", \"rebalanceStrategy\": {" + fields + "}}";
    }

    private static List<String> timed(String flag) {
        return List.of("--input", "{\"instanceName\": \"emqx-ee\"}", flag, "1h");
    }

    /** How a run failed. */
    private record Failed(String type, String message) {}

    /** Types it, and takes the failure; whatever it was, no task of the workflow failed and EMQX was told nothing. */
    private static Failed run(List<String> flags) {
        String id = "typed-" + runs++;
        bench.type(id, null, flags.toArray(String[]::new)).wanted();
        try {
            throw new AssertionError("ended as " + bench.result(id).outcome());
        } catch (WorkflowFailedException failed) {
            assertThat(bench.history(id)).allSatisfy(BadInputTest::assertNothingTriedAgain);
            assertThat(bench.emqx().ledger().requests())
                    .noneSatisfy((request, times) -> assertThat(request).startsWith("POST"));
            ApplicationFailure why = (ApplicationFailure) failed.getCause();
            return new Failed(why.getType(), why.getOriginalMessage());
        }
    }

    private static void assertNothingTriedAgain(HistoryEvent event) {
        assertThat(event.getEventType())
                .isNotIn(
                        EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
                        EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
                        EventType.EVENT_TYPE_TIMER_STARTED);
        assertThat(event.getActivityTaskStartedEventAttributes().getAttempt()).isLessThanOrEqualTo(1);
    }
}
