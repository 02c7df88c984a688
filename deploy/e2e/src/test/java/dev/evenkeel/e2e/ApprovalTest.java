package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.Optional;
import org.awaitility.Awaitility;
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

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void beginsByItselfWithinTheLimits() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            RebalanceResult result =
                    bench.run(asking("\"autoApprove\": {\"maxMovedPercent\": 30, \"maxDonorsOut\": 3}"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes())
                    .anyMatch(note -> note.endsWith("begins without anybody's approval: 23.4 % of all connections move,"
                            + " within maxMovedPercent 30.0; 3 donors are out at once, within maxDonorsOut 3"));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void waitsForAPersonAboveALimitAndSaysWhich() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(asking("\"autoApprove\": {\"maxMovedPercent\": 20, \"maxDonorsOut\": 3}"));
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);

            String why = "23.4 % of all connections move, above maxMovedPercent 20.0";
            RebalanceProgress waiting = bench.progress();
            assertThat(waiting.plan().orElseThrow().approval()).contains(new RebalancePlan.Approval(true, why));
            assertThat(waiting.notes()).anyMatch(note -> note.endsWith("waits for approval: " + why));
            approve(run, waiting.plan().orElseThrow().id());

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aPlanThatIsTooOldCannotBeApproved() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(asking("\"maxAge\": 1, \"timeout\": \"10m\""));
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String plan = bench.progress().plan().orElseThrow().id();
            bench.emqx.faults().errorRate(1, 503);
            bench.await(progress -> progress.notes().stream().anyMatch(note -> note.contains("is made again")));

            assertRefused(run, "approve", approval(plan), "is too old since");
            bench.emqx.faults().errorRate(0, 503);
            Awaitility.await().ignoreExceptions().until(() -> approve(run, plan).contains("may begin"));

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void isMadeAgainOverAndOverUntilTheTimeIsOver() {
        try (Bench bench = Bench.skipping(Stage::article)) {
            WorkflowStub run = bench.start(asking("\"maxAge\": \"10m\", \"timeout\": \"1h\""));

            assertThat(catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run)))
                    .hasStackTraceContaining("PLAN_NOT_APPROVED");
            assertThat(bench.progress().notes())
                    .filteredOn(note -> note.contains("600 s"))
                    .hasSize(1);
            assertThat(bench.history(Stage.CLUSTER_ID))
                    .filteredOn(event -> event.getActivityTaskScheduledEventAttributes()
                            .getActivityType()
                            .getName()
                            .equals("Assess"))
                    .hasSize(6);
            assertThat(bench.history(Stage.CLUSTER_ID)).hasSizeLessThan(100);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatHasDriftedFromTheApprovedPlanIsAskedForAgain() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(SPEC);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String plan = bench.progress().plan().orElseThrow().id();
            bench.emqx.faults().shift(bench.emqx.nodes().get(0).name(), -600);

            approve(run, plan);
            bench.await(progress -> progress.phase() == RunPhase.AWAITING_APPROVAL
                    && progress.notes().stream().anyMatch(note -> note.contains("does not begin")));

            assertThat(bench.progress().notes())
                    .anyMatch(note -> note.contains("was approved by bob and does not begin: nodes' counts differ from"
                            + " those of approved plan " + plan + " by 6.0 % of all connections, above maxDriftPercent"
                            + " 5.0"));
            assertThat(bench.kubernetes.requests().writes()).isZero();
            assertThat(approve(run, null)).contains("may begin");
            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.before().orElseThrow().total()).isEqualTo(9_400);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void beginsAsAnotherPlanWhereOnlyCountsHaveMovedALittle() {
        try (Bench bench =
                Bench.faster(20, shape -> shape.statefulSet("emqx-ee", "default", 4_000, 3_000, 2_510, 490))) {
            WorkflowStub run = bench.start(SPEC);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String plan = bench.progress().plan().orElseThrow().id();
            bench.emqx.faults().shift(bench.emqx.nodes().get(2).name(), -50);

            approve(run, plan);

            RebalanceResult result = bench.result(run);
            assertThat(result.notes())
                    .anyMatch(note -> note.startsWith("plan " + plan + " was approved by bob and" + " begins as plan ")
                            && note.endsWith("by 0.5 % of all connections, within maxDriftPercent 5.0"));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void saidTwiceIsSaidOnce() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            Stretched.EVICTING_CONNS.stretch(bench);
            WorkflowStub run = bench.start(SPEC);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String plan = bench.progress().plan().orElseThrow().id();

            assertThat(approve(run, plan)).contains("may begin");
            assertThat(approve(run, plan)).isEqualTo("plan " + plan + " is already approved by bob");
            bench.await(Stretched.EVICTING_CONNS::reached);
            assertThat(approve(run, plan)).contains("already approved");
            assertThat(approve(run, null)).contains("already approved");
            assertRefused(run, "approve", approval("another"), "no plan waits for approval: the run is EVICTING_CONNS");
            assertRefused(run, "reject", new Verbs.Reject(null, null, null), "no plan waits");
            Stretched.EVICTING_CONNS.release(bench);

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    private static String asking(String more) {
        return SPEC.replace("\"required\": true", "\"required\": true, " + more);
    }

    private static Verbs.Approve approval(String plan) {
        return new Verbs.Approve(Optional.ofNullable(plan), Optional.of("bob"));
    }

    private static String approve(WorkflowStub run, String plan) {
        return run.update("approve", Verbs.Acknowledgement.class, approval(plan))
                .message();
    }

    private static void assertRefused(WorkflowStub run, String verb, Object order, String why) {
        assertThatThrownBy(() -> run.update(verb, Verbs.Acknowledgement.class, order))
                .isInstanceOf(WorkflowUpdateException.class)
                .hasStackTraceContaining(why);
    }
}
