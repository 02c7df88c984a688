package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.RebalancePlan.Leg;
import dev.evenkeel.contract.RebalancePlan.Timeline;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RequestReader;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whole runs foretold, on paper. */
final class WhatIfTest {
    private static final List<Long> ARTICLE = List.of(3334L, 3333L, 3333L, 0L);

    @Test
    void countsAreEmqxsOwnWhereClientsReturnAtOnce() throws Exception {
        WholeRun run = run(ARTICLE, 0, """
                {"instanceName": "e", "rebalanceStrategy": {"connEvictRate": 10, "waitHealthCheck": 10,
                 "waitTakeover": 10, "absConnThreshold": 100, "relConnThreshold": 1.1}}""");

        assertThat(run.ticks()).isEqualTo(78);
        assertThat(run.counts().values()).containsExactly(2554L, 2553L, 2553L, 2340L);
        assertThat(run.took()).isEqualTo(Duration.ofSeconds(10 + 78 + 10));
        assertThat(run.offlinePeak()).isZero();
        assertThat(run.connectsPerSecond()).isEqualTo(30);
        assertThat(run.starts()).isOne();
    }

    @Test
    void clientsInBackOffAreOffline() throws Exception {
        WholeRun run = run(million(), 0, paced(", \"reconnectP95\": \"57s\""));

        // 113 from each of 8 donors a second, away for half a minute on average; none of the last second is back.
        assertThat(run.offlinePeak()).isCloseTo(Math.round(8 * 113 * 30.5), within(10L));
        assertThat(run.offlineShare()).isCloseTo(run.offlinePeak() / 1e6, within(1e-4));
        assertThat(run.skew()).isLessThan(1.01);
        assertThat(run.counts().values().stream().mapToLong(Long::longValue).sum())
                .isCloseTo(1_000_000, within(20L));
    }

    @Test
    void longerBackOffTakesLongerAndKeepsMoreOffline() throws Exception {
        WholeRun shorter = run(million(), 0, paced(", \"reconnectP95\": \"57s\""));
        WholeRun longer = run(million(), 0, paced(", \"reconnectP95\": \"114s\""));

        assertThat(longer.took()).isGreaterThan(shorter.took());
        assertThat(longer.offlinePeak()).isGreaterThan(shorter.offlinePeak() * 3 / 2);
    }

    @Test
    void clientsThatComeByThemselvesTakeTheirShareOfTheBudget() throws Exception {
        WholeRun quiet = run(million(), 0, paced(""));
        WholeRun busy = run(million(), 300, paced(""));

        assertThat(quiet.connectsPerSecond()).isEqualTo(8 * 113);
        // Of them 300 come by themselves, and chance adds to those.
        assertThat(busy.connectsPerSecond()).isBetween(8 * 75 + 300L, 1_000L);
    }

    @Test
    void unevenDonorsTakeFurtherWaves() throws Exception {
        WholeRun run = run(List.of(150_000L, 110_000L, 105_000L, 105_000L, 0L), 0, paced(""));

        assertThat(run.starts()).isGreaterThan(1);
        assertThat(run.skew()).isLessThan(1.03);
    }

    /** The picture and the table tell the same. */
    @Test
    void theTimelineHasThePeaksAndTheEndOfTheForecast() throws Exception {
        for (double churn : new double[] {0, 50}) {
            WholeRun run = run(million(), churn, paced(", \"reconnectP95\": \"57s\""));

            Timeline timeline = run.timeline().orElseThrow();
            int steps = timeline.offline().size();
            assertThat(steps).isBetween(Timeline.STEPS_MAX / 2, Timeline.STEPS_MAX);
            assertThat((double) steps * timeline.stepSeconds())
                    .isCloseTo(run.took().toSeconds(), within((double) timeline.stepSeconds()));
            assertThat(Collections.max(timeline.offline())).isCloseTo(run.offlinePeak(), within(1L));
            assertThat(Collections.max(timeline.connectsPerSecond())).isEqualTo(run.connectsPerSecond());
            long fullest = Math.max(
                    timeline.fullestDonor().get(steps - 1),
                    timeline.fullestRecipient().get(steps - 1));
            // Half a percent may still be on its way at the end.
            assertThat(fullest / (1e6 / 9)).isCloseTo(run.skew(), within(0.005));
        }
    }

    @Test
    void aLongRunHasLongerSteps() throws Exception {
        Timeline timeline = run(ARTICLE, 0, """
                {"instanceName": "e", "rebalanceStrategy": {"connEvictRate": 1}}""").timeline().orElseThrow();

        assertThat(timeline.stepSeconds()).isGreaterThan(2);
        assertThat(timeline.offline()).hasSizeLessThanOrEqualTo(Timeline.STEPS_MAX);
    }

    @Test
    void legsAddUpToTheRun() throws Exception {
        WholeRun run = run(List.of(150_000L, 110_000L, 105_000L, 105_000L, 0L), 0, paced(""));

        assertThat(run.legs()).hasSize(run.starts());
        assertThat(run.legs().stream().mapToInt(Leg::seconds).sum()).isBetween(run.ticks() - run.starts(), run.ticks());
        assertThat(run.moves())
                .isCloseTo(
                        run.counts().values().stream()
                                .mapToLong(count -> count)
                                .min()
                                .orElseThrow(),
                        within(1_000L));
        assertThat(run.latest()).isGreaterThan(run.took());
    }

    @Test
    void aBudgetThatIsTooSmallIsRefused() throws Exception {
        Assessment assessment = WhatIf.assess(request(paced("").replace("1000", "20")), million(), 50);

        assertThat(assessment.refusals())
                .extracting(refusal -> refusal.reason())
                .containsExactly(RefusalReason.BUDGET_TOO_SMALL);
    }

    private static List<Long> million() {
        return Stream.concat(Collections.nCopies(8, 125_000L).stream(), Stream.of(0L))
                .toList();
    }

    private static String paced(String known) {
        return "{\"instanceName\": \"e\", \"pacing\": {\"maxConnectsPerSecondPerRecipient\": 1000" + known + "}}";
    }

    private static WholeRun run(List<Long> counts, double churn, String request) throws Exception {
        return WhatIf.assess(request(request), counts, churn)
                .plan()
                .flatMap(plan -> plan.forecast().run())
                .orElseThrow();
    }

    private static RebalanceRequest request(String json) throws Exception {
        JsonNode tree = ContractJson.mapper().readTree(json);
        return RequestReader.read(tree).request().orElseThrow();
    }
}
