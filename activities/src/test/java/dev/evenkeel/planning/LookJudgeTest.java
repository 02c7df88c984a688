package dev.evenkeel.planning;

import static dev.evenkeel.contract.EmqxState.EVICTING_CONNS;
import static dev.evenkeel.contract.EmqxState.EVICTING_SESSIONS;
import static dev.evenkeel.contract.EmqxState.WAIT_HEALTH_CHECK;
import static dev.evenkeel.contract.EmqxState.WAIT_TAKEOVER;
import static dev.evenkeel.planning.Waves.BEGAN;
import static dev.evenkeel.planning.Waves.counted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookJudgeTest {
    private static final Wave WAVE = Waves.article();
    private static final Optional<Census> START = Optional.of(counted(BEGAN, 3333, 3333, 3334, 0));
    private static final Instant NOW = BEGAN.plusSeconds(3);

    private final LookJudge judge = new LookJudge(Pace.realTime());

    /** A wait counts from when its state was first seen, eviction from now: 78 steps are left of the article's. */
    @ParameterizedTest(name = "{0} is due {1} s after it was seen, or {2} s where a second of EMQX is a quarter of one")
    @CsvSource({
        "WAIT_HEALTH_CHECK, 10, 2.5",
        "EVICTING_CONNS, 81, 22.5",
        "WAIT_TAKEOVER, 10, 2.5",
        "EVICTING_SESSIONS, 3, 3",
        "GONE, 3, 3"
    })
    void knowsWhenAChangeIsDue(EmqxState state, double seconds, double fourTimesFaster) {
        LookJudge faster = new LookJudge(Pace.faster(4));

        assertThat(judge.changeDue(WAVE, state, BEGAN, OptionalLong.empty(), START, NOW))
                .isEqualTo(after(seconds));
        assertThat(faster.changeDue(WAVE, state, BEGAN, OptionalLong.empty(), START, NOW))
                .isEqualTo(after(fourTimesFaster));
    }

    @Test
    void foretellsTheSessionsThatAreLeft() {
        Census left = Waves.away(BEGAN, new long[] {2553, 2553, 2554, 2340}, 500, 500, 500, 0);

        Instant due = judge.changeDue(WAVE, EVICTING_SESSIONS, BEGAN, OptionalLong.empty(), Optional.of(left), NOW);

        assertThat(due).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void looksCloselyWhereNothingWasCounted() {
        Instant due = judge.changeDue(WAVE, EVICTING_CONNS, BEGAN, OptionalLong.empty(), Optional.empty(), NOW);

        assertThat(judge.near(EVICTING_CONNS, due, NOW)).isTrue();
    }

    /** 433 above the goal at ten a second; EMQX itself would end after 78. */
    @Test
    void theGoalMayComeBeforeEmqxsOwnEnd() {
        Instant due = judge.changeDue(WAVE, EVICTING_CONNS, BEGAN, OptionalLong.of(2900), START, NOW);

        assertThat(due).isEqualTo(NOW.plusSeconds(44));
    }

    @ParameterizedTest(name = "with {0}, {1}, {2}: {3} at their goal of 2500")
    @CsvSource({
        "2501, 2501, 2501, 0",
        "2500, 2500, 2500, 3",
        "2400, 2500, 2600, 3",
        "3000, 3000, 2438, 0",
        "3000, 3000, 2437, 1",
        "3000, 2437, 2437, 2"
    })
    void tellsWhichDonorsAreThrough(long first, long second, long third, int through) {
        Census census = Waves.counted(NOW, first, second, third, 100);

        assertThat(LookJudge.atGoal(WAVE, OptionalLong.of(2500), census)).hasSize(through);
        assertThat(LookJudge.atGoal(WAVE, OptionalLong.empty(), census)).isEmpty();
    }

    /** A step of ten closes the gap by forty, and within a tenth EMQX ends: nobody is on his way then. */
    @ParameterizedTest(name = "with {0} on each donor and {1} on the recipient: {2} at their goal of 2500")
    @CsvSource({"2500, 2199, 3", "2500, 2200, 0", "2481, 2200, 0", "2480, 2200, 3", "2480, 2400, 3"})
    void leavesEmqxToEndWhereItIsAboutTo(long donor, long recipient, int through) {
        Census census = Waves.counted(NOW, donor, donor, donor, recipient);

        assertThat(LookJudge.atGoal(WAVE, OptionalLong.of(2500), census)).hasSize(through);
    }

    /** EMQX's waits end to the second; eviction depends on the clients. */
    @ParameterizedTest
    @CsvSource({
        "WAIT_HEALTH_CHECK, 1000, 1001",
        "WAIT_TAKEOVER,     1000, 1001",
        "EVICTING_CONNS,    4000, 4001",
        "EVICTING_SESSIONS, 4000, 4001",
    })
    void callsAChangeNearWithinAWindowOfTheState(EmqxState state, long near, long far) {
        assertThat(judge.near(state, NOW.plusMillis(near), NOW)).isTrue();
        assertThat(judge.near(state, NOW.plusMillis(far), NOW)).isFalse();
        assertThat(judge.near(state, NOW.minusSeconds(60), NOW)).isTrue();
    }

    @Test
    void shrinksTheWindowWithEmqxsSecond() {
        LookJudge faster = new LookJudge(Pace.faster(4));

        assertThat(faster.near(WAIT_TAKEOVER, NOW.plusMillis(250), NOW)).isTrue();
        assertThat(faster.near(WAIT_TAKEOVER, NOW.plusMillis(251), NOW)).isFalse();
    }

    @Test
    void tiresOfAChangeThatDoesNotCome() {
        assertThat(judge.tired(NOW, NOW.plusSeconds(20))).isFalse();
        assertThat(judge.tired(NOW, NOW.plusMillis(20_001))).isTrue();
    }

    @ParameterizedTest(name = "due in {0} ms: next look in {1} ms")
    @CsvSource({
        "60000, 4000",
        "8001,  4000",
        "8000,  4000",
        "7999,  3999",
        "6000,  2000",
        "4250,  250",
        "4100,  250",
        "3999,  4000",
        "-9000, 4000",
    })
    void looksAgainWhenTheChangeComesNear(long due, long next) {
        assertThat(judge.untilNextLook(EVICTING_CONNS, NOW.plusMillis(due), NOW))
                .isEqualTo(Duration.ofMillis(next));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 4, 10, 50})
    void neverLooksMoreOftenThanNearNorLessThanSteadily(double speed) {
        Pace pace = Pace.faster(speed);
        LookJudge any = new LookJudge(pace);
        Duration least = pace.near().compareTo(pace.steady()) < 0 ? pace.near() : pace.steady();

        new Random(42).longs(1000, -10_000, 60_000).forEach(due -> {
            for (EmqxState state : EmqxState.values()) {
                assertThat(any.untilNextLook(state, NOW.plusMillis(due), NOW)).isBetween(least, pace.steady());
            }
        });
    }

    @Test
    void saysHowFarTheArticlesEvictionIs() {
        List<Integer> percents = new ArrayList<>();
        for (int tick = 0; tick <= 78; tick++) {
            percents.add(LookJudge.percent(WAVE, EVICTING_CONNS, 2340, Optional.of(afterTicks(tick))));
        }

        assertThat(percents).isSorted().startsWith(0).endsWith(99);
        assertThat(percents.get(39)).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"WAIT_HEALTH_CHECK, 0", "WAIT_TAKEOVER, 100", "EVICTING_SESSIONS, 100", "GONE, 100"})
    void knowsWhatIsDoneWithoutCounting(EmqxState state, int percent) {
        assertThat(LookJudge.percent(WAVE, state, 2340, Optional.empty())).isEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({"0", "-5"})
    void saysNothingOfAnEvictionThatNobodyForetold(long planned) {
        assertThat(LookJudge.percent(WAVE, EVICTING_CONNS, planned, START)).isZero();
    }

    @Test
    void staysWithinAHundredWhereMoreIsLeftThanWasForetold() {
        assertThat(LookJudge.percent(WAVE, EVICTING_CONNS, 100, START)).isZero();
    }

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource({
        "WAIT_HEALTH_CHECK, 95",
        "EVICTING_CONNS, 88",
        "WAIT_TAKEOVER, 7",
        "EVICTING_SESSIONS, 0",
        "GONE, 0",
    })
    void addsUpWhatIsLeft(EmqxState state, int seconds) {
        Instant due = judge.changeDue(WAVE, state, BEGAN, OptionalLong.empty(), START, NOW);

        assertThat(judge.remaining(WAVE, state, due, START, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void addsUpWhatIsLeftInEmqxsSeconds() {
        LookJudge faster = new LookJudge(Pace.faster(4));
        Instant due = faster.changeDue(WAVE, WAIT_HEALTH_CHECK, BEGAN, OptionalLong.empty(), START, BEGAN);

        assertThat(faster.remaining(WAVE, WAIT_HEALTH_CHECK, due, START, BEGAN))
                .isEqualTo(Duration.ofMillis(98_000 / 4));
    }

    @Test
    void owesNothingOnceItIsOverdue() {
        Instant late = BEGAN.plusSeconds(60);
        Instant due = judge.changeDue(WAVE, WAIT_TAKEOVER, BEGAN, OptionalLong.empty(), START, late);

        assertThat(judge.remaining(WAVE, WAIT_TAKEOVER, due, START, late)).isEqualTo(Duration.ZERO);
    }

    @Test
    void tellsAnEndFromALossByTheCounts() {
        assertThat(LookJudge.goalReached(WAVE, afterTicks(77))).isFalse();
        assertThat(LookJudge.goalReached(WAVE, afterTicks(78))).isTrue();
    }

    /** Two donors of three hold 2,353 each: with a third of none that would be level with a recipient of 2,647. */
    @Test
    void takesADonorThatDiedForALossAndNotForOneWithoutClients() {
        Census level = counted(BEGAN, 2353, 2353, 0, 2647);
        Map<String, Long> alive = new TreeMap<>(level.connections());
        alive.remove("c");

        assertThat(LookJudge.goalReached(WAVE, level)).isTrue();
        assertThat(LookJudge.goalReached(
                        WAVE,
                        new Census(BEGAN, alive, alive, level.connects(), level.disconnects(), level.lastStart())))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void judgesAbsence(Absence absence) {
        Instant now = NOW.plusSeconds(absence.seconds);

        assertThat(judge.gone(absence.donorsRefuse, absence.coordinatorRuns, NOW, now))
                .isEqualTo(absence.gone);
    }

    @Test
    void givesUpOnlyAfterTheSilenceAllowed() {
        assertThat(judge.silentTooLong(NOW, NOW.plusSeconds(300))).isFalse();
        assertThat(judge.silentTooLong(NOW, NOW.plusMillis(300_001))).isTrue();
    }

    private static Instant after(double seconds) {
        return BEGAN.plusMillis(Math.round(seconds * 1000));
    }

    private static Census afterTicks(int ticks) {
        return counted(BEGAN.plusSeconds(ticks), 3333 - 10 * ticks, 3333 - 10 * ticks, 3334 - 10 * ticks, 30 * ticks);
    }

    enum Absence {
        A_DONOR_REFUSES_AT_ONCE(Optional.of(true), true, 0, false),
        A_DONOR_REFUSES_FOR_LONG(Optional.of(true), true, 3600, false),
        A_DONOR_REFUSES_AND_THE_COORDINATOR_IS_DOWN(Optional.of(true), false, 3600, false),
        DONORS_TAKE_CLIENTS(Optional.of(false), true, 0, true),
        DONORS_TAKE_CLIENTS_AND_THE_COORDINATOR_IS_DOWN(Optional.of(false), false, 0, true),
        NOBODY_CAN_BE_ASKED_YET(Optional.empty(), true, 0, false),
        NOBODY_CAN_BE_ASKED_FOR_A_WHILE(Optional.empty(), true, 19, false),
        NOBODY_CAN_BE_ASKED_FOR_TOO_LONG(Optional.empty(), true, 20, true),
        NOBODY_CAN_BE_ASKED_AND_THE_COORDINATOR_IS_DOWN(Optional.empty(), false, 0, true);

        private final Optional<Boolean> donorsRefuse;
        private final boolean coordinatorRuns;
        private final int seconds;
        private final boolean gone;

        Absence(Optional<Boolean> donorsRefuse, boolean coordinatorRuns, int seconds, boolean gone) {
            this.donorsRefuse = donorsRefuse;
            this.coordinatorRuns = coordinatorRuns;
            this.seconds = seconds;
            this.gone = gone;
        }
    }
}
