package dev.evenkeel.activity;

import static dev.evenkeel.activity.EngineBench.DONORS;
import static dev.evenkeel.activity.EngineBench.failure;
import static dev.evenkeel.activity.FakeEmqxClient.rebalance;
import static dev.evenkeel.activity.TestClock.BEGAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.StartOutcome;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.StopReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.emqx.GlobalStatus.Rebalance;
import dev.evenkeel.kubernetes.ClusterLease;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineActivitiesTest {
    private static final Rebalance OURS = rebalance("n4", EmqxState.EVICTING_CONNS, DONORS, List.of("n4"), 10);
    private static final Rebalance WITH_ANOTHER_RATE =
            rebalance("n4", EmqxState.EVICTING_CONNS, DONORS, List.of("n4"), 500);
    private static final Rebalance AMONG_OTHER_NODES =
            rebalance("n4", EmqxState.EVICTING_CONNS, List.of("n1", "n9"), List.of("n4"), 10);

    private final EngineBench bench = new EngineBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void takesTheDonorsFromEmqx() {
        bench.emqx.node("n3", 1500);

        StartReport report = bench.start();

        assertThat(report.outcome()).isEqualTo(StartOutcome.STARTED);
        assertThat(report.state()).isEqualTo(EmqxState.WAIT_HEALTH_CHECK);
        assertThat(report.donors()).containsExactly("n1", "n2");
        assertThat(report.recipients()).containsExactly("n3", "n4");
        assertThat(report.at()).isEqualTo(BEGAN);
        assertThat(report.calm().orElseThrow().on("n3")).isEqualTo(1500);
    }

    /** What the janitor counts from, if the run ends while the start is on its way. */
    @Test
    void writesTheLeaseBeforeItStartsWhateverTheLever() {
        bench.leases.put(leaseOf(EngineBench.RUN.mark()));
        bench.clock.pass(Duration.ofSeconds(19));

        bench.startBehindLabel();

        assertThat(bench.leases.read("mqtt", "emqx")).hasValueSatisfying(lease -> {
            assertThat(lease.wave()).contains(EngineBench.WAVE);
            assertThat(lease.lastSignAt()).isEqualTo(BEGAN.plusSeconds(19));
        });
    }

    /** A worker that was frozen for minutes, for instance: the run is over, and another one has begun. */
    @Test
    void startsNothingWhereAnotherRunHasTheLeaseMeanwhile() {
        bench.leases.put(leaseOf("elsewhere/emqx-rebalance/mqtt/emqx/run-9"));

        assertThat(failure(bench::startBehindLabel)).matches(FailureKind.CLUSTER_HELD::is);
        assertThat(bench.emqx.asked()).doesNotContain("start n4");
    }

    private ClusterLease leaseOf(String mark) {
        return ClusterLease.of(
                "emqx",
                EngineBench.IN_KUBERNETES,
                mark,
                Lever.LABEL,
                Optional.empty(),
                BEGAN.plus(Duration.ofHours(1)),
                bench.clock.instant(),
                LifeTimes.defaults().lease());
    }

    /** Temporal answers a heartbeat of an attempt that it has given up by saying so. */
    @Test
    void asksTemporalWhetherTheStartIsStillWantedBeforeItIsSent() {
        bench.start();

        assertThat(bench.askedAtHeartbeats).first().asInstanceOf(LIST).isEmpty();
    }

    @Test
    void reportsThatEmqxFoundNothingToBalance() {
        DONORS.forEach(donor -> bench.emqx.node(donor, 0));

        StartReport report = bench.start();

        assertThat(report.outcome()).isEqualTo(StartOutcome.NOTHING_TO_BALANCE);
        assertThat(report.state()).isEqualTo(EmqxState.GONE);
    }

    @Test
    void takesWhatRunsBeforeTheFirstStartForSomebodyElses() {
        bench.emqx.runs(OURS);

        ApplicationFailure failed = failure(bench::start);

        assertThat(failed).matches(FailureKind.EMQX_BUSY::is).matches(ApplicationFailure::isNonRetryable);
        assertThat(bench.emqx.rebalances()).containsExactly(OURS);
    }

    @Test
    void adoptsTheLateTwinOfAnEarlierStart() {
        bench.emqx.runs(OURS);

        StartReport report = bench.start(2);

        assertThat(report.outcome()).isEqualTo(StartOutcome.STARTED);
        assertThat(report.state()).isEqualTo(EmqxState.EVICTING_CONNS);
        assertThat(bench.emqx.asked()).containsOnlyOnce("start n4");
    }

    /** As EMQX answers a start with explicit nodes whose donors are busy already. */
    @Test
    void adoptsTheLateTwinThatMakesItsDonorsBusy() {
        bench.emqx.runs(OURS).failing("start", FailureKind.EMQX_BUSY);

        assertThat(bench.start(2).outcome()).isEqualTo(StartOutcome.STARTED);
        assertThat(bench.emqx.asked()).containsOnlyOnce("start n4");
    }

    @Test
    void busyNodesAreSomebodyElsesBeforeAStartWasLost() {
        bench.emqx.runs(OURS).failing("start", FailureKind.EMQX_BUSY);

        assertThat(failure(() -> bench.start(1))).matches(FailureKind.EMQX_BUSY::is);
    }

    @Test
    void adoptsNobodyElses() {
        bench.emqx.runs(WITH_ANOTHER_RATE);

        assertThat(failure(() -> bench.start(2))).matches(FailureKind.EMQX_BUSY::is);
    }

    @Test
    void doesNotCallALateTwinForeignThatTheStatusOmits() {
        bench.emqx.runs(OURS).hides("n4");

        assertThat(failure(() -> bench.start(2))).matches(FailureKind.EMQX_OUTCOME_UNKNOWN::is);
    }

    @Test
    void doesNotKnowWhatBecameOfAStartThatTheStatusOmits() {
        bench.emqx.hides("n4");

        assertThat(failure(bench::start)).matches(FailureKind.EMQX_OUTCOME_UNKNOWN::is);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"EMQX_UNAVAILABLE", "EMQX_UNAUTHORIZED", "EMQX_FORBIDDEN", "EMQX_NOT_SUPPORTED", "EMQX_REJECTED"})
    void forgetsNoStartThatWasAcceptedWhateverTheStatusSays(FailureKind kind) {
        bench.emqx.failing("status", kind);

        assertThat(failure(bench::start)).matches(FailureKind.EMQX_OUTCOME_UNKNOWN::is);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"EMQX_OUTCOME_UNKNOWN", "EMQX_UNAVAILABLE", "EMQX_UNAUTHORIZED", "EMQX_BUSY", "EMQX_REJECTED"})
    void passesOnWhyAStartFailedAndSendsNoSecond(FailureKind kind) {
        bench.emqx.failing("start", kind);

        ApplicationFailure failed = failure(bench::start);

        assertThat(failed).matches(kind::is);
        assertThat(failed.isNonRetryable()).isEqualTo(!kind.retryable());
        assertThat(bench.emqx.asked())
                .filteredOn(asked -> asked.startsWith("start"))
                .containsExactly("start n4");
    }

    @Test
    void yieldsToWhoeverBeganSinceThePlanWasMade() {
        bench.emqx
                .runs(FakeEmqxClient.rebalance("n3", EmqxState.EVICTING_CONNS, List.of("n1"), List.of("n2"), 500))
                .failing("start", FailureKind.EMQX_BUSY);

        ApplicationFailure failed = failure(bench::start);

        assertThat(failed).matches(FailureKind.YIELDED::is);
        assertThat(failed.getOriginalMessage()).contains("coordinated by n3");
    }

    @Test
    void findsAStartWhoseAnswerWasLost() {
        bench.emqx.failing("start", FailureKind.EMQX_OUTCOME_UNKNOWN);
        failure(bench::start);
        bench.emqx.answering();

        StartReport report = bench.find(BEGAN);

        assertThat(report.outcome()).isEqualTo(StartOutcome.STARTED);
        assertThat(report.donors()).isEqualTo(DONORS);
    }

    @Test
    void waitsForALateStartAsLongAsOneMayCome() {
        bench.clock.pass(Duration.ofMillis(19_999));

        ApplicationFailure again = failure(() -> bench.find(BEGAN));

        assertThat(again).matches(FailureKind.NOT_YET::is);
        assertThat(again.getCategory()).isEqualTo(ApplicationErrorCategory.BENIGN);
        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void saysThatAStartWasLostOnceNoneCanCome() {
        bench.clock.pass(Duration.ofSeconds(20));

        StartReport report = bench.find(BEGAN);

        assertThat(report.outcome()).isEqualTo(StartOutcome.NOT_STARTED);
        assertThat(bench.emqx.asked()).doesNotContain("start n4");
    }

    @Test
    void doesNotFindSomebodyElses() {
        bench.emqx.runs(AMONG_OTHER_NODES);
        bench.clock.pass(Duration.ofSeconds(20));

        assertThat(bench.find(BEGAN).outcome()).isEqualTo(StartOutcome.NOT_STARTED);
    }

    @Test
    void stopsWhatIsOurs() {
        bench.emqx.runs(OURS);

        StopReport report = bench.stop(BEGAN);

        assertThat(report).isEqualTo(new StopReport(true, BEGAN));
        assertThat(bench.emqx.rebalances()).isEmpty();
    }

    @Test
    void leavesSomebodyElsesAtTheSameCoordinatorAlone() {
        bench.emqx.runs(WITH_ANOTHER_RATE);

        StopReport report = bench.stop(BEGAN);

        assertThat(report.stopped()).isFalse();
        assertThat(bench.emqx.rebalances()).containsExactly(WITH_ANOTHER_RATE);
        assertThat(bench.emqx.asked()).doesNotContain("stop n4");
    }

    @Test
    void stopsOursThatTheStatusOmits() {
        bench.emqx.runs(OURS).hides("n4");

        assertThat(bench.stop(BEGAN).stopped()).isTrue();
    }

    @Test
    void stopsNothingAtACoordinatorThatIsDown() {
        bench.emqx.stopped("n4");

        StopReport report = bench.stop(BEGAN);

        assertThat(report.stopped()).isFalse();
        assertThat(bench.emqx.asked()).doesNotContain("stop n4");
    }

    @Test
    void triesAStopAgainWhoseAnswerIsUnknown() {
        bench.emqx.runs(OURS).failing("stop", FailureKind.EMQX_OUTCOME_UNKNOWN);

        ApplicationFailure failed = failure(() -> bench.stop(BEGAN));

        assertThat(failed).matches(FailureKind.EMQX_UNAVAILABLE::is).matches(once -> !once.isNonRetryable());
    }

    @Test
    void waitsForALateTwinBeforeItSaysThatNothingRuns() {
        ApplicationFailure again = failure(() -> bench.stop(BEGAN.plusSeconds(20)));

        assertThat(again).matches(FailureKind.NOT_YET::is);
        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void stopsALateTwinWhenItComes() {
        failure(() -> bench.stop(BEGAN.plusSeconds(20)));
        bench.emqx.runs(OURS);

        assertThat(bench.stop(BEGAN.plusSeconds(20)).stopped()).isTrue();
    }

    @Test
    void isDoneOnceNoTwinCanCome() {
        bench.clock.pass(Duration.ofSeconds(20));

        StopReport report = bench.stop(BEGAN.plusSeconds(20));

        assertThat(report).isEqualTo(new StopReport(false, BEGAN.plusSeconds(20)));
    }
}
