package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan that somebody must approve waits, and nothing is touched meanwhile. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class ApprovalTest {
    private static final String SPEC = ArticleTest.SPEC.replaceFirst("\\{", "{\"approval\": {\"required\": true}, ");

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void beginsOnceThePlanThatStandsIsApproved(EmqxRelease release) {
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            WorkflowStub run = bench.start(SPEC);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String plan = bench.progress().plan().orElseThrow().id();

            assertThat(bench.kubernetes.requests().writes()).isZero();
            assertThatThrownBy(() -> approve(run, "another"))
                    .isInstanceOf(WorkflowUpdateException.class)
                    .hasStackTraceContaining("read plan " + plan);
            approve(run, plan);

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void endsRefusedWhenNobodyApproves(EmqxRelease release) {
        String impatient = SPEC.replace("\"required\": true", "\"required\": true, \"timeout\": \"2s\"");
        try (Bench bench = Bench.faster(20, release.of(Stage::article))) {
            WorkflowStub run = bench.start(impatient);

            WorkflowFailedException end = catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));

            assertThat(FailureKind.REFUSED.is(end.getCause())).isTrue();
            assertThat(end.getCause().getMessage()).contains("PLAN_NOT_APPROVED");
            assertThat(bench.kubernetes.requests().writes()).isZero();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void endsWhenThePlanIsRejected() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(SPEC);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);

            run.update(
                    "reject",
                    Verbs.Acknowledgement.class,
                    new Verbs.Reject(Optional.empty(), Optional.of("anna"), Optional.of("not on Fridays")));

            WorkflowFailedException end = catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));
            assertThat(end.getCause()).matches(FailureKind.REFUSED::is);
            assertThat(end.getCause().getMessage()).contains("PLAN_REJECTED", "rejected by anna: not on Fridays");
            assertThat(bench.kubernetes.requests().writes()).isZero();
        }
    }

    private static void approve(WorkflowStub run, String plan) {
        run.update("approve", Verbs.Acknowledgement.class, new Verbs.Approve(Optional.of(plan), Optional.empty()));
    }
}
