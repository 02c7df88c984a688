package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.GuardrailsChange;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.simulator.SimulatedCluster;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** Slow, and with nearly everybody allowed to be overdue. */
    private static final String LENIENT = """
            {"instanceName": "emqx-ee", "rebalanceStrategy": {"connEvictRate": 4, "waitHealthCheck": 10},
             "pacing": {"reconnectP95": "20s"},
             "guardrails": {"pauseOverduePercent": 100, "abortAfterPause": "60s"}}
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

            tell(run, "retune", new Verbs.Retune(Optional.of(123), null, null, Optional.of("anna")));
            Stretched.EVICTING_CONNS.release(bench);

            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).contains("retuned by anna; connEvictRate 123");
            assertThat(bench.emqx.ledger().starts()).hasSize(2);
            assertThat(bench.emqx.ledger().starts().get(1).body()).contains("\"conn_evict_rate\":123");
            bench.assertNothingLeft();
        }
    }

    /** Nobody comes back, which is allowed: a narrower limit is reached at the second look that judges by it. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void otherGuardrailsAreThoseOfTheNextTwoLooks() {
        try (Bench bench = Bench.faster(SPEED, PauseTest::nobodyComesBack)) {
            WorkflowStub run = bench.start(LENIENT);
            bench.await(progress ->
                    progress.phase() == RunPhase.EVICTING_CONNS && live(bench).get(0) < 3_334 - 40 * 4);

            assertThat(tell(run, "retune", overdue(0.5))).contains("EMQX goes on");

            RebalanceResult result = bench.result(run);
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary()).contains("guardrail clients overdue");
            assertThat(result.notes()).contains("retuned by anna; guardrails pauseOverduePercent 0.5");
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
            assertThat(attempts(bench, "Watch")).endsWith(2);
            bench.assertNothingLeft();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void noLookComesBetweenAnotherPaceAndTheStop() {
        try (Bench bench = Bench.faster(SPEED, Stage::article)) {
            WorkflowStub run = evicting(bench, SPEC.replace("\"connEvictRate\": 40", "\"connEvictRate\": 4"));

            tell(run, "retune", new Verbs.Retune(Optional.of(123), null, null, null));
            Stretched.EVICTING_CONNS.release(bench);
            bench.result(run);

            List<String> activities = bench.history(Stage.CLUSTER_ID).stream()
                    .dropWhile(event -> event.getEventType() != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
                    .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .map(event -> event.getActivityTaskScheduledEventAttributes()
                            .getActivityType()
                            .getName())
                    .toList();
            assertThat(activities).startsWith("StopRebalance");
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
            assertRefused(run, "retune", new Verbs.Retune(Optional.of(1), null, null, null), "cannot be retuned");
            assertRefused(run, "pause", pause("soon", null), "atMost is 'soon'");
            assertRefused(run, "resume", new Verbs.Resume(null), "not paused: it is RESTORING");
            assertRefused(run, "reject", new Verbs.Reject(null, null, null), "no plan waits");
            assertRefused(run, "retune", new Verbs.Retune(null, null, null, null), "give connEvictRate");
            assertRefused(run, "retune", new Verbs.Retune(Optional.of(0), null, null, null), "must be 1 or more");
            assertRefused(run, "retune", overdue(101), "guardrails.pauseOverduePercent: got 101.0; a number above 0");
            assertRefused(run, "retune", overdue(1), "cannot be retuned: it is RESTORING");
            Stretched.RESTORING.release(bench);

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.BALANCED);
        }
    }

    private static SimulatedCluster.Builder nobodyComesBack(SimulatedCluster.Builder shape) {
        return Stage.article(shape).neverReturn(1);
    }

    private static Verbs.Retune overdue(double percent) {
        return new Verbs.Retune(
                null,
                null,
                Optional.of(new GuardrailsChange(Optional.of(percent), null, null, null, null)),
                Optional.of("anna"));
    }

    /** How many attempts, which are looks, each activity of this type had that came to an end by itself. */
    private static List<Integer> attempts(Bench bench, String type) {
        List<HistoryEvent> events = bench.history(Stage.CLUSTER_ID);
        Set<Long> ofType = events.stream()
                .filter(event -> event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName()
                        .equals(type))
                .map(HistoryEvent::getEventId)
                .collect(Collectors.toSet());
        return events.stream()
                .filter(HistoryEvent::hasActivityTaskStartedEventAttributes)
                .map(HistoryEvent::getActivityTaskStartedEventAttributes)
                .filter(started -> ofType.contains(started.getScheduledEventId()))
                .map(started -> started.getAttempt())
                .toList();
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
