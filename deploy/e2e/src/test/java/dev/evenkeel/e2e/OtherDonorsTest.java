package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts move between the look and the start, and EMQX chooses other donors than were planned. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class OtherDonorsTest {
    private static final double SPEED = 10;
    private static final String SECOND = "emqx-ee@emqx-ee-1.emqx-ee-headless.default.svc.cluster.local";
    /** Half a minute of EMQX's time, so that a slow machine is in time too. */
    private static final String SPEC = ArticleTest.SPEC
            .replace("\"connEvictRate\": 10", "\"connEvictRate\": 50")
            .replace("\"waitHealthCheck\": 10", "\"waitHealthCheck\": 30");

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aNewDonorLeavesTheServiceBeforeEvictionBegins(EmqxRelease release) {
        try (Bench bench =
                Bench.faster(SPEED, release.of(emqx -> emqx.statefulSet("emqx-ee", "default", 4000, 1000, 0)))) {
            bench.emqx.faults().holdIn("wait_health_check");
            WorkflowStub run = shiftedWhileExcluding(bench, 3_000);

            bench.await(progress -> bench.kubernetes.servingPods().equals(bench.pods(2)));
            bench.emqx.faults().holdIn("evicting_conns");
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(2));
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void aDonorThatIsNoneAnyMoreComesBackAtOnce(EmqxRelease release) {
        try (Bench bench =
                Bench.faster(SPEED, release.of(emqx -> emqx.statefulSet("emqx-ee", "default", 4000, 2600, 0)))) {
            bench.emqx.faults().holdIn("wait_health_check");
            WorkflowStub run = shiftedWhileExcluding(bench, -2_500);

            bench.await(progress -> bench.kubernetes.servingPods().equals(bench.pods(1, 2)));
            bench.emqx.faults().holdIn("evicting_conns");
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(1, 2));
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2));
        }
    }

    /** 4.4 takes no wait of zero. */
    @ParameterizedTest
    @EnumSource(
            names = {"E4_4_19", "E4_4_24"},
            mode = EnumSource.Mode.EXCLUDE)
    @Execution(ExecutionMode.CONCURRENT)
    void withoutAWaitItIsStoppedAndPlannedAgain(EmqxRelease release) {
        String noWait = SPEC.replace("\"waitHealthCheck\": 30", "\"waitHealthCheck\": 0");
        try (Bench bench =
                Bench.faster(SPEED, release.of(emqx -> emqx.statefulSet("emqx-ee", "default", 4000, 1000, 0)))) {
            WorkflowStub run = shiftedWhileExcluding(bench, 3_000, noWait);
            RebalanceResult result = bench.result(run);

            assertThat(result.restarts()).isEqualTo(1);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"E4_4_19", "E4_4_24"})
    @Execution(ExecutionMode.CONCURRENT)
    void noWaitIsRefusedBy4_4BeforeAnythingIsTouched(EmqxRelease release) {
        String noWait = SPEC.replace("\"waitHealthCheck\": 30", "\"waitHealthCheck\": 0");
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::article))) {
            WorkflowFailedException end = catchThrowableOfType(WorkflowFailedException.class, () -> bench.run(noWait));

            assertThat(FailureKind.REFUSED.is(end.getCause())).isTrue();
            assertThat(end.getCause().getMessage()).contains("WAIT_IS_ZERO", "waitHealthCheck is 0");
            assertThat(bench.kubernetes.requests().writes()).isZero();
        }
    }

    private static WorkflowStub shiftedWhileExcluding(Bench bench, long connections) {
        return shiftedWhileExcluding(bench, connections, SPEC);
    }

    private static WorkflowStub shiftedWhileExcluding(Bench bench, long connections, String spec) {
        Stretched.EXCLUDING.stretch(bench);
        WorkflowStub run = bench.start(spec);
        bench.awaitPhase(RunPhase.EXCLUDING);
        bench.emqx.faults().shift(SECOND, connections);
        Stretched.EXCLUDING.release(bench);
        return run;
    }
}
