package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.e2e.Storm.Ours;
import dev.evenkeel.e2e.Storm.Played;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the plan foretells of a whole run, clients in back-off and churn included, against what becomes of it. */
@Timeout(300)
final class PlanAgainstOutcomeTest {
    record Case(Storm storm, String pacing) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case(Storm.of(9, 1, Storm.within(0), 50, 1), pacing(0)),
                new Case(Storm.of(9, 1, Storm.within(60), 50, 2), pacing(60)),
                new Case(Storm.of(8, 2, Storm.within(60), 0, 3), pacing(60)),
                new Case(Storm.of(19, 1, Storm.within(120), 50, 4), pacing(120)),
                new Case(Storm.of(27, 3, Storm.within(120), 50, 5), pacing(120)),
                new Case(Storm.uneven(Storm.within(60), 50, 6), pacing(60)));
    }

    private static String pacing(int seconds) {
        return "{\"maxConnectsPerSecondPerRecipient\": " + Storm.BUDGET
                + (seconds == 0
                        ? ""
                        : ", \"reconnectP50\": \"" + seconds / 2 + "s\", \"reconnectP95\": \"" + seconds * 95 / 100
                                + "s\"")
                + "}";
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesTrue(Case given) {
        Ours ours = given.storm().ours(given.pacing());
        WholeRun foretold = ours.plan().forecast().run().orElseThrow();
        Played played = ours.played();
        System.out.println(given.storm().name() + " " + foretold.took() + " " + played.took() + " | starts "
                + foretold.starts() + " " + played.starts() + " | off " + foretold.offlineShare() + " "
                + played.offline() + " | c/s " + foretold.connectsPerSecond() + " " + played.second() + " | skew "
                + foretold.skew() + " " + played.skew() + " " + ours.result().spans()
                + ours.result().notes());

        assertThat((double) played.took().toMillis())
                .isCloseTo(
                        foretold.took().toMillis(), within(0.1 * foretold.took().toMillis()));
        assertThat(played.offline()).isCloseTo(foretold.offlineShare(), within(0.05 * foretold.offlineShare() + 0.001));
        assertThat((double) played.second())
                .isCloseTo(foretold.connectsPerSecond(), within(0.05 * foretold.connectsPerSecond()));
        assertThat(played.skew()).isCloseTo(foretold.skew(), within(0.01));
    }
}
