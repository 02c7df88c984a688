package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.ApprovalPolicy;
import dev.evenkeel.contract.ApprovalPolicy.Limits;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Approval;
import dev.evenkeel.contract.RebalanceRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The article's run moves 2,340 of 10,000 connections, with three donors out, in 98 s of EMQX. */
class ApprovalRuleTest {
    private static final Pacing PACING =
            new Pacing(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(10)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            23.5 | -   | - | -   | false | 23.4 % of all connections move, within maxMovedPercent 23.5
            23.3 | -   | - | -   | true  | 23.4 % of all connections move, above maxMovedPercent 23.3
            -    | 2   | - | -   | false | 1.7 % of all clients are offline at once, within maxOfflinePercent 2.0
            -    | 1.5 | - | -   | true  | 1.7 % of all clients are offline at once, above maxOfflinePercent 1.5
            -    | -   | 3 | -   | false | 3 donors are out at once, within maxDonorsOut 3
            -    | -   | 2 | -   | true  | 3 donors are out at once, above maxDonorsOut 2
            -    | -   | - | 600 | false | within maxTime 600 s
            -    | -   | - | 97  | true  | above maxTime 97 s
            23.5 | 2   | 3 | 600 | false | within maxMovedPercent 23.5; 1.7 %
            23.5 | 2   | 2 | 600 | true  | 3 donors are out at once, above maxDonorsOut 2
            """)
    void aPlanWithinAllLimitsNeedsNobody(
            Double moved, Double offline, Integer donors, Integer seconds, boolean needed, String why) {
        Approval approval = judged(
                article(),
                autoApprove(new Limits(
                        Optional.ofNullable(moved),
                        Optional.ofNullable(offline),
                        Optional.ofNullable(donors),
                        Optional.ofNullable(seconds).map(Duration::ofSeconds))),
                Optional.empty());

        assertThat(approval.needed()).as(approval.why()).isEqualTo(needed);
        assertThat(approval.why()).contains(why);
    }

    @Test
    void saysOnlyWhatIsAboveItsLimit() {
        Approval approval = judged(
                article(),
                autoApprove(new Limits(Optional.of(50.0), Optional.of(0.1), Optional.of(1), Optional.empty())),
                Optional.empty());

        assertThat(approval.why()).doesNotContain("maxMovedPercent").contains("maxOfflinePercent", "maxDonorsOut");
    }

    @Test
    void howManyAreOfflineIsNotToldWhereNobodyKnowsTheBackoff() {
        ApprovalPolicy policy =
                autoApprove(new Limits(Optional.empty(), Optional.of(100.0), Optional.empty(), Optional.empty()));

        Approval approval = judged(article(), Requests.article(policy), Optional.empty());

        assertThat(approval.needed()).isTrue();
        assertThat(approval.why()).startsWith("nobody can tell how many percent of all clients are offline at once");
    }

    @Test
    void withoutLimitsEveryPlanNeedsSomebody() {
        assertThat(judged(article(), new ApprovalPolicy(true, null), Optional.empty()))
                .isEqualTo(new Approval(true, "the request asks for it"));
    }

    @Test
    void whereNobodyHasToApproveNothingIsJudged() {
        Assessment assessment = article().assessed(Requests.article());

        assertThat(new ApprovalRule(Requests.article()).judged(assessment, Optional.empty()))
                .isSameAs(assessment);
    }

    /** Of 10,000 connections. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3333 | 3333 | 3334 | 0   | 5   | false | by 0.0 % of all connections, within maxDriftPercent 5.0
            3433 | 3233 | 3334 | 100 | 5   | false | by 3.0 % of all connections, within maxDriftPercent 5.0
            3083 | 3333 | 3334 | 250 | 5   | false | by 5.0 % of all connections, within maxDriftPercent 5.0
            3083 | 3333 | 3334 | 251 | 5   | true  | by 5.0 % of all connections, above maxDriftPercent 5.0
            3583 | 3333 | 3334 | 251 | 5   | true  | by 5.0 % of all connections, above maxDriftPercent 5.0
            3333 | 3333 | 3334 | 20  | 0.1 | true  | by 0.2 % of all connections, above maxDriftPercent 0.1
            """)
    void whatWasApprovedStandsUntilCountsHaveDrifted(
            long first, long second, long third, long fourth, double most, boolean needed, String why) {
        ApprovalPolicy policy = new ApprovalPolicy(true, null, Optional.empty(), null, most);

        Approval approval = judged(holding(first, second, third, fourth), policy, Optional.of(approved()));

        assertThat(approval.needed()).as(approval.why()).isEqualTo(needed);
        assertThat(approval.why()).contains(why, approved().id());
    }

    @Test
    void aNodeNearTheMeanThatChangesSidesIsNoOtherPlan() {
        RebalancePlan before = plan(holding(4000, 3000, 2510, 490));
        SnapshotBuilder now = holding(4000, 3000, 2490, 510);

        assertThat(plan(now).id()).isNotEqualTo(before.id());
        assertThat(judged(now, new ApprovalPolicy(true, null), Optional.of(before))
                        .needed())
                .isFalse();
    }

    @Test
    void anotherNodeIsAnotherPlan() {
        Approval approval =
                judged(holding(3333, 3333, 3334, 0, 0), new ApprovalPolicy(true, null), Optional.of(approved()));

        assertThat(approval.needed()).isTrue();
        assertThat(approval.why()).contains("was approved for nodes", "emqx@emqx-4");
    }

    @Test
    void anotherLeverIsAnotherPlan() {
        Approval approval =
                judged(article().gated().maySetGates(true), new ApprovalPolicy(true, null), Optional.of(approved()));

        assertThat(approval.needed()).isTrue();
        assertThat(approval.why()).contains("approved with lever label, and now it is gate");
    }

    @Test
    void anApprovalIsGoodForWhatIsAboveTheLimits() {
        ApprovalPolicy policy =
                autoApprove(new Limits(Optional.of(1.0), Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(judged(article(), policy, Optional.of(approved())).needed()).isFalse();
    }

    private static RebalancePlan approved() {
        return plan(article());
    }

    private static RebalancePlan plan(SnapshotBuilder cluster) {
        return cluster.assessed(Requests.article()).plan().orElseThrow();
    }

    /** By a request that knows how long clients stay away. */
    private static Approval judged(SnapshotBuilder cluster, ApprovalPolicy policy, Optional<RebalancePlan> approved) {
        return judged(cluster, Requests.article(policy).withPacing(PACING), approved);
    }

    private static Approval judged(
            SnapshotBuilder cluster, RebalanceRequest request, Optional<RebalancePlan> approved) {
        return new ApprovalRule(request)
                .judged(cluster.assessed(request), approved)
                .plan()
                .flatMap(RebalancePlan::approval)
                .orElseThrow();
    }

    private static ApprovalPolicy autoApprove(Limits limits) {
        return new ApprovalPolicy(true, null, Optional.of(limits), null, 0);
    }
}
