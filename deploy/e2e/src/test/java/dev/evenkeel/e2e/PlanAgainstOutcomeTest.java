package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.contract.RebalancePlan.Timeline;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestReader;
import dev.evenkeel.e2e.Storm.Ours;
import dev.evenkeel.e2e.Storm.Played;
import dev.evenkeel.planning.WhatIf;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the plan foretells of a whole run, clients in back-off and churn included, against what becomes of it: minutes
 * within a tenth, the offline peak within 5 % and a thousandth of all clients, the fullest second within 10 %, the skew
 * within a hundredth.
 */
@Timeout(300)
final class PlanAgainstOutcomeTest {
    private static final double MINUTES = 0.1;

    record Case(Storm storm, String pacing) {
        static Case of(int full, int empty, int backoffSeconds, double churn, long seed) {
            return new Case(
                    Storm.of(full, empty, Storm.within(backoffSeconds), churn, seed), Storm.knowing(backoffSeconds));
        }

        @Override
        public String toString() {
            return storm.name() + ", churn " + storm.churn() + ", " + pacing;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(9, 1, 0, 50, 1), Case.of(9, 1, 60, 50, 2), Case.of(8, 2, 60, 0, 3), Case.of(27, 3, 120, 50, 5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesTrue(Case given) {
        Ours ours = given.storm().ours(given.pacing());

        WholeRun foretold = ours.plan().forecast().run().orElseThrow();
        Played played = ours.played();
        double seconds = foretold.took().toSeconds();
        assertThat(ours.paced().toMillis() / 1e3).as("seconds").isCloseTo(seconds, within(MINUTES * seconds));
        assertThat(played.offline())
                .as("offline peak")
                .isCloseTo(foretold.offlineShare(), within(0.05 * foretold.offlineShare() + 0.001));
        assertThat((double) played.second())
                .as("connects in a second")
                .isCloseTo(foretold.connectsPerSecond(), within(0.1 * foretold.connectsPerSecond()));
        assertThat(played.skew()).as("skew").isCloseTo(foretold.skew(), within(0.01));
        drawnAsPlayed(given, played);
    }

    /** What a picture of the same cluster on paper shows. */
    private static void drawnAsPlayed(Case given, Played played) {
        RebalanceRequest request = RequestReader.read(
                        Bench.json("{\"instanceName\": \"on-paper\", \"pacing\": " + given.pacing() + "}"))
                .request()
                .orElseThrow();
        Timeline timeline = WhatIf.assess(
                        request, given.storm().counts(), given.storm().churn())
                .plan()
                .flatMap(plan -> plan.forecast().run())
                .flatMap(WholeRun::timeline)
                .orElseThrow();
        double total =
                given.storm().counts().stream().mapToLong(Long::longValue).sum();
        double connects = Collections.max(timeline.connectsPerSecond());
        double offline = Collections.max(timeline.offline()) / total;
        int last = timeline.offline().size() - 1;
        double fullest = Math.max(
                timeline.fullestDonor().get(last), timeline.fullestRecipient().get(last));
        assertThat(played.offline()).as("offline, drawn").isCloseTo(offline, within(0.05 * offline + 0.001));
        assertThat((double) played.second()).as("connects, drawn").isCloseTo(connects, within(0.1 * connects));
        assertThat(played.skew())
                .as("skew, drawn")
                .isCloseTo(fullest * given.storm().counts().size() / total, within(0.01));
    }
}
