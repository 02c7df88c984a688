package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.RebalancePlan.Role;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
    @Test
    void plansTheArticlesRunToTheClient() {
        RebalancePlan plan = planned(article(), Requests.article());

        assertThat(plan.madeAt()).isEqualTo(SnapshotBuilder.AT);
        assertThat(plan.cluster()).isEqualTo(Requests.CLUSTER);
        assertThat(plan.lever()).isEqualTo(Lever.LABEL);
        assertThat(plan.leverReason()).isEqualTo("Service emqx-listeners selects by evenkeel.dev/serving");
        assertThat(plan.nodes())
                .containsExactly(
                        new NodePlan(node(0), Optional.of("emqx-0"), true, Role.DONOR, 3333, 2553),
                        new NodePlan(node(1), Optional.of("emqx-1"), true, Role.DONOR, 3333, 2553),
                        new NodePlan(node(2), Optional.of("emqx-2"), true, Role.DONOR, 3334, 2554),
                        new NodePlan(node(3), Optional.of("emqx-3"), true, Role.RECIPIENT, 0, 2340));
        assertThat(plan.waves())
                .containsExactly(new Wave(
                        1,
                        node(3),
                        List.of(node(0), node(1), node(2), node(3)),
                        List.of(node(0), node(1), node(2)),
                        List.of(node(3)),
                        new StartParameters(
                                10,
                                10,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                new Threshold(100, 1.1),
                                new Threshold(100, 1.1))));
        assertThat(plan.forecast().connectionsToMove()).isEqualTo(2340);
        assertThat(plan.forecast().ticks()).isEqualTo(78);
        assertThat(plan.forecast().ticksWorst()).isEqualTo(324);
        assertThat(plan.forecast().sessionTicks()).isZero();
        assertThat(plan.forecast().total()).isEqualTo(Duration.ofSeconds(98));
        assertThat(plan.forecast().skewBefore()).isEqualTo(3334 / 2500.0);
        assertThat(plan.forecast().skewAfter()).isEqualTo(2554 / 2500.0);
        assertThat(plan.choices()).isEmpty();
    }

    @Test
    void balancesReplicantsOnlyWhereThereAreAnyAndLeavesCoresOutOfTheMean() {
        RebalancePlan plan = planned(holding(700, 0, 3333, 3333, 3334, 0).replicantsFrom(2), Requests.article());

        Wave wave = plan.waves().get(0);
        assertThat(wave.nodes()).containsExactly(node(2), node(3), node(4), node(5));
        assertThat(wave.donors()).containsExactly(node(2), node(3), node(4));
        assertThat(wave.recipients()).containsExactly(node(5));
        assertThat(wave.coordinator()).as("a core").isIn(node(0), node(1));
        assertThat(plan.servingPods()).containsExactly("emqx-2", "emqx-3", "emqx-4", "emqx-5");
        assertThat(plan.forecast().skewBefore()).isEqualTo(3334 / 2500.0);
        assertThat(plan.lever()).isEqualTo(Lever.LABEL);
    }

    @Test
    void balancesCoresWhereNoReplicantRuns() {
        RebalancePlan plan = planned(article().replicant(2).stopped(2), Requests.article());

        assertThat(plan.waves().get(0).nodes()).containsExactly(node(0), node(1), node(3));
    }

    @Test
    void saysThePlanInASentence() {
        Assessment assessment = article().assessed(Requests.article());

        assertThat(assessment.explanation())
                .isEqualTo("move 2,340 connections from 3 donors to 1 recipient in 78 steps, about 98 s;"
                        + " fullest node 1.33 -> 1.02 times the mean");
    }

    @Test
    void foretellsThirtyThousandClients() {
        RebalancePlan plan = planned(holding(10_000, 10_000, 10_000, 0), Requests.article());

        assertThat(plan.forecast().ticks()).isEqualTo(233);
        assertThat(plan.nodes()).extracting(NodePlan::expected).containsExactly(7670L, 7670L, 7670L, 6990L);
    }

    @Test
    void choosesWhatIsLeftOpenAndLevelsTheArticlesCluster() {
        RebalancePlan plan = planned(article(), Requests.open());

        assertThat(plan.forecast().skewAfter()).isLessThanOrEqualTo(1.05);
        assertThat(plan.waves().get(0).parameters())
                .isEqualTo(new StartParameters(
                        6,
                        500,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        new Threshold(50, 1.02),
                        new Threshold(50, 1.1)));
        assertThat(plan.choices())
                .containsExactly(
                        "absConnThreshold 50: two percent of the mean",
                        "relConnThreshold 1.02: level to within two percent",
                        "connEvictRate 6: one step moves the gap by at most a hundredth of the mean",
                        "sessEvictRate 500: EMQX's own default",
                        "absSessThreshold 50: as for connections",
                        "relSessThreshold 1.1: EMQX's own default",
                        "waitHealthCheck 2 s: endpoints are verified out before the start, and kube-proxy follows",
                        "waitTakeover 60 s: EMQX's own default");
    }

    @Test
    void fillsThreeEmptyNodesOfThirty() {
        long[] counts = new long[30];
        Arrays.fill(counts, 0, 27, 1000);

        RebalancePlan plan = planned(holding(counts), Requests.open());

        assertThat(plan.waves().get(0).donors()).hasSize(27);
        assertThat(plan.waves().get(0).recipients()).hasSize(3);
        assertThat(plan.forecast().skewAfter()).isLessThanOrEqualTo(1.05);
        assertThat(plan.nodes()).extracting(NodePlan::expected).allMatch(expected -> expected >= 810);
    }

    @ParameterizedTest
    @EnumSource
    void seesThatThereIsNothingToDo(Level level) {
        Assessment assessment = level.cluster.assessed(level.request);

        assertThat(assessment.verdict()).isEqualTo(Assessment.Verdict.NOTHING_TO_BALANCE);
        assertThat(assessment.plan()).isEmpty();
        assertThat(assessment.refusals()).isEmpty();
        assertThat(assessment.explanation()).isEqualTo(level.explanation);
    }

    @Test
    void balancesForTheSakeOfSessionsAloneAsEmqxDoes() {
        RebalancePlan plan = planned(holding(1000, 1000, 990).sessions(0, 3000).sessions(1, 3000), Requests.article());

        assertThat(plan.forecast().connectionsToMove()).isZero();
        assertThat(plan.forecast().ticks()).isZero();
        assertThat(plan.forecast().sessionTicks()).isPositive();
    }

    @Test
    void looksAtTheNamedNodesOnly() {
        RebalancePlan plan = planned(holding(3000, 1000, 9000, 0), Requests.among(0, 1));

        assertThat(plan.nodes()).extracting(NodePlan::node).containsExactly(node(0), node(1));
        assertThat(plan.waves().get(0).nodes()).containsExactly(node(0), node(1));
        assertThat(plan.waves().get(0).donors()).containsExactly(node(0));
        assertThat(plan.waves().get(0).recipients()).containsExactly(node(1));
    }

    @Test
    void countsEveryNodeThatRunsWhoeverTakesPart() {
        Assessment assessment = article().stopped(2).assessed(Requests.among(0, 3));

        assertThat(assessment.census().nodes()).containsExactly(node(0), node(1), node(3));
        assertThat(assessment.census().total()).isEqualTo(6666);
    }

    @Test
    void takesItsOwnExclusionsForServing() {
        RebalancePlan plan = planned(
                article().out(0, Snapshot.Out.BY_THIS_RUN).out(3, Snapshot.Out.BY_THIS_RUN), Requests.article());

        assertThat(plan.servingPods()).containsExactly("emqx-0", "emqx-1", "emqx-2", "emqx-3");
    }

    @Test
    void beginsAsLongAsOneOfTheRecipientsServes() {
        RebalancePlan plan = planned(holding(3000, 3000, 0, 0).unserved(2), Requests.article());

        assertThat(plan.servingPods()).containsExactly("emqx-0", "emqx-1", "emqx-3");
    }

    @Test
    void excludesNothingOutsideKubernetes() {
        RebalancePlan plan = planned(article().outsideKubernetes(), Requests.open());

        assertThat(plan.lever()).isEqualTo(Lever.NONE);
        assertThat(plan.servingPods()).isEmpty();
        assertThat(plan.waves().get(0).parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void watchesForLongerThanTheWorstCase() {
        RebalancePlan plan = planned(article(), Requests.article());

        assertThat(plan.bounds().waitHealthCheck()).isEqualTo(Duration.ofSeconds(70));
        assertThat(plan.bounds().evictingConns()).isEqualTo(Duration.ofSeconds(2 * 324 + 60));
        assertThat(plan.bounds().waitTakeover()).isEqualTo(Duration.ofSeconds(70));
        assertThat(plan.bounds().evictingSessions()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void watchesByTheWallClockWhereEmqxRunsFaster() {
        Assessment assessment = new Planner(Pace.faster(4))
                .assess(Requests.article(), Requests.CLUSTER, article().build(), Course.first());

        assertThat(assessment.plan().orElseThrow().bounds().waitHealthCheck()).isEqualTo(Duration.ofMillis(62_500));
        assertThat(assessment.plan().orElseThrow().forecast().total()).isEqualTo(Duration.ofSeconds(98));
    }

    @Test
    void decidesTheSameOnTheSameLook() {
        assertThat(article().assessed(Requests.open())).isEqualTo(article().assessed(Requests.open()));
    }

    private static RebalancePlan planned(SnapshotBuilder cluster, RebalanceRequest request) {
        Assessment assessment = cluster.assessed(request);
        assertThat(assessment.verdict()).as(assessment.explanation()).isEqualTo(Assessment.Verdict.READY);
        return assessment.plan().orElseThrow();
    }

    /** Clusters that are level enough. */
    enum Level {
        ALL_HOLD_THE_SAME(holding(500, 500, 500), Requests.open(), "every node holds 500 connections"),
        ONE_NODE(holding(500), Requests.open(), "every node holds 500 connections"),
        ONE_NODE_NAMED(article(), Requests.among(0), "every node holds 3333 connections"),
        NOBODY_IS_CONNECTED(holding(0, 0, 0), Requests.open(), "every node holds 0 connections"),
        WITHIN_THE_FACTOR(
                holding(2553, 2553, 2554, 2340),
                Requests.article(),
                "donors hold 2553.3 on average and recipients 2340.0: within 100 connections or a factor of 1.1"),
        WITHIN_THE_NUMBER(
                holding(100, 0),
                Requests.article(),
                "donors hold 100.0 on average and recipients 0.0: within 100 connections or a factor of 1.1"),
        WITHIN_WHAT_THE_PLAN_CHOOSES(
                holding(1010, 990),
                Requests.open(),
                "donors hold 1010.0 on average and recipients 990.0: within 20 connections or a factor of 1.02");

        private final SnapshotBuilder cluster;
        private final RebalanceRequest request;
        private final String explanation;

        Level(SnapshotBuilder cluster, RebalanceRequest request, String explanation) {
            this.cluster = cluster;
            this.request = request;
            this.explanation = explanation;
        }
    }

    @Test
    void strictWaitsRefuseInsteadOfRaising() {
        SnapshotBuilder cluster = article().gated().maySetGates(false);

        assertThat(cluster.assessed(Requests.strict()).refusals())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(RefusalReason.WAIT_TOO_SHORT);
                    assertThat(refusal.detail()).contains("10 s").contains("35 s");
                });
        RebalancePlan raised = cluster.assessed(Requests.article()).plan().orElseThrow();
        assertThat(raised.waves().get(0).parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(35));
        assertThat(raised.bounds().donorsOut()).contains(Duration.ofSeconds(33));
        assertThat(raised.warnings()).anyMatch(warning -> warning.contains("not Ready"));
        assertThat(article()
                        .gated()
                        .maySetGates(true)
                        .assessed(Requests.strict())
                        .plan()
                        .orElseThrow()
                        .bounds()
                        .donorsOut())
                .contains(Duration.ofSeconds(8));
        assertThat(article()
                        .assessed(Requests.strict())
                        .plan()
                        .orElseThrow()
                        .bounds()
                        .donorsOut())
                .isEmpty();
    }

    @Test
    void waitsForLoadBalancersToLetGoAndWatchesThat() {
        RebalancePlan plan = planned(article(), Requests.quiet(Lever.LABEL, Duration.ofSeconds(30)));

        assertThat(plan.lever()).isEqualTo(Lever.LABEL);
        assertThat(plan.waves().get(0).parameters().waitHealthCheck()).isEqualTo(Duration.ofSeconds(90));
        assertThat(plan.choices()).anyMatch(choice -> choice.startsWith("waitHealthCheck 90 s, raised from 10 s"));
        assertThat(plan.bounds().donorsOut()).contains(Duration.ofSeconds(88));
        assertThat(plan.bounds().landingQuiet()).contains(Duration.ofSeconds(30));
    }

    @Test
    void waitsFourTimesAsLongWhereClientsStillCameToDonors() {
        Assessment assessment = new Planner(Pace.realTime())
                .assess(
                        Requests.quiet(Lever.LABEL, Duration.ofSeconds(30)),
                        Requests.CLUSTER,
                        article().build(),
                        new Course(
                                Optional.empty(),
                                2,
                                Optional.of(Duration.ofSeconds(90)),
                                Optional.empty(),
                                List.of(),
                                false));

        assertThat(assessment.plan().orElseThrow().waves().get(0).parameters().waitHealthCheck())
                .isEqualTo(Duration.ofSeconds(360));
    }

    @Test
    void observesOutsideKubernetesByTheDonorsCountersAlone() {
        RebalancePlan asked = planned(article().outsideKubernetes(), Requests.with(Lever.OBSERVE));
        RebalancePlan auto = planned(article().outsideKubernetes(), Requests.quiet(Lever.AUTO, Duration.ofSeconds(20)));

        assertThat(asked.lever()).isEqualTo(Lever.OBSERVE);
        assertThat(asked.bounds().landingQuiet()).contains(Duration.ofSeconds(10));
        assertThat(auto.lever()).isEqualTo(Lever.OBSERVE);
        assertThat(auto.bounds().landingQuiet()).contains(Duration.ofSeconds(20));
    }
}
