package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EMQX forgets a rebalance with its coordinator; an empty status is then no success. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class LostRebalanceTest {
    private static final double SPEED = 40;
    private static final String COORDINATOR = "emqx-ee@emqx-ee-3.emqx-ee-headless.default.svc.cluster.local";

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void plansAgainWhenTheCoordinatorIsLost(EmqxRelease release) {
        try (Bench bench = Bench.faster(
                SPEED, release.of(emqx -> emqx.statefulSet("emqx-ee", "default", 3334, 3333, 3333, 0, 0)))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub run = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            bench.emqx.faults().kill(COORDINATOR);
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.restarts()).isEqualTo(1);
            assertThat(bench.emqx.ledger().starts()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void neverCallsItBalancedWhenTheRestartsAreUsedUp(EmqxRelease release) {
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::article))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub run = bench.start(withMaxRestarts(2));

            for (int lost = 0; lost <= 2; lost++) {
                int restarts = lost;
                bench.await(progress -> progress.phase() == RunPhase.EVICTING_CONNS && progress.restarts() == restarts);
                bench.emqx.faults().stopBehindOurBack();
            }
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).isEqualTo(Outcome.PARTIALLY_BALANCED);
            assertThat(result.restarts()).isEqualTo(2);
            assertThat(result.summary()).contains(Clause.ENGINE_INEQUALITY.name());
            assertThat(result.notes()).anyMatch(note -> note.contains("all 2 restarts are used up"));
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aStatusThatOmitsTheCoordinatorIsNoLoss(EmqxRelease release) {
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::article))) {
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub run = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            bench.emqx.faults().partialGlobalStatus(3);
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.restarts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void clientsThatStayAwayAreNamed(EmqxRelease release) {
        try (Bench bench =
                Bench.faster(SPEED, release.of(emqx -> Stage.article(emqx).neverReturn(0.2)))) {
            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).isEqualTo(Outcome.PARTIALLY_BALANCED);
            assertThat(result.summary()).contains(Clause.CLIENTS_BACK.name());
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aHotRecipientThatSatisfiesEmqxIsNoBalance(EmqxRelease release) {
        String spec = ArticleTest.SPEC.replace("\"connEvictRate\": 10", "\"connEvictRate\": 1200");
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::article))) {
            RebalanceResult result = bench.run(spec);

            assertThat(result.restarts()).isZero();
            assertThat(bench.emqx.ledger().starts()).hasSizeGreaterThan(1);
            boolean hot = result.findings().stream()
                    .anyMatch(finding -> finding.clause() == Clause.NO_HOT_NODE && !finding.holds());
            assertThat(result.outcome()).isEqualTo(hot ? Outcome.PARTIALLY_BALANCED : Outcome.BALANCED);
            bench.assertNothingLeft();
        }
    }

    private static String withMaxRestarts(int restarts) {
        return ArticleTest.SPEC.replaceFirst("\\{", "{\"maxRestarts\": " + restarts + ", ");
    }
}
