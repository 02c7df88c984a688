package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.Guard;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.Counted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.Guardrails;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The article's wave evicts 30 clients a second from a, b and c, of 10,000; a look is taken every 4 s. */
class GuardJudgeTest {
    private static final Duration BACK = Duration.ofSeconds(20);
    private static final Wave WAVE = Waves.article();
    private static final Census BEGAN = Waves.withCounters(Waves.counted(Waves.BEGAN, 3334, 3333, 3333, 0), 10_000, 0);

    private final GuardJudge judge = new GuardJudge(Pace.realTime());
    private GuardOrder order = order(true, Optional.empty());
    private EmqxState state = EmqxState.EVICTING_CONNS;
    private Optional<GuardMemory> memory = Optional.empty();
    private Census census = BEGAN;

    private static GuardOrder order(boolean donorsOut, Optional<Guard> slowedBy) {
        return new GuardOrder(
                Guardrails.standard(),
                BACK,
                Waves.withCounters(Waves.counted(Waves.BEGAN.minusSeconds(10), 3334, 3333, 3333, 0), 10_000, 0),
                BEGAN,
                WAVE,
                donorsOut ? WAVE.donors() : List.of(),
                slowedBy,
                true,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    /** So many on donors and on the recipient at this second. */
    private Optional<Trip> look(int second, long onDonors, long onRecipient) {
        return look(second, onDonors, onRecipient, Optional.empty());
    }

    private Optional<Trip> look(int second, long onDonors, long onRecipient, Optional<Counted> counted) {
        Instant now = Waves.BEGAN.plusSeconds(second);
        census = Waves.counted(now, onDonors - 2 * (onDonors / 3), onDonors / 3, onDonors / 3, onRecipient);
        memory = Optional.of(judge.next(order, memory, state, census, counted, now));
        return judge.trip(order, memory.get(), census);
    }

    /** What donors and the recipient have counted at this second: attempts, and refusals at the recipient. */
    private static Optional<Counted> counters(int second, long atDonors, long atRecipient, long refused) {
        return Optional.of(new Counted(
                Waves.BEGAN.plusSeconds(second),
                Map.of("a", 0L, "b", 0L, "c", atDonors, "d", atRecipient),
                Map.of("a", 0L, "b", 0L, "c", atDonors, "d", refused)));
    }

    @Test
    void clientsThatAreBackInTimeAreNotOverdue() {
        for (int second = 0; second <= 100; second += 4) {
            long evicted = 30L * second;
            long back = 30L * Math.max(0, second - 19);
            assertThat(look(second, 10_000 - evicted, back)).as("at " + second).isEmpty();
        }
    }

    @Test
    void clientsThatStayAwayPauseTheRunWithinTwoLooksOfTheLimit() {
        Optional<Trip> trip = Optional.empty();
        int second = 0;
        while (trip.filter(any -> any.action() == Action.PAUSE).isEmpty() && second < 100) {
            second += 4;
            trip = look(second, 10_000 - 30L * second, 0);
        }

        // 50 clients evicted more than 20 s ago: from the 22nd second on.
        assertThat(second).isLessThanOrEqualTo(32);
        assertThat(trip.orElseThrow().guard()).isEqualTo(Guard.OVERDUE);
        assertThat(trip.get().words()).contains("evicted longer than 20 s ago", "0.50 % are allowed");
    }

    @Test
    void aFleetThatGoesToBedOnDonorsAndElsewhereIsNotOverdue() {
        for (int second = 0; second <= 40; second += 4) {
            look(second, 10_000 - 30L * second, 30L * second);
        }
        state = EmqxState.WAIT_TAKEOVER;
        for (int second = 44; second <= 200; second += 4) {
            double awake = Math.pow(0.998, second - 40);
            assertThat(look(second, (long) (8_800 * awake), (long) (1_200 * awake)))
                    .as("at " + second)
                    .isEmpty();
        }
        assertThat(memory.get().overdue()).isZero();
    }

    @Test
    void clientsMissingBeyondThatAreOverdue() {
        for (int second = 0; second <= 40; second += 4) {
            look(second, 10_000 - 30L * second, 0);
        }
        state = EmqxState.WAIT_TAKEOVER;
        for (int second = 44; second <= 100; second += 4) {
            look(second, 8_800, 0);
        }

        assertThat(memory.get().overdue()).isGreaterThan(0.1);
    }

    @Test
    void refusalsAtRecipientsPauseInTwoCountsRunning() {
        look(0, 10_000, 0, counters(0, 0, 1_000, 0));
        look(4, 9_880, 120, counters(4, 0, 1_120, 0));
        assertThat(look(8, 9_760, 130, counters(8, 0, 1_240, 110))).isEmpty();

        Optional<Trip> trip = look(12, 9_640, 130, counters(12, 0, 1_480, 350));

        assertThat(trip.orElseThrow())
                .extracting(Trip::guard, Trip::action)
                .containsExactly(Guard.REFUSALS, Action.PAUSE);
        assertThat(trip.get().words())
                .isEqualTo("recipients refuse 100.0 % of the clients that try to connect, 5.0 % are allowed");
    }

    @Test
    void oneCountOfRefusalsIsChance() {
        look(0, 10_000, 0, counters(0, 0, 1_000, 0));
        look(4, 9_880, 120, counters(4, 0, 1_120, 100));

        assertThat(look(8, 9_760, 240, counters(8, 0, 1_240, 100))).isEmpty();
        assertThat(look(12, 9_640, 240, counters(12, 0, 1_360, 220))).isEmpty();
    }

    @Test
    void tooFewAttemptsTellNothing() {
        look(0, 10_000, 0, counters(0, 0, 1_000, 0));
        assertThat(look(4, 9_999, 0, counters(4, 0, 1_005, 5))).isEmpty();
        assertThat(look(8, 9_998, 0, counters(8, 0, 1_010, 10))).isEmpty();
    }

    @Test
    void moreThanHalfOfALimitSlows() {
        Optional<Trip> trip = Optional.empty();
        for (int look = 0; look <= 3; look++) {
            trip = look(4 * look, 10_000 - 120L * look, 116L * look, counters(4 * look, 0, 100L * look, 4L * look));
        }

        assertThat(trip.orElseThrow())
                .extracting(Trip::guard, Trip::action)
                .containsExactly(Guard.REFUSALS, Action.SLOW);
    }

    @Test
    void aRateThatWasLoweredIsRaisedAfterAMinuteOfCalm() {
        order = order(true, Optional.of(Guard.REFUSALS));
        for (int second = 0; second < 60; second += 4) {
            assertThat(look(second, 10_000 - 30L * second, 30L * second)).isEmpty();
        }

        assertThat(look(60, 8_200, 1_800).orElseThrow().action()).isEqualTo(Action.FASTER);
    }

    @Test
    void attemptsAtDonorsThatAreOutPause() {
        look(0, 10_000, 0, counters(0, 0, 0, 0));
        look(4, 9_880, 0, counters(4, 120, 0, 0));

        assertThat(look(8, 9_760, 0, counters(8, 240, 0, 0)).orElseThrow())
                .extracting(Trip::guard, Trip::action)
                .containsExactly(Guard.DONOR_ATTEMPTS, Action.PAUSE);
    }

    @Test
    void attemptsAtDonorsAreExpectedWhereNobodyTakesThemOut() {
        order = order(false, Optional.empty());
        look(0, 10_000, 0, counters(0, 0, 0, 0));
        look(4, 9_880, 120, counters(4, 120, 120, 0));

        assertThat(look(8, 9_760, 240, counters(8, 240, 240, 0))).isEmpty();
    }

    @Test
    void noProgressEndsTheRun() {
        assertThat(look(0, 9_000, 1_000)).isEmpty();
        assertThat(look(88, 9_000, 1_000)).isEmpty();

        Trip trip = look(92, 9_000, 1_000).orElseThrow();

        assertThat(trip).extracting(Trip::guard, Trip::action).containsExactly(Guard.NO_PROGRESS, Action.ABORT);
        assertThat(trip.words()).contains("9000 connections or more for 92 s", "nothing is known of why");
    }

    @Test
    void wellAgainIsLessThanHalfOfTheLimitTwice() {
        look(0, 10_000, 0, counters(0, 0, 0, 0));
        look(4, 9_880, 0, counters(4, 0, 120, 120));
        state = EmqxState.GONE;
        look(8, 9_880, 60, counters(8, 0, 240, 124));
        assertThat(judge.recovered(memory.get())).isFalse();
        look(12, 9_880, 100, counters(12, 0, 360, 125));
        assertThat(judge.recovered(memory.get())).isFalse();

        look(16, 9_880, 120, counters(16, 0, 480, 126));

        assertThat(judge.recovered(memory.get())).isTrue();
    }

    @Test
    void countersAreReadWhenClientsGoMissingAndEveryHalfMinute() {
        for (int look = 0; look <= 2; look++) {
            look(4 * look, 10_000 - 120L * look, 120L * look, counters(4 * look, 0, 120L * look, 0));
        }
        Instant last = Waves.BEGAN.plusSeconds(8);
        Census calm = Waves.counted(last, 3254, 3253, 3253, 240);
        Census fewer = Waves.counted(last, 3254, 3253, 3253, 150);

        assertThat(judge.countersDue(order, memory, calm, last.plusSeconds(4))).isFalse();
        assertThat(judge.countersDue(order, memory, calm, last.plusSeconds(30))).isTrue();
        assertThat(judge.countersDue(order, memory, fewer, last.plusSeconds(4))).isTrue();
    }
}
