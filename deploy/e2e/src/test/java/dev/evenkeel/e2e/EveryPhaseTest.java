package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Verbs;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In whatever phase a run is ended or loses its EMQX or its worker: nothing of it is left behind. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
final class EveryPhaseTest {
    /** Every phase takes a second or less on the wall clock; where it matters a phase is held. */
    private static final double SPEED = 20;

    private static final String SPEC = """
            {"instanceName": "emqx-ee", "approval": {"required": %s}, "rebalanceStrategy": {
             "connEvictRate": 40, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": 1.1, "relSessThreshold": 1.1}}
            """;

    static Stream<Arguments> everyPhase() {
        return EmqxRelease.times(Stretched.values());
    }

    static Stream<Arguments> everyPhaseOfWork() {
        return everyPhase().filter(arguments -> arguments.get()[1] != Stretched.AWAITING_APPROVAL);
    }

    @ParameterizedTest
    @MethodSource("everyPhase")
    @Execution(ExecutionMode.CONCURRENT)
    void abortLeavesNothingBehind(EmqxRelease release, Stretched stretched) {
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::withSessions))) {
            WorkflowStub run = begin(bench, stretched);

            run.update("abort", Verbs.Acknowledgement.class, new Verbs.Abort(null, null));
            stretched.release(bench);
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("everyPhase")
    @Execution(ExecutionMode.CONCURRENT)
    void cancelLeavesNothingBehind(EmqxRelease release, Stretched stretched) {
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::withSessions))) {
            WorkflowStub run = begin(bench, stretched);

            run.cancel();
            stretched.release(bench);
            WorkflowFailedException end = failure(bench, run);

            assertThat(end).hasCauseInstanceOf(CanceledFailure.class);
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("everyPhaseOfWork")
    @Execution(ExecutionMode.CONCURRENT)
    void anEmqxThatFallsSilentEndsTheRunWithAllPodsBack(EmqxRelease release, Stretched stretched) {
        try (Bench bench = Bench.faster(SPEED, release.of(Stage::withSessions))) {
            WorkflowStub run = begin(bench, stretched);

            bench.emqx.faults().unauthorized(true);
            stretched.release(bench);
            WorkflowFailedException end = failure(bench, run);

            assertThat(end.getCause()).isInstanceOf(ApplicationFailure.class);
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3));
        }
    }

    @ParameterizedTest
    @MethodSource("everyPhaseOfWork")
    @Execution(ExecutionMode.CONCURRENT)
    void goesOnWithAnotherWorkerAndStartsNothingTwice(EmqxRelease release, Stretched stretched) {
        try (Bench bench = Bench.fasterWithMortalWorker(SPEED, release.of(Stage::withSessions))) {
            WorkflowStub run = begin(bench, stretched);

            bench.stopWorker();
            stretched.release(bench);
            bench.startWorker();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
            bench.assertNothingLeft();
        }
    }

    private static WorkflowStub begin(Bench bench, Stretched stretched) {
        stretched.stretch(bench);
        WorkflowStub run = bench.start(String.format(SPEC, stretched == Stretched.AWAITING_APPROVAL));
        bench.await(stretched::reached);
        return run;
    }

    private static WorkflowFailedException failure(Bench bench, WorkflowStub run) {
        return catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));
    }
}
