package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cluster's workflow id is the lock, whatever id people type. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class OneRunPerClusterTest {
    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void anIdTypedByHandRunsAsTheClustersOwn(EmqxRelease release) {
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub typed = bench.start("typed-by-hand", ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            assertThat(typed.query("progress", RebalanceProgress.class).runsAs())
                    .contains(Stage.CLUSTER_ID);
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(typed);

            assertThat(result.outcome()).isEqualTo(Outcome.BALANCED);
            assertThat(result.run().workflowId()).isEqualTo(Stage.CLUSTER_ID);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aSecondStartNamesTheRunningRun(EmqxRelease release) {
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            WorkflowStub first = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.WAIT_HEALTH_CHECK);

            WorkflowStub second = bench.start("another-id", "{\"instanceName\": \"emqx-ee\"}");
            ApplicationFailure refused = failure(second);

            assertThat(FailureKind.ALREADY_RUNNING.is(refused)).isTrue();
            assertThat(refused.getOriginalMessage())
                    .contains(Stage.CLUSTER_ID, first.getExecution().getRunId());
            assertThat(bench.result(first).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void anAbortIsPassedOn(EmqxRelease release) {
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub typed = bench.start("typed-by-hand", ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            typed.update(
                    "abort",
                    Verbs.Acknowledgement.class,
                    new Verbs.Abort(Optional.of("operator"), Optional.of("peak hour")));
            RebalanceResult result = bench.result(typed);

            assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary()).contains("operator", "peak hour");
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aCancelIsPassedOn(EmqxRelease release) {
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub typed = bench.start("typed-by-hand", ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            typed.cancel();
            WorkflowFailedException end =
                    catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(typed));

            assertThat(end).hasCauseInstanceOf(CanceledFailure.class);
            bench.assertNothingLeft();
        }
    }

    private static ApplicationFailure failure(WorkflowStub run) {
        WorkflowFailedException end =
                catchThrowableOfType(WorkflowFailedException.class, () -> run.getResult(RebalanceResult.class));
        return (ApplicationFailure) end.getCause();
    }
}
