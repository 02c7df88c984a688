package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    @Test
    void sendsWhatWasGivenAsItWasGiven() {
        Parameters filled = fill(Requests.articleStrategy(), Lever.NONE, 6, 2, 1);

        assertThat(filled.choices()).isEmpty();
        assertThat(filled.parameters())
                .isEqualTo(new StartParameters(
                        10,
                        10,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        new Threshold(100, 1.1),
                        new Threshold(100, 1.1)));
    }

    @Test
    void choosesOnlyWhatIsOpen() {
        RebalanceStrategy rateGiven = new RebalanceStrategy(Optional.of(7), null, null, null, null, null, null, null);

        Parameters filled = fill(rateGiven, Lever.LABEL, 2500, 1, 1);

        assertThat(filled.parameters().connEvictRate()).isEqualTo(7);
        assertThat(filled.choices()).hasSize(7).noneMatch(choice -> choice.startsWith("connEvictRate"));
    }

    @Test
    void measuresSessionsByTheConnectionsThresholdThatWasGiven() {
        RebalanceStrategy given = new RebalanceStrategy(null, null, null, null, Optional.of(33), null, null, null);

        Parameters filled = fill(given, Lever.LABEL, 2500, 1, 1);

        assertThat(filled.parameters().connections().absolute()).isEqualTo(33);
        assertThat(filled.parameters().sessions().absolute()).isEqualTo(33);
    }

    @ParameterizedTest
    @CsvSource({"LABEL, 2", "NONE, 60"})
    void waitsForWhoeverMustNotice(Lever lever, int seconds) {
        Parameters filled = fill(RebalanceStrategy.open(), lever, 2500, 1, 1);

        assertThat(filled.parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(filled.choices()).anyMatch(choice -> choice.startsWith("waitHealthCheck " + seconds + " s: "));
    }

    @Test
    void raisesAGivenWaitThatIsTooShortAndSaysWhy() {
        Parameters filled = fill(Requests.articleStrategy(), HealthWait.ofOperator(), 2500, 3, 1);

        assertThat(filled.parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(35));
        assertThat(filled.choices())
                .containsExactly("waitHealthCheck 35 s, raised from 10 s: EMQX Operator looks every 30.4 s");
    }

    @Test
    void waitsTwiceAsLongAfterAWaitInVain() {
        Parameters filled =
                fill(Requests.articleStrategy(), HealthWait.ofOperator().after(Duration.ofSeconds(35)), 2500, 3, 1);

        assertThat(filled.parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(70));
    }

    /** A step of c clients on each of D donors moves the gap by c (1 + D/R). */
    @ParameterizedTest(name = "{0} donors of {2}, {1} empty recipients: {3} a second")
    @CsvSource({
        "3, 1, 3333, 6",
        "1, 1, 5000, 12",
        "1, 3, 5000, 9",
        "27, 3, 1000, 1",
        "1, 1, 10, 1",
        "1, 1, 1000000, 500",
    })
    void evictsAHundredthOfTheMeanInAStep(int donors, int recipients, long each, int rate) {
        Parameters filled =
                fill(RebalanceStrategy.open(), Lever.LABEL, mean(donors, recipients, each), donors, recipients);

        assertThat(filled.parameters().connEvictRate()).isEqualTo(rate);
    }

    /** Three times the root of mean (1 - 1/R), where that is more than two percent. */
    @ParameterizedTest(name = "{0} donors of {2}, {1} empty recipients: within {3}")
    @CsvSource({
        "1, 1, 5000, 50, two percent of the mean",
        "1, 1, 10, 1, two percent of the mean",
        "27, 3, 1000, 74, three standard deviations of what chance gives each recipient",
        "1, 3, 4000, 78, three standard deviations of what chance gives each recipient",
        "1, 3, 400000, 2000, two percent of the mean",
    })
    void allowsForChanceAmongSeveralRecipients(int donors, int recipients, long each, int absolute, String reason) {
        Parameters filled =
                fill(RebalanceStrategy.open(), Lever.LABEL, mean(donors, recipients, each), donors, recipients);

        assertThat(filled.parameters().connections().absolute()).isEqualTo(absolute);
        assertThat(filled.choices()).contains("absConnThreshold " + absolute + ": " + reason);
    }

    /** 2 % of 33,334 for each of three recipients; half of it may come meanwhile. */
    @ParameterizedTest(name = "{0} a second come by themselves: {1} s")
    @CsvSource({"0, 60", "10, 60", "50, 20", "2000, 1"})
    void keepsDonorsOutForNoLongerThanRecipientsCanBear(double natural, int seconds) {
        Parameters filled = Parameters.fill(
                RebalanceStrategy.open(),
                Pacing.open(),
                new Parameters.Situation(
                        HealthWait.of(Lever.LABEL), 33_334, 27, 3, Optional.of(new Budget(1_000, natural))));

        assertThat(filled.parameters().waitTakeover()).hasSeconds(seconds);
    }

    @ParameterizedTest(name = "{0}, load balancers let go within {1} s: {2} s")
    @CsvSource({
        "LABEL,, 2",
        "LABEL, 0, 1",
        "LABEL, 30, 30",
        "GATE,, 10",
        "GATE, 0, 5",
        "GATE, 30, 35",
        "NONE,, 60",
        "NONE, 90, 90"
    })
    void waitsForWhatLoadBalancersStillNeedAndNoLonger(Lever lever, Long lag, long seconds) {
        HealthWait wait = Optional.ofNullable(lag)
                .map(known -> HealthWait.of(lever).behind(Duration.ofSeconds(known)))
                .orElse(HealthWait.of(lever));

        assertThat(fill(RebalanceStrategy.open(), wait, 2500, 3, 1).parameters().waitHealthCheck())
                .hasSeconds(seconds);
    }

    private static Parameters fill(RebalanceStrategy strategy, Lever lever, double mean, int donors, int recipients) {
        return fill(strategy, HealthWait.of(lever), mean, donors, recipients);
    }

    private static Parameters fill(
            RebalanceStrategy strategy, HealthWait healthWait, double mean, int donors, int recipients) {
        return Parameters.fill(
                strategy,
                Pacing.open(),
                new Parameters.Situation(healthWait, mean, donors, recipients, Optional.empty()));
    }

    private static double mean(int donors, int recipients, long each) {
        return (double) each * donors / (donors + recipients);
    }
}
