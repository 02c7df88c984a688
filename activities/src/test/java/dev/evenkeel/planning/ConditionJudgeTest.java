package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Guard;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.ConditionsSeen;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.contract.GuardCondition.Reaction;
import dev.evenkeel.contract.Guardrails;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.planning.ConditionReading.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionJudgeTest {
    private static final Optional<Trip> FASTER =
            Optional.of(new Trip(Guard.REFUSALS, Action.FASTER, "less than half of every limit"));

    private final ConditionJudge judge = new ConditionJudge(Pace.realTime());
    private final List<GuardCondition> conditions = new ArrayList<>();
    private Optional<Guard> slowedBy = Optional.empty();
    private boolean mayAdjust = true;
    private Optional<ConditionsSeen> seen = Optional.empty();
    private int second;

    /** A letter for each look: what Prometheus said of condition {@code cpu}. */
    private void looks(String answers) {
        if (conditions.isEmpty()) {
            conditions.add(new GuardCondition("cpu", "x > 1", Reaction.PAUSE));
        }
        answers.chars()
                .forEach(letter -> look(
                        switch (letter) {
                            case 'H' -> Answer.HOLDS;
                            case '.' -> Answer.CLEAR;
                            case 'u' -> Answer.UNUSABLE;
                            case '?' -> Answer.SILENT;
                            default -> throw new IllegalArgumentException("H, ., u or ?, got " + (char) letter);
                        }));
    }

    private void look(Answer answer) {
        List<ConditionReading> readings = conditions.stream()
                .map(condition -> new ConditionReading(condition.name(), answer, "word of " + condition.name()))
                .toList();
        seen = Optional.of(ConditionJudge.next(order(), seen, readings, now()));
        second += 4;
    }

    private Instant now() {
        return Waves.BEGAN.plusSeconds(second);
    }

    private GuardOrder order() {
        return new GuardOrder(
                new Guardrails(0.5, 5, 5, 90, Duration.ofSeconds(60), conditions),
                Duration.ofSeconds(60),
                Waves.counted(Waves.BEGAN, 3334, 3333, 3333, 0),
                Waves.counted(Waves.BEGAN, 3334, 3333, 3333, 0),
                Waves.article(),
                List.of(),
                slowedBy,
                mayAdjust,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    /** What guardrails of ours would know of a run in which nothing happens. */
    private GuardMemory memory() {
        return new GuardJudge(Pace.realTime())
                .next(
                        order(),
                        Optional.empty(),
                        dev.evenkeel.contract.EmqxState.EVICTING_CONNS,
                        Waves.counted(now(), 3334, 3333, 3333, 0),
                        Optional.empty(),
                        now())
                .with(seen);
    }

    private Optional<Action> trip() {
        return judge.worst(order(), memory(), Optional.empty()).map(Trip::action);
    }

    @ParameterizedTest
    @CsvSource({
        "H,     false", // once is chance
        "HH,    true",
        "H.H,   false", // not running
        "H?H,   true", // a look that could not tell counts for neither
        "HuH,   true",
        "H?,    false", // and trips nothing
        "HH?,   false",
        ".???,  false",
        "HHH,   true",
    })
    void tripsWhereItHoldsInTwoLooksRunning(String answers, boolean trips) {
        looks(answers);

        assertThat(trip().isPresent()).isEqualTo(trips);
    }

    @ParameterizedTest
    @CsvSource({
        "HH,     false",
        "HH.,    false",
        "HH..,   true",
        "HH.H.,  false",
        "HH.?.,  true",
        "HH??,   false", // nobody knows that it is well again
        "HH.??,  false",
        "H,      true", // has not tripped
        "????,   true",
    })
    void recoversWhereTwoLooksRunningDoNotShowIt(String answers, boolean recovers) {
        looks(answers);

        assertThat(ConditionJudge.recovered(order(), memory())).isEqualTo(recovers);
    }

    @Test
    void namesItselfAndWhatWasAnswered() {
        looks("HH");

        assertThat(judge.worst(order(), memory(), Optional.empty())
                        .orElseThrow()
                        .display())
                .isEqualTo("condition cpu: word of cpu");
    }

    @ParameterizedTest
    @CsvSource({"SLOW, SLOW", "PAUSE, PAUSE", "ABORT, ABORT"})
    void doesWhatTheRequestSays(Reaction reaction, Action action) {
        conditions.add(new GuardCondition("cpu", "x > 1", reaction));
        looks("HH");

        assertThat(trip()).contains(action);
    }

    @Test
    void theWorstGoesFirst() {
        conditions.add(new GuardCondition("a", "x", Reaction.SLOW));
        conditions.add(new GuardCondition("b", "x", Reaction.ABORT));
        conditions.add(new GuardCondition("c", "x", Reaction.PAUSE));
        looks("HH");
        Trip overdue = new Trip(Guard.OVERDUE, Action.PAUSE, "");

        assertThat(judge.worst(order(), memory(), Optional.of(overdue))
                        .orElseThrow()
                        .name())
                .isEqualTo("condition b");
        conditions.remove(1);
        assertThat(judge.worst(order(), memory(), Optional.of(overdue))).contains(overdue);
        assertThat(judge.worst(order(), memory(), Optional.empty())
                        .orElseThrow()
                        .name())
                .isEqualTo("condition c");
    }

    @Test
    void onlyOneThatAbortsEndsAPauseBeforeItsTime() {
        conditions.add(new GuardCondition("a", "x", Reaction.PAUSE));
        looks("HH");
        assertThat(judge.ending(order(), memory())).isEmpty();

        conditions.add(new GuardCondition("b", "x", Reaction.ABORT));
        looks("HH");

        assertThat(judge.ending(order(), memory()).orElseThrow().name()).isEqualTo("condition b");
    }

    @Test
    void aRateThatIsLoweredIsNotLoweredAgain() {
        conditions.add(new GuardCondition("cpu", "x > 1", Reaction.SLOW));
        looks("HH");
        slowedBy = Optional.of(Guard.CONDITION);

        assertThat(trip()).isEmpty();
        slowedBy = Optional.empty();
        mayAdjust = false;
        assertThat(trip()).isEmpty();
    }

    @Test
    void aRateIsRaisedOnlyAfterAMinuteInWhichNothingHolds() {
        conditions.add(new GuardCondition("cpu", "x > 1", Reaction.SLOW));
        slowedBy = Optional.of(Guard.CONDITION);
        looks("HH" + ".".repeat(14));
        assertThat(judge.worst(order(), memory(), FASTER)).isEmpty();

        looks("...");

        assertThat(judge.worst(order(), memory(), FASTER)).isEqualTo(FASTER);
    }

    @Test
    void aConditionThatNobodyCanReadAnyMoreKeepsTheRateLow() {
        conditions.add(new GuardCondition("cpu", "x > 1", Reaction.SLOW));
        slowedBy = Optional.of(Guard.CONDITION);
        looks("HH" + "?".repeat(40));

        assertThat(judge.worst(order(), memory(), FASTER)).isEmpty();
    }

    @Test
    void oneThatOnlySlowsDoesNotKeepARunPaused() {
        conditions.add(new GuardCondition("cpu", "x > 1", Reaction.SLOW));
        looks("HHHH");

        assertThat(ConditionJudge.recovered(order(), memory())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"?, false", "??, true", "u?, true", "?.?, false", "??., false", "???H, false"})
    void saysFromTheSecondLookOnThatItCannotBeRead(String answers, boolean says) {
        looks(answers);

        assertThat(seen.orElseThrow().unread().isPresent()).isEqualTo(says);
    }

    @Test
    void forgetsWhatIsWatchedNoMore() {
        looks("HH");
        conditions.set(0, new GuardCondition("other", "y", Reaction.ABORT));

        looks(".");

        assertThat(seen.orElseThrow().byName()).containsOnlyKeys("other");
        assertThat(trip()).isEmpty();
    }

    @Test
    void prometheusIsAskedNoMoreOftenThanEmqxIsLookedAtWhileNoChangeIsNear() {
        looks(".");
        Instant asked = seen.orElseThrow().at();

        assertThat(judge.due(order(), seen, asked.plusMillis(250))).isFalse();
        assertThat(judge.due(order(), seen, asked.plusSeconds(3))).isFalse();
        assertThat(judge.due(order(), seen, asked.plusSeconds(4))).isTrue();
        conditions.clear();
        assertThat(judge.due(order(), Optional.empty(), asked)).isFalse();
    }

    @Test
    void everyAnswerButACleanOneIsAReasonNotToBegin() {
        Map<Answer, RefusalReason> reasons = Map.of(
                Answer.HOLDS, RefusalReason.CONDITION_HOLDS,
                Answer.UNUSABLE, RefusalReason.CONDITION_UNUSABLE,
                Answer.SILENT, RefusalReason.PROMETHEUS_SILENT,
                Answer.NOT_SET, RefusalReason.PROMETHEUS_NOT_SET);
        for (Answer answer : Answer.values()) {
            assertThat(ConditionJudge.refusals(List.of(new ConditionReading("cpu", answer, "why"))))
                    .isEqualTo(
                            answer == Answer.CLEAR
                                    ? List.of()
                                    : List.of(new Refusal(reasons.get(answer), "condition cpu: why")));
        }
    }
}
