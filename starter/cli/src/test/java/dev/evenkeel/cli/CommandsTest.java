package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.client.FakeTemporal;
import dev.evenkeel.client.Samples;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandsTest {
    private final FakeTemporal temporal = FakeTemporal.withWorker();
    private final Typed typed = Typed.at(temporal);

    @AfterEach
    void close() {
        temporal.close();
    }

    @ParameterizedTest
    @CsvSource({"balanced,0", "level,0", "partly,1", "failed,1", "silent,1", "invalid,2", "refused,3"})
    void startIsWorthWhatTheRunCameTo(String name, int code) {
        assertThat(typed.run("start", name).code()).isEqualTo(code);
        assertThat(typed.run("result", name).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"fine,0,OK", "noted,0,NOTE", "warned,0,WARNING", "sick,3,ERROR"})
    void doctorIsWorthItsWorstFinding(String name, int code, String worst) throws IOException {
        assertThat(typed.run("doctor", name).code()).isEqualTo(code);

        Typed.Answer json = typed.run("doctor", name, "-o", "json");

        assertThat(json.code()).isEqualTo(code);
        Diagnosis diagnosis = ContractJson.mapper().readValue(json.out(), Diagnosis.class);
        assertThat(diagnosis.worst()).hasToString(worst);
        assertThat(diagnosis.findings().get(0).severity()).hasToString(worst);
    }

    @Test
    void startFollowsTheRunInPlainLinesAndShowsItsResult() {
        Typed.Answer answer = typed.run("start", "balanced");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .startsWith("started workflow emqx-rebalance/default/balanced, run ")
                .contains("Balanced: donors are within 1.1 of the recipients", "emqx-ee-3       0   2,340  +2,340")
                .doesNotContain("\u001b");
    }

    @Test
    void startOnATerminalRedrawsInPlaceAndHonoursNoColor() {
        String colourful = typed.onTerminal().run("start", "balanced").out();
        String plain = typed.with("NO_COLOR", "1").run("start", "balanced").out();

        assertThat(colourful).contains("\u001b[J", "\u001b[33m", "█");
        assertThat(plain).contains("\u001b[J").doesNotContain("\u001b[33m", "\u001b[1m");
    }

    @Test
    void aFailureIsToldInASentenceWithWhatWasDoneUntilThen() {
        Typed.Answer answer = typed.run("start", "silent");

        assertThat(answer.err()).isEqualTo("evenkeel: EmqxSilent: EMQX has not answered for an hour\n");
        assertThat(answer.out()).contains("Failed: ended Failed");
        assertThat(typed.with("EVENKEEL_DEBUG", "1").run("start", "silent").err())
                .contains("\tat ");
    }

    @Test
    void startWithoutWaitingComesBackAtOnceAndASecondOneIsRefused() {
        Typed.Answer first = typed.run("start", "waits", "--no-wait");
        Typed.Answer second = typed.run("start", "waits", "--no-wait");

        assertThat(first.code()).isZero();
        assertThat(second.code()).isEqualTo(3);
        assertThat(second.err().replace('\n', ' '))
                .contains("is running already", "workflow emqx-rebalance/default/waits, run");
        assertThat(second.err().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aWaitThatIsOverWithPodsOutIsTheOneThatPages() {
        Typed.Answer answer = typed.run("start", "waits", "--timeout", "1s");

        assertThat(answer.code()).isEqualTo(5);
        assertThat(answer.err()).contains("after 1s the run of default/waits still goes on, and pods may be out");
        assertThat(typed.run("watch", "waits", "--timeout", "0").code()).isEqualTo(5);
        assertThat(typed.run("result", "waits", "--timeout", "1s").code()).isEqualTo(5);
    }

    @Test
    void aWaitThatIsOverWithNothingOutHasOnlyFailed() {
        typed.run("start", "approves", "--no-wait");

        Typed.Answer answer = typed.run("watch", "approves", "--timeout", "1s");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).doesNotContain("pods may be out");
    }

    @Test
    void abortIsDoneWhenEverythingIsBackAndTheRunIsWorthFour() {
        typed.run("start", "waits", "--no-wait");
        awaiting(() -> typed.run("status", "waits").out().contains("50 %"));

        Typed.Answer abort = typed.run("abort", "waits", "--by", "ann", "--reason", "peak");

        assertThat(abort.code()).isZero();
        assertThat(abort.out()).startsWith("aborted by ann: peak\n").contains("Aborted: ended Aborted");
        assertThat(typed.run("result", "waits").code()).isEqualTo(4);
        assertThat(typed.run("watch", "waits").code()).isEqualTo(4);
    }

    @Test
    void aCancelledRunIsAbortedAndATerminatedOneIsNotRestored() {
        typed.run("start", "waits", "--no-wait");
        temporal.temporal()
                .newUntypedWorkflowStub("emqx-rebalance/default/waits")
                .cancel();
        assertThat(typed.run("result", "waits", "--timeout", "20s").code()).isEqualTo(4);
        typed.run("start", "waits", "--no-wait");
        temporal.temporal()
                .newUntypedWorkflowStub("emqx-rebalance/default/waits")
                .terminate("by hand");

        Typed.Answer answer = typed.run("result", "waits");

        assertThat(answer.code()).isEqualTo(5);
        assertThat(answer.err()).contains("Terminated: the run was killed").contains("janitor");
    }

    @Test
    void approveLetsTheReadPlanBegin() {
        typed.run("start", "approves", "--no-wait", "--approval-required");
        awaiting(() -> typed.run("status", "approves").out().contains("waiting for approval"));

        assertThat(typed.run("approve", "approves", "--plan", "stale").code()).isEqualTo(3);
        Typed.Answer approved = typed.run("approve", "approves", "--plan", "a1b2c3", "--by", "bob");

        assertThat(approved.out()).isEqualTo("the plan begins\n");
        assertThat(typed.run("watch", "approves").code()).isZero();
    }

    @Test
    void rejectEndsWhatWaitsForApproval() {
        typed.run("start", "approves", "--no-wait", "--approval-required");
        awaiting(() -> typed.run("status", "approves").out().contains("waiting for approval"));

        assertThat(typed.run("reject", "approves", "--plan", "stale").code()).isEqualTo(3);
        assertThat(typed.run("reject", "approves", "--by", "bob", "--reason", "Friday")
                        .out())
                .isEqualTo("rejected by bob: Friday\n");
        assertThat(typed.run("watch", "approves").code()).isEqualTo(4);
    }

    @Test
    void pauseHoldsUntilResumed() {
        typed.run("start", "waits", "--no-wait");
        awaiting(() -> typed.run("status", "waits").out().contains("evicts"));

        Typed.Answer early = typed.run("resume", "waits");
        assertThat(early.code()).isEqualTo(3);
        assertThat(early.err()).contains("not paused");
        assertThat(typed.run("pause", "waits", "--for", "10m", "--then", "abort", "--by", "bob", "--reason", "a call")
                        .out())
                .isEqualTo("paused by bob: a call for PT10M, then ABORT\n");
        assertThat(typed.run("resume", "waits", "--by", "bob").out()).isEqualTo("resumed by bob\n");
    }

    @Test
    void retuneTellsTheOtherPace() {
        typed.run("start", "waits", "--no-wait");
        awaiting(() -> typed.run("status", "waits").out().contains("evicts"));

        assertThat(typed.run(
                                "retune",
                                "waits",
                                "--conn-evict-rate",
                                "7",
                                "--max-connects-per-second-per-recipient",
                                "50",
                                "--by",
                                "bob")
                        .out())
                .isEqualTo("retuned by bob; connEvictRate 7; maxConnectsPerSecondPerRecipient 50\n");
        assertThat(typed.run(
                                "retune",
                                "waits",
                                "--pause-overdue-percent",
                                "1.5",
                                "--pause-refusals-percent",
                                "20",
                                "--abort-after-pause",
                                "10m",
                                "--by",
                                "bob")
                        .out())
                .isEqualTo("retuned by bob; guardrails pauseOverduePercent 1.5, pauseRefusalsPercent 20.0,"
                        + " abortAfterPause PT10M\n");
    }

    @ParameterizedTest
    @CsvSource({"any,0,Ready: 2", "level,0,Nothing to balance: within", "refused,3,Refused: a node evacuates"})
    void planAndDryRunAreTheSame(String name, int code, String headline) {
        Typed.Answer plan = typed.run("plan", name);

        assertThat(plan.code()).isEqualTo(code);
        assertThat(plan.out()).startsWith(headline);
        assertThat(typed.run("start", name, "--dry-run")).isEqualTo(plan);
        assertThat(typed.run("status", name).code()).isEqualTo(1);
    }

    @Test
    void statusShowsTheLiveNumbers() {
        typed.run("start", "waits", "--no-wait");
        awaiting(() -> typed.run("status", "waits").out().contains("50 %"));

        assertThat(typed.run("status", "waits").out())
                .contains("EMQX evicts connections", "emqx-ee-3", "1,170 -> 2,340", "donor, out", "50 % moved");
    }

    @Test
    void jsonAndYamlAreTheContractsOwn() throws IOException {
        JsonNode plan = ContractJson.mapper()
                .readTree(typed.run("plan", "any", "-o", "json").out());
        JsonNode result = ContractJson.mapper()
                .readTree(typed.run("start", "balanced", "-o", "json").out());
        JsonNode handle = new YAMLMapper()
                .readTree(typed.run("start", "waits", "--no-wait", "-o", "yaml").out());
        JsonNode status = new YAMLMapper()
                .readTree(typed.run("status", "waits", "-o", "yaml").out());

        assertThat(ContractJson.mapper().treeToValue(plan, Assessment.class)).isEqualTo(Samples.ready());
        assertThat(result.path("outcome").asText()).isEqualTo("BALANCED");
        assertThat(handle.path("workflowId").asText()).isEqualTo("emqx-rebalance/default/waits");
        assertThat(status.path("status").asText()).isEqualTo("RUNNING");
        assertThat(status.path("runId").asText()).isEqualTo(handle.path("runId").asText());
    }

    @Test
    void wideShowsNamesInFull() {
        assertThat(typed.run("plan", "any", "-o", "wide").out()).contains(Samples.node(3), "POD");
        assertThat(typed.run("start", "balanced", "-o", "wide").out()).contains(Samples.node(3));
    }

    @Test
    void startsTheArticlesManifestAsItStands(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rebalance.yaml");
        try (InputStream article = CommandsTest.class.getResourceAsStream("article.yaml")) {
            Files.write(file, article.readAllBytes());
        }

        Typed.Answer answer =
                typed.run("start", "-f", file.toString(), "--reason", "scaled out", "--max-restarts", "2");

        assertThat(answer.code()).isZero();
        String sent = temporal.input("emqx-rebalance/default/emqx-ee");
        assertThat(sent)
                .contains("\"connEvictRate\":10", "\"waitHealthCheck\":\"PT10S\"", "\"relConnThreshold\":1.1")
                .contains("\"reason\":\"scaled out\"", "\"maxRestarts\":2", "\"instanceName\":\"emqx-ee\"");
    }

    @Test
    void flagsAndFileAreMergedWhereTheyDoNotMeet() {
        String json = "{\"instanceName\":\"balanced\",\"rebalanceStrategy\":{\"connEvictRate\":5}}";

        Typed.Answer answer =
                typed.input(json).run("start", "-f", "-", "-n", "mqtt", "--wait-takeover", "1m30s", "--no-wait");

        assertThat(answer.out()).contains("emqx-rebalance/mqtt/balanced");
    }

    @Test
    void aRunThatIsNotThereIsSaidSo() {
        Typed.Answer answer = typed.run("status", "nowhere");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("no run of default/nowhere");
    }

    @Test
    void aTemporalThatIsNotThereIsToldWithinSeconds() {
        Instant began = Instant.now();

        Typed.Answer answer = Typed.inEarnest().run("status", "e", "--address", "127.0.0.1:1");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("Temporal at 127.0.0.1:1 cannot be", "--address");
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void helpVersionAndCompletionNeedNoTemporal() {
        Typed nowhere = Typed.inEarnest();

        assertThat(nowhere.run("--help").out())
                .contains("plan", "start", "status", "watch", "abort", "approve", "result");
        assertThat(nowhere.run("start", "--help").out())
                .contains("--conn-evict-rate", "--[no-]wait", "Exit codes:", "-f, --filename");
        assertThat(nowhere.run("--version").out()).startsWith("evenkeel ");
        assertThat(nowhere.run("completion").out()).contains("complete").contains("--conn-evict-rate");
        assertThat(nowhere.connections()).isZero();
    }

    private static void awaiting(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
