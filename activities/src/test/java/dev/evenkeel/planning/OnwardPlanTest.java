package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.planning.Snapshot.Out;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Waves that follow on one whose donors had reached their goal, and goals themselves. */
class OnwardPlanTest {
    private static final Pacing BACK_WITHIN_A_MINUTE = new Pacing(null, null, Optional.of(Duration.ofSeconds(57)));

    private static Assessment onward(SnapshotBuilder cluster, RebalanceRequest request, long goal) {
        Onward left = new Onward(List.of(node(0), node(1), node(2)), List.of(node(3)), goal);
        return new Planner(Pace.realTime())
                .assess(
                        request,
                        Requests.CLUSTER,
                        cluster.build(),
                        new Course(Optional.empty(), 2, Optional.empty(), Optional.of(left), List.of(), true));
    }

    private static SnapshotBuilder out(SnapshotBuilder cluster) {
        return cluster.out(0, Out.BY_THIS_RUN).out(1, Out.BY_THIS_RUN).out(2, Out.BY_THIS_RUN);
    }

    @Test
    void onlyDonorsAboveTheirGoalGoOnAndTheGoalStands() {
        RebalancePlan plan = onward(out(holding(3333, 2520, 3333, 900)), Requests.open(), 2500)
                .plan()
                .orElseThrow();

        assertThat(plan.waves().get(0).donors()).containsExactly(node(0), node(2));
        assertThat(plan.waves().get(0).recipients()).containsExactly(node(3));
        assertThat(plan.goal()).hasValue(2500);
    }

    @Test
    void waitsHardlyAtAllWhereDonorsHaveBeenOutSinceTheWaveBefore() {
        RebalancePlan plan = onward(out(holding(3333, 3333, 3333, 900)), Requests.open(), 2500)
                .plan()
                .orElseThrow();

        assertThat(plan.waves().get(0).parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(1));
        assertThat(plan.choices()).contains("waitHealthCheck 1 s: the donors have been out since the wave before");
    }

    @Test
    void waitsForQuietInEveryWave() {
        RebalanceRequest quiet = Requests.quiet(Lever.LABEL, Duration.ofSeconds(30))
                .withStrategy(Requests.open().rebalanceStrategy());

        RebalancePlan plan =
                onward(out(holding(3333, 3333, 3333, 900)), quiet, 2500).plan().orElseThrow();

        assertThat(plan.waves().get(0).parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(90));
        assertThat(plan.bounds().donorsOut()).contains(Duration.ofSeconds(88));
    }

    @Test
    void isThroughWhenNoDonorIsAboveItsGoal() {
        Assessment through = onward(out(holding(2500, 2520, 2480, 900)), Requests.open(), 2500);

        assertThat(through.verdict()).isEqualTo(Assessment.Verdict.NOTHING_TO_BALANCE);
        assertThat(through.explanation()).isEqualTo("every donor is down to its goal of 2500 connections");
    }

    @Test
    void theGoalIsTheMeanOfTheReplicantsAlone() {
        RebalancePlan plan = holding(700, 0, 3333, 3333, 3334, 0)
                .replicantsFrom(2)
                .assessed(Requests.article())
                .plan()
                .orElseThrow();

        assertThat(plan.goal()).hasValue(2500);
    }

    /** They would take clients again as soon as EMQX is stopped. */
    @Test
    void donorsThatDoNotStayOutHaveNoGoalAndEmqxEndsWithinWhatIsAskedFor() {
        RebalancePlan gate = plan(article().gated(), Requests.with(Lever.GATE));
        RebalancePlan observe = plan(article().outsideKubernetes(), Requests.with(Lever.OBSERVE));
        RebalancePlan none = plan(article().outsideKubernetes(), Requests.with(Lever.NONE));

        assertThat(List.of(gate, observe, none)).allSatisfy(plan -> {
            assertThat(plan.goal()).isEmpty();
            assertThat(plan.waves().get(0).endsEarly()).isFalse();
            assertThat(plan.waves().get(0).parameters().connections().absolute())
                    .isEqualTo(100);
        });
    }

    private static RebalancePlan plan(SnapshotBuilder cluster, RebalanceRequest request) {
        return cluster.assessed(request.withPacing(BACK_WITHIN_A_MINUTE)).plan().orElseThrow();
    }
}
