package dev.evenkeel.activity;

import static dev.evenkeel.activity.EngineBench.DONORS;
import static dev.evenkeel.activity.EngineBench.failure;
import static dev.evenkeel.activity.TestClock.BEGAN;
import static dev.evenkeel.contract.EmqxState.EVICTING_CONNS;
import static dev.evenkeel.contract.EmqxState.EVICTING_SESSIONS;
import static dev.evenkeel.contract.EmqxState.GONE;
import static dev.evenkeel.contract.EmqxState.WAIT_HEALTH_CHECK;
import static dev.evenkeel.contract.EmqxState.WAIT_TAKEOVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.planning.Pace;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatcherTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void asksForTheNextLookAsLongAsNothingChanged() {
        runs(WAIT_HEALTH_CHECK);

        ApplicationFailure again = failure(() -> bench.watch(WAIT_HEALTH_CHECK));

        assertThat(again).matches(FailureKind.NOT_YET::is);
        assertThat(again.getCategory()).isEqualTo(ApplicationErrorCategory.BENIGN);
        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void leavesWordOfWhatItSaw() {
        runs(EVICTING_CONNS);
        bench.clock.pass(Duration.ofSeconds(3));

        failure(() -> bench.watch(EVICTING_CONNS));

        Look look = bench.lastLook();
        assertThat(bench.heartbeats).hasSize(1);
        assertThat(look.at()).isEqualTo(BEGAN.plusSeconds(3));
        assertThat(look.state()).isEqualTo(EVICTING_CONNS);
        assertThat(look.census().orElseThrow().total()).isEqualTo(10_000);
        assertThat(look.percent()).isZero();
        assertThat(look.remaining()).isEqualTo(Duration.ofSeconds(88));
        assertThat(look.absentSince()).isEmpty();
        assertThat(look.nearSince()).isEmpty();
        assertThat(look.silentSince()).isEmpty();
    }

    @Test
    void asksPrometheusAtEveryLookButWhileAChangeIsNear() {
        GuardCondition condition = new GuardCondition("cpu", "x > 1", GuardCondition.Reaction.PAUSE);
        runs(EVICTING_CONNS);
        for (int look = 1; look <= 3; look++) {
            bench.clock.pass(Duration.ofSeconds(4));
            failure(() -> bench.watchEviction(condition));
        }
        assertThat(bench.askedOfPrometheus).hasSize(3);

        bench.emqx.node("n1", 2580).node("n2", 2580).node("n3", 2580).node("n4", 2260);
        bench.clock.pass(Duration.ofSeconds(4));
        failure(() -> bench.watchEviction(condition));
        assertThat(bench.lastLook().nearSince()).isPresent();
        assertThat(bench.askedOfPrometheus).hasSize(4);

        bench.clock.pass(Duration.ofSeconds(4));
        failure(() -> bench.watchEviction(condition));
        assertThat(bench.askedOfPrometheus).as("near").hasSize(4);

        bench.clock.pass(Duration.ofSeconds(30));
        failure(() -> bench.watchEviction(condition));
        assertThat(bench.askedOfPrometheus)
                .as("near for so long that it is not")
                .hasSize(5);
    }

    @Test
    void comesBackJustBeforeAWaitEnds() {
        runs(WAIT_HEALTH_CHECK);
        bench.clock.pass(Duration.ofSeconds(7));

        ApplicationFailure again = failure(() -> bench.watch(WAIT_HEALTH_CHECK));

        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void looksCloselyWhileAChangeIsNear() {
        runs(WAIT_HEALTH_CHECK);
        bench.clock.pass(Duration.ofMillis(9_500));

        ApplicationFailure again = failure(() -> bench.watch(WAIT_HEALTH_CHECK));

        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofMillis(250));
        assertThat(bench.lastLook().nearSince()).contains(BEGAN.plusMillis(9_500));
    }

    @Test
    void tiresOfAChangeThatIsNearForTooLong() {
        runs(WAIT_HEALTH_CHECK);
        bench.clock.pass(Duration.ofSeconds(10));
        failure(() -> bench.watch(WAIT_HEALTH_CHECK));
        bench.clock.pass(Duration.ofSeconds(21));

        ApplicationFailure again = failure(() -> bench.watch(WAIT_HEALTH_CHECK));

        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(bench.lastLook().nearSince()).contains(BEGAN.plusSeconds(10));
    }

    @Test
    void staysForAChangeThatIsNearAndHeartbeatsOnce() {
        try (EngineBench staying = new EngineBench(Pace.realTime())) {
            staying.start();
            staying.clock.pass(Duration.ofMillis(9_500));

            failure(() -> staying.watch(WAIT_HEALTH_CHECK));

            assertThat(staying.clock.instant()).isEqualTo(BEGAN.plusMillis(14_500));
            assertThat(staying.heartbeats).hasSize(1);
            assertThat(staying.emqx.asked()).filteredOn("status n4"::equals).hasSize(22);
            assertThat(staying.emqx.asked())
                    .as("once at the start, once in this attempt")
                    .filteredOn("nodes"::equals)
                    .hasSize(2);
        }
    }

    /** Temporal's retries come up to a second late, and EMQX must be stopped within two. */
    @Test
    void staysUntilDonorsMustBeOutAndLooksAgainThen() {
        try (EngineBench staying = new EngineBench(Pace.realTime())) {
            staying.start();
            staying.clock.pass(Duration.ofMillis(3_500));

            failure(() -> staying.watchUntilOut(BEGAN.plusSeconds(8)));

            assertThat(staying.clock.instant()).isEqualTo(BEGAN.plusMillis(8_001));
            assertThat(staying.emqx.asked())
                    .as("once at the start, twice in this attempt")
                    .filteredOn("nodes"::equals)
                    .hasSize(3);
        }
    }

    @Test
    void comesBackForDonorsThatMustBeOutLater() {
        try (EngineBench staying = new EngineBench(Pace.realTime())) {
            staying.start();

            ApplicationFailure again = failure(() -> staying.watchUntilOut(BEGAN.plusSeconds(8)));

            assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(4));
            assertThat(staying.clock.instant()).isEqualTo(BEGAN);
        }
    }

    @Test
    void reportsTheCountFromBeforeEvictionBegan() {
        runs(WAIT_HEALTH_CHECK);
        failure(() -> bench.watch(WAIT_HEALTH_CHECK));
        bench.emqx.state("n4", EVICTING_CONNS).node("n4", 12);

        WatchReport report = bench.watch(WAIT_HEALTH_CHECK);

        assertThat(report.state()).isEqualTo(EVICTING_CONNS);
        assertThat(report.census().on("n4")).isEqualTo(12);
        assertThat(report.calm().orElseThrow().on("n4")).isZero();
        assertThat(report.calm().orElseThrow().connects()).hasValue(70_000);
        assertThat(report.calm().orElseThrow().disconnects()).hasValue(60_000);
        assertThat(report.goalReached()).isFalse();
    }

    @Test
    void readsNoCountersAtOtherChanges() {
        runs(WAIT_TAKEOVER);
        level();

        WatchReport report = bench.watch(EVICTING_CONNS);

        assertThat(report.state()).isEqualTo(WAIT_TAKEOVER);
        assertThat(report.goalReached()).isTrue();
        assertThat(report.census().connects()).isEmpty();
        assertThat(bench.emqx.asked())
                .as("at the start, and never since")
                .filteredOn("counters"::equals)
                .hasSize(1);
    }

    @Test
    void doesNotBelieveAStatusThatOmitsACoordinatorWhoseDonorsRefuse() {
        runs(EVICTING_CONNS);
        bench.emqx.hides("n4");

        ApplicationFailure again = failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(again).matches(FailureKind.NOT_YET::is);
        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofMillis(250));
        assertThat(bench.lastLook().state()).isEqualTo(EVICTING_CONNS);
        assertThat(bench.lastLook().absentSince()).contains(BEGAN);
    }

    @Test
    void remembersSinceWhenItIsAbsent() {
        runs(EVICTING_CONNS);
        bench.emqx.hides("n4");
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.clock.pass(Duration.ofSeconds(5));

        failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(bench.lastLook().absentSince()).contains(BEGAN);
    }

    @Test
    void forgetsTheAbsenceOfWhatIsBack() {
        runs(EVICTING_CONNS);
        bench.emqx.hides("n4");
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.emqx.answering();

        failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(bench.lastLook().absentSince()).isEmpty();
    }

    @Test
    void seesTheEndByDonorsThatTakeClientsAgain() {
        runs(EVICTING_SESSIONS);
        bench.emqx.ends("n4");
        level();

        WatchReport report = bench.watch(EVICTING_SESSIONS);

        assertThat(report.state()).isEqualTo(GONE);
        assertThat(report.goalReached()).isTrue();
    }

    @Test
    void tellsALossFromAnEndByTheCounts() {
        runs(EVICTING_CONNS);
        bench.emqx.ends("n4");

        WatchReport report = bench.watch(EVICTING_CONNS);

        assertThat(report.state()).isEqualTo(GONE);
        assertThat(report.goalReached()).isFalse();
    }

    @Test
    void waitsForProofWhereNoDonorCanBeAsked() {
        runs(EVICTING_CONNS);
        bench.emqx.ends("n4");
        DONORS.forEach(bench.emqx::unreachable);
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.clock.pass(Duration.ofSeconds(20));

        WatchReport report = bench.watch(EVICTING_CONNS);

        assertThat(report.state()).isEqualTo(GONE);
    }

    @Test
    void needsNoProofWhereTheCoordinatorIsDown() {
        runs(EVICTING_CONNS);
        bench.emqx.ends("n4").stopped("n4");
        DONORS.forEach(bench.emqx::unreachable);

        assertThat(bench.watch(EVICTING_CONNS).state()).isEqualTo(GONE);
    }

    @Test
    void yieldsToAnotherRebalanceAtOurCoordinator() {
        bench.emqx.runs(FakeEmqxClient.rebalance("n4", EVICTING_CONNS, List.of("n1"), List.of("n4"), 500));

        ApplicationFailure yielded = failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(yielded).matches(FailureKind.YIELDED::is).matches(ApplicationFailure::isNonRetryable);
        assertThat(yielded.getOriginalMessage()).contains("REBALANCE_RUNNING", "coordinated by n4");
    }

    @Test
    void lookingFindsAnEndWhereOthersBeginOnceTheNodesAreLevel() {
        runs(EVICTING_CONNS);
        level();
        bench.emqx.ends("n4").runs(FakeEmqxClient.rebalance("n4", EVICTING_CONNS, List.of("n1"), List.of("n4"), 500));

        assertThat(bench.watch(EVICTING_CONNS).state()).isEqualTo(GONE);
    }

    @Test
    void yieldsWithinOneLookAlthoughDonorsOfOthersRefuse() {
        runs(EVICTING_CONNS);
        bench.emqx.ends("n4").runs(FakeEmqxClient.rebalance("n3", EVICTING_CONNS, List.of("n1"), List.of("n2"), 500));

        assertThat(failure(() -> bench.watch(EVICTING_CONNS))).matches(FailureKind.YIELDED::is);
    }

    @Test
    void doesNotMindARebalanceOfOtherNodes() {
        runs(EVICTING_CONNS);
        bench.emqx.runs(FakeEmqxClient.rebalance("n9", EVICTING_CONNS, List.of("n8"), List.of("n9"), 500));

        assertThat(failure(() -> bench.watch(EVICTING_CONNS))).matches(FailureKind.NOT_YET::is);
    }

    @Test
    void goesOnWithoutCountsThatDoNotCome() {
        runs(WAIT_TAKEOVER);
        bench.emqx.failing("nodes", FailureKind.EMQX_UNAVAILABLE);

        assertThat(failure(() -> bench.watch(WAIT_TAKEOVER))).matches(FailureKind.NOT_YET::is);
        assertThat(bench.lastLook().census()).isEmpty();
    }

    @Test
    void goesOnWhileEmqxIsSilent() {
        runs(EVICTING_CONNS);
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        bench.clock.pass(Duration.ofSeconds(4));

        ApplicationFailure again = failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(again).matches(FailureKind.EMQX_UNAVAILABLE::is);
        assertThat(again.isNonRetryable()).isFalse();
        assertThat(again.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(bench.lastLook().silentSince()).contains(BEGAN.plusSeconds(4));
        assertThat(bench.lastLook().at()).isEqualTo(BEGAN);
        assertThat(bench.lastLook().census()).isPresent();
    }

    @Test
    void givesUpOnAnEmqxThatIsSilentForTooLong() {
        bench.emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.clock.pass(Duration.ofSeconds(301));

        ApplicationFailure failed = failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(failed).matches(FailureKind.EMQX_SILENT::is).matches(ApplicationFailure::isNonRetryable);
    }

    @Test
    void beginsToCountAnewOnceEmqxHasAnswered() {
        runs(EVICTING_CONNS);
        bench.emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        failure(() -> bench.watch(EVICTING_CONNS));
        bench.emqx.answering();
        bench.clock.pass(Duration.ofSeconds(299));

        failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(bench.lastLook().silentSince()).isEmpty();
    }

    @Test
    void failsAtOnceWhereTheKeyIsWrong() {
        bench.emqx.failing("status", FailureKind.EMQX_UNAUTHORIZED);

        ApplicationFailure failed = failure(() -> bench.watch(EVICTING_CONNS));

        assertThat(failed).matches(FailureKind.EMQX_UNAUTHORIZED::is).matches(ApplicationFailure::isNonRetryable);
    }

    @Test
    void reportsDonorsThatAreDownToTheirGoalWhileEmqxGoesOn() {
        runs(EVICTING_CONNS);
        bench.emqx.node("n1", 2500).node("n2", 2500).node("n3", 2500).node("n4", 900);

        WatchReport report = bench.watch(EVICTING_CONNS, OptionalLong.of(2500));

        assertThat(report.state()).isEqualTo(EVICTING_CONNS);
        assertThat(report.atGoal()).isEqualTo(DONORS);
        assertThat(report.goalReached()).isFalse();
    }

    @Test
    void theGoalIsWatchedWhileConnectionsAreEvictedOnly() {
        runs(WAIT_TAKEOVER);
        bench.emqx.node("n1", 2500).node("n2", 2500).node("n3", 2500).node("n4", 900);

        assertThat(failure(() -> bench.watch(WAIT_TAKEOVER, OptionalLong.of(2500))))
                .matches(FailureKind.NOT_YET::is);
    }

    private void runs(EmqxState state) {
        bench.start();
        bench.emqx.state("n4", state);
    }

    private void level() {
        bench.emqx.node("n1", 2553).node("n2", 2553).node("n3", 2554).node("n4", 2340);
    }
}
