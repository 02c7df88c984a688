package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.RefusalReason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    /** (recipients x (budget - 3 root of budget) - natural) / donors. */
    @ParameterizedTest(name = "{0} a second on each of {3}, {1} come anyway, {2} donors: {4}")
    @CsvSource({"1000, 0, 9, 1, 100", "1000, 100, 9, 1, 89", "1000, 0, 8, 2, 226", "500, 0, 19, 1, 22", "4, 0, 1, 1, 0"
    })
    void dividesWhatIsLeftAmongTheDonors(int budget, double natural, int donors, int recipients, int rate) {
        assertThat(new Budget(budget, natural).ratePerDonor(donors, recipients)).isEqualTo(rate);
    }

    @Test
    void theSmallerOfRateAndBudgetWins() {
        assertThat(rate(Requests.article(), 1_000)).isEqualTo(10);
        assertThat(rate(Requests.article(), 40)).isEqualTo(7);
        assertThat(rate(Requests.open(), 1_000)).isEqualTo(301);
    }

    @Test
    void refusesABudgetThatLeavesNothing() {
        Assessment assessment = assess(Requests.open(), 9);

        assertThat(assessment.refusals())
                .extracting(refusal -> refusal.reason())
                .containsExactly(RefusalReason.BUDGET_TOO_SMALL);
        assertThat(assessment.explanation()).contains("9 connects a second", "3 donors");
    }

    private static int rate(RebalanceRequest request, int budget) {
        return assess(request, budget)
                .plan()
                .orElseThrow()
                .waves()
                .get(0)
                .parameters()
                .connEvictRate();
    }

    private static Assessment assess(RebalanceRequest request, int budget) {
        return SnapshotBuilder.article().assessed(request.withPacing(new Pacing(Optional.of(budget), null, null)));
    }

    /** Half of those evicted in the last minute, where they come back evenly over a minute. */
    @ParameterizedTest(name = "{0} moved in {1} s, back within {2} s: {3}")
    @CsvSource({"90000, 90, 60, 30000", "90000, 30, 60, 67500", "90000, 90, 0, 0", "0, 0, 60, 0"})
    void foretellsTheClientsThatAreOnTheirWay(long moved, long seconds, int longest, double away) {
        assertThat(new Backoff(Duration.ofSeconds(longest)).onTheirWay(moved, seconds))
                .isEqualTo(away);
    }

    @ParameterizedTest(name = "{0} on their way, {1} allowed beyond the mean: {2}")
    @CsvSource({"1000, 400, 1100", "1000.1, 400, 1101", "30000, 2000, 31000", "0, 100, 0"})
    void roundsUpByATenthAndByHalfTheLevelAtMost(double onTheirWay, double level, long roundedUp) {
        assertThat(Backoff.roundedUp(onTheirWay, level)).isEqualTo(roundedUp);
    }

    @Test
    void theWiderOfHalfAndMostCounts() {
        assertThat(backoff(30, null)).contains(new Backoff(Duration.ofSeconds(60)));
        assertThat(backoff(null, 57)).contains(new Backoff(Duration.ofSeconds(60)));
        assertThat(backoff(10, 57)).contains(new Backoff(Duration.ofSeconds(60)));
        assertThat(backoff(50, 57)).contains(new Backoff(Duration.ofSeconds(100)));
        assertThat(backoff(null, null)).isEmpty();
    }

    private static Optional<Backoff> backoff(Integer half, Integer most) {
        return Backoff.of(new Pacing(
                null,
                Optional.ofNullable(half).map(Duration::ofSeconds),
                Optional.ofNullable(most).map(Duration::ofSeconds)));
    }

    /** The clients that are on their way are added to what is sent, not to what the nodes are judged by. */
    @Test
    void sendsAWiderThresholdWhereClientsAreOnTheirWay() {
        Pacing known = new Pacing(null, null, Optional.of(Duration.ofSeconds(57)));

        var wave = SnapshotBuilder.article()
                .assessed(Requests.article().withPacing(known))
                .plan()
                .orElseThrow()
                .waves()
                .get(0);

        assertThat(wave.level().absolute()).isEqualTo(100);
        assertThat(wave.parameters().connections().absolute()).isGreaterThan(900);
        assertThat(wave.endsEarly()).isTrue();
    }

    /** 150 clients that move in one step are all on their way, and the gap is 133: EMQX would find nothing to balance. */
    @Test
    void sendsNoThresholdThatIsWiderThanTheGap() {
        Pacing known = new Pacing(null, null, Optional.of(Duration.ofSeconds(57)));
        RebalanceStrategy fast = new RebalanceStrategy(Optional.of(50), null, null, null, null, null, null, null);

        var plan = SnapshotBuilder.holding(2534, 2533, 2533, 2400)
                .assessed(Requests.open().withPacing(known).withStrategy(fast))
                .plan()
                .orElseThrow();

        assertThat(plan.waves().get(0).parameters().connections().absolute()).isEqualTo(133);
        assertThat(plan.forecast().run().orElseThrow().took()).isLessThan(Duration.ofMinutes(10));
    }
}
