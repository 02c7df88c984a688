package dev.evenkeel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RunPhase;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EvenkeelClientTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeTemporal temporal = FakeTemporal.withWorker();
    private final EvenkeelClient client = temporal.client();

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void startsUnderTheIdThatIsTheClustersLock() {
        RunHandle run = client.start(request("balanced"));

        assertThat(run.workflowId()).isEqualTo("emqx-rebalance/default/balanced");
        assertThat(client.result(run, SOON).outcome()).isEqualTo(Outcome.BALANCED);
        assertThat(client.result(run.cluster(), SOON).run().firstRunId()).isEqualTo(run.runId());
    }

    @Test
    void startsWithoutAnyTimeoutAndWithTheNamespaceWrittenOut() {
        RunHandle run = client.start(new RebalanceRequest(
                Optional.of("waits"),
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                3,
                null,
                Optional.of("scaled out")));

        // The in-process server writes ten years where none was asked for.
        assertThat(temporal.started(run.workflowId()).path("workflowRunTimeout").asText())
                .isEqualTo("315360000s");
        assertThat(temporal.started(run.workflowId())
                        .path("workflowExecutionTimeout")
                        .asText())
                .isEqualTo("315360000s");
        assertThat(temporal.input(run.workflowId())).contains("\"namespace\":\"default\"");
        assertThat(temporal.temporal()
                        .newUntypedWorkflowStub(run.workflowId())
                        .describe()
                        .getStaticSummary())
                .isEqualTo("rebalance default/waits");
    }

    @Test
    void refusesASecondRunAndNamesTheFirst() {
        RunHandle first = client.start(request("waits"));

        AlreadyRunningException taken =
                catchThrowableOfType(AlreadyRunningException.class, () -> client.start(request("waits")));

        assertThat(taken.runId()).isEqualTo(first.runId());
        assertThat(taken.workflowId()).isEqualTo(first.workflowId());
        assertThat(taken).hasMessageContaining(first.runId());
    }

    @Test
    void startsAgainOnceTheFirstRunIsOver() {
        RunHandle first = client.start(request("balanced"));
        client.result(first, SOON);

        RunHandle second = client.start(request("balanced"));

        assertThat(second.runId()).isNotEqualTo(first.runId());
        assertThat(client.result(second, SOON).outcome()).isEqualTo(Outcome.BALANCED);
    }

    @Test
    void judgesARequestBeforeAnythingIsSent() {
        RebalanceRequest nonsense = RebalanceRequest.of("_", "Not A Name");

        InvalidRequestException invalid =
                catchThrowableOfType(InvalidRequestException.class, () -> client.start(nonsense));

        assertThat(invalid.problems())
                .extracting(problem -> problem.path())
                .containsExactly("instanceName", "namespace");
        assertThatThrownBy(() -> client.plan(nonsense, SOON)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.view(ClusterRef.inKubernetes("_", "Not A Name")))
                .isInstanceOf(RunNotFoundException.class);
    }

    @Test
    void plansWithoutTakingTheLock() {
        client.start(request("waits"));

        Assessment assessment = client.plan(request("waits"), SOON);

        assertThat(assessment).isEqualTo(Samples.ready());
    }

    @Test
    void aPlanThatCannotBeMadeSaysWhy() {
        assertThatThrownBy(() -> client.plan(request("silent"), SOON))
                .isInstanceOfSatisfying(
                        RunFailedException.class,
                        failed -> assertThat(failed.kind()).contains(FailureKind.EMQX_SILENT));
    }

    @Test
    void viewMergesWhatTheRunRemembersWithWhatItsWatchSeesNow() {
        RunHandle run = client.start(request("waits"));
        awaiting(() -> client.view(run.cluster()).look().isPresent());

        RunView view = client.view(run.cluster());

        assertThat(view.over()).isFalse();
        assertThat(view.runId()).isEqualTo(run.runId());
        assertThat(view.progress().orElseThrow().phase()).isEqualTo(RunPhase.EVICTING_CONNS);
        assertThat(view.look()).contains(Samples.look());
        assertThat(view.pending()).singleElement().satisfies(step -> {
            assertThat(step.activity()).isEqualTo("Watch");
            assertThat(step.lastFailure()).isEmpty();
        });
        assertThat(view.unanswered()).isEmpty();
    }

    @Test
    void viewOfARunThatIsOverSaysSo() {
        RunHandle run = client.start(request("balanced"));
        client.result(run, SOON);

        RunView view = client.view(run.cluster());

        assertThat(view.status()).isEqualTo(RunView.Status.COMPLETED);
        assertThat(view.ended()).isPresent();
        assertThat(view.progress().orElseThrow().phase()).isEqualTo(RunPhase.DONE);
    }

    @Test
    void abortsARunThatAWorkerHas() {
        RunHandle run = client.start(request("waits"));
        awaiting(() -> client.view(run.cluster()).look().isPresent());

        AbortReport report = client.abort(run.cluster(), Optional.of("ann"), Optional.of("peak begins"));

        assertThat(report).isEqualTo(new AbortReport(AbortReport.How.ACCEPTED, "aborted by ann: peak begins"));
        assertThat(client.result(run, SOON).outcome()).isEqualTo(Outcome.ABORTED);
    }

    @Test
    void approvesThePlanThatWasRead() {
        RunHandle run = client.start(request("approves"));
        awaiting(() -> client.view(run.cluster()).progress().orElseThrow().phase() == RunPhase.AWAITING_APPROVAL);

        assertThatThrownBy(() -> client.approve(run.cluster(), Optional.of("stale"), Optional.empty()))
                .isInstanceOf(VerbRefusedException.class)
                .hasMessage("the run refused 'approve': plan a1b2c3 is not the one that waits");
        assertThat(client.approve(run.cluster(), Optional.of("a1b2c3"), Optional.of("bob")))
                .isEqualTo("the plan begins");
        assertThat(client.result(run, SOON).outcome()).isEqualTo(Outcome.BALANCED);
    }

    @Test
    void whatARunDidBeforeItFailedIsInTheException() {
        RunHandle run = client.start(request("silent"));

        RunFailedException failed = catchThrowableOfType(RunFailedException.class, () -> client.result(run, SOON));

        assertThat(failed.ending()).isEqualTo(RunFailedException.Ending.FAILED);
        assertThat(failed.type()).isEqualTo("EmqxSilent");
        assertThat(failed).hasMessage("EMQX has not answered for an hour");
        assertThat(failed.result().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void cancelledAndTerminatedRunsAreToldApart() {
        RunHandle cancelled = client.start(request("waits"));
        temporal.temporal().newUntypedWorkflowStub(cancelled.workflowId()).cancel();
        RunFailedException first = catchThrowableOfType(RunFailedException.class, () -> client.result(cancelled, SOON));
        RunHandle terminated = client.start(request("waits"));
        awaiting(() -> client.view(terminated.cluster()).look().isPresent());
        temporal.temporal().newUntypedWorkflowStub(terminated.workflowId()).terminate("by hand");
        RunFailedException second =
                catchThrowableOfType(RunFailedException.class, () -> client.result(terminated, SOON));

        assertThat(first.ending()).isEqualTo(RunFailedException.Ending.CANCELED);
        assertThat(first.ending().killed()).isFalse();
        assertThat(second.ending()).isEqualTo(RunFailedException.Ending.TERMINATED);
        assertThat(second.ending().killed()).isTrue();
        RunView view = client.view(terminated.cluster());
        assertThat(view.status()).isEqualTo(RunView.Status.TERMINATED);
        // The SDK cannot replay a terminated run, and so nobody can ask it whether pods are out.
        assertThat(view.unanswered().orElseThrow())
                .startsWith("the run does not answer: ")
                .hasLineCount(1);
    }

    @Test
    void aWaitThatIsOverLeavesTheRunAlone() {
        RunHandle run = client.start(request("waits"));

        assertThatThrownBy(() -> client.result(run, Duration.ofSeconds(5)))
                .isInstanceOf(NoAnswerException.class)
                .hasMessage("the run of default/waits did not end within 5 s");
        assertThat(client.view(run.cluster()).over()).isFalse();
    }

    @Test
    void aRunThatIsNotThereIsSaidSo() {
        ClusterRef nowhere = Samples.cluster("nowhere");

        assertThatThrownBy(() -> client.view(nowhere)).isInstanceOf(RunNotFoundException.class);
        assertThatThrownBy(() -> client.result(nowhere, SOON)).isInstanceOf(RunNotFoundException.class);
        assertThatThrownBy(() -> client.abort(nowhere, Optional.empty(), Optional.empty()))
                .isInstanceOf(RunNotFoundException.class);
    }

    @Test
    void aRunThatIsOverCannotBeAborted() {
        RunHandle run = client.start(request("balanced"));
        client.result(run, SOON);

        assertThatThrownBy(() -> client.abort(run.cluster(), Optional.empty(), Optional.empty()))
                .isInstanceOf(RunNotFoundException.class)
                .hasMessageContaining("or it is over");
    }

    @Test
    void refusesAClientWhoseConverterIsStrict() {
        WorkflowClient strict = WorkflowClient.newInstance(
                temporal.temporal().getWorkflowServiceStubs(), WorkflowClientOptions.getDefaultInstance());

        assertThatThrownBy(() -> EvenkeelClient.over(strict, "default"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ContractJson.dataConverter()");
    }

    static RebalanceRequest request(String name) {
        return RebalanceRequest.of("default", name);
    }

    static void awaiting(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(SOON);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
