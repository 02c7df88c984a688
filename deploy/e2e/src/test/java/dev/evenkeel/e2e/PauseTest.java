package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is held and goes on, and goes on at another pace; where there is nothing to hold the answer says so. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
final class PauseTest {
    private static final double SPEED = 20;

    private static final String SPEC = """
            {"instanceName": "emqx-ee", "rebalanceStrategy": {
             "connEvictRate": 40, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": 1.1, "relSessThreshold": 1.1}}
            """;

    @ParameterizedTest
    @EnumSource(
            names = {
                "ASSESSING",
                "EXCLUDING",
                "STARTING",
                "WAIT_HEALTH_CHECK",
                "EVICTING_CONNS",
                "WAIT_TAKEOVER",
                "EVICTING_SESSIONS"
            })
    @Execution(ExecutionMode.CONCURRENT)
    void comesToTheSameEnd(Stretched stretched) {
        try (Bench bench = Bench.faster(SPEED, Stage::withSessions)) {
            stretched.stretch(bench);
            WorkflowStub run = bench.start(SPEC);
            bench.await(stretched::reached);

            tell(run, "pause", pause(null, null));
            stretched.release(bench);
            bench.awaitPhase(RunPhase.PAUSED);
            List<Long> held = live(bench);

            assertThat(bench.emqx.faults().coordinators()).isEmpty();
            if (bench.progress().excluded()) {
                assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(3));
            }
            assertThat(tell(run, "pause", pause(null, null))).contains("already paused by anna: a call");
            assertThat(live(bench)).isEqualTo(held);
            tell(run, "resume", new Verbs.Resume(null));

            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.restarts()).isZero();
            assertThat(result.notes()).anyMatch(note -> note.startsWith("paused by anna: a call"));
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"RESUME, BALANCED", "ABORT, ABORTED"})
    @Execution(ExecutionMode.CONCURRENT)
    void whatNobodyResumesEndsAsItWasToldTo(Verbs.AfterPause then, Outcome outcome) {
        try (Bench bench = Bench.faster(SPEED, Stage::article)) {
            WorkflowStub run = evicting(bench);

            tell(run, "pause", pause("1s", then));
            Stretched.EVICTING_CONNS.release(bench);

            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(outcome);
            assertThat(result.summary() + result.notes()).contains("nobody resumed within PT1S");
            bench.assertNothingLeft();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aPausedRunCanBeAborted() {
        try (Bench bench = Bench.faster(SPEED, Stage::article)) {
            WorkflowStub run = evicting(bench);
            tell(run, "pause", pause(null, null));
            Stretched.EVICTING_CONNS.release(bench);
            bench.awaitPhase(RunPhase.PAUSED);

            tell(run, "abort", new Verbs.Abort(null, null));

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.ABORTED);
            bench.assertNothingLeft();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anotherPaceIsThatOfTheNextStart() {
        try (Bench bench = Bench.faster(SPEED, Stage::article)) {
            WorkflowStub run = evicting(bench, SPEC.replace("\"connEvictRate\": 40", "\"connEvictRate\": 4"));

            tell(run, "retune", new Verbs.Retune(Optional.of(123), null, Optional.of("anna")));
            Stretched.EVICTING_CONNS.release(bench);

            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).contains("retuned by anna; connEvictRate 123");
            assertThat(bench.emqx.ledger().starts()).hasSize(2);
            assertThat(bench.emqx.ledger().starts().get(1).body()).contains("\"conn_evict_rate\":123");
            bench.assertNothingLeft();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatCannotBeIsRefusedWithTheReason() {
        try (Bench bench = Bench.faster(SPEED, Stage::article)) {
            Stretched.RESTORING.stretch(bench);
            WorkflowStub run = bench.start(SPEC);
            bench.await(Stretched.RESTORING::reached);

            assertRefused(run, "pause", pause(null, null), "cannot be paused: it is RESTORING");
            assertRefused(run, "retune", new Verbs.Retune(Optional.of(1), null, null), "cannot be retuned");
            assertRefused(run, "pause", pause("soon", null), "atMost is 'soon'");
            assertRefused(run, "resume", new Verbs.Resume(null), "not paused: it is RESTORING");
            assertRefused(run, "reject", new Verbs.Reject(null, null, null), "no plan waits");
            assertRefused(run, "retune", new Verbs.Retune(null, null, null), "give connEvictRate");
            assertRefused(run, "retune", new Verbs.Retune(Optional.of(0), null, null), "must be 1 or more");
            Stretched.RESTORING.release(bench);

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    private static WorkflowStub evicting(Bench bench) {
        return evicting(bench, SPEC);
    }

    private static WorkflowStub evicting(Bench bench, String spec) {
        Stretched.EVICTING_CONNS.stretch(bench);
        WorkflowStub run = bench.start(spec);
        bench.await(Stretched.EVICTING_CONNS::reached);
        return run;
    }

    private static List<Long> live(Bench bench) {
        return bench.emqx.nodes().stream().map(node -> node.live()).toList();
    }

    private static Verbs.Pause pause(String atMost, Verbs.AfterPause then) {
        return new Verbs.Pause(
                Optional.ofNullable(atMost), Optional.ofNullable(then), Optional.of("anna"), Optional.of("a call"));
    }

    private static String tell(WorkflowStub run, String verb, Object order) {
        return run.update(verb, Verbs.Acknowledgement.class, order).message();
    }

    private static void assertRefused(WorkflowStub run, String verb, Object order, String why) {
        assertThatThrownBy(() -> tell(run, verb, order))
                .isInstanceOf(WorkflowUpdateException.class)
                .hasStackTraceContaining(why);
    }
}
