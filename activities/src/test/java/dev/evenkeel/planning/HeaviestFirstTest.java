package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.StartParameters;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Uneven donors within a budget: EMQX, left alone, would stop with the heaviest far too full. */
class HeaviestFirstTest {
    private static RebalanceRequest within(int budget, Integer reconnectP95) {
        return Requests.open()
                .withPacing(new Pacing(
                        Optional.of(budget),
                        null,
                        Optional.ofNullable(reconnectP95).map(Duration::ofSeconds)));
    }

    private static RebalancePlan plan(RebalanceRequest request, long... counts) {
        return holding(counts).assessed(request).plan().orElseThrow();
    }

    @Test
    void allDonorsLeaveAndTheHeaviestIsEvictedFrom() {
        RebalancePlan plan = plan(within(100, null), 1_500, 1_100, 1_050, 1_050, 0);

        assertThat(plan.waves().get(0).donors()).containsExactly(node(0));
        assertThat(plan.waves().get(0).recipients()).containsExactly(node(4));
        assertThat(plan.out().donors()).containsExactly(node(0), node(1), node(2), node(3));
        assertThat(plan.goal()).hasValue(940);
        assertThat(plan.goesOn()).isTrue();
        assertThat(plan.forecast().connectionsToMove()).isEqualTo(560 + 160 + 110 + 110);
        assertThat(plan.warnings()).contains("while it runs, new clients go to 1 of 5 nodes");
    }

    /** All of the budget is the one donor's, so that it takes no longer. */
    @Test
    void oneDonorAtATimeIsEvictedFromAsFastAsAllTogether() {
        StartParameters one = plan(within(100, null), 1_500, 1_100, 1_050, 1_050, 0)
                .waves()
                .get(0)
                .parameters();
        StartParameters all = plan(within(100, null), 1_100, 1_100, 1_100, 1_100, 0)
                .waves()
                .get(0)
                .parameters();

        assertThat(one.connEvictRate()).isEqualTo(70);
        assertThat(all.connEvictRate()).isEqualTo(70 / 4);
    }

    /** At its goal of 940 the recipient has 560, and lacks 380, and those that are on their way. */
    @Test
    void emqxEndsWhenTheHeaviestIsAtTheLevelOfAll() {
        RebalancePlan back = plan(within(100, null), 1_500, 1_100, 1_050, 1_050, 0);
        RebalancePlan away = plan(within(100, 57), 1_500, 1_100, 1_050, 1_050, 0);

        assertThat(back.waves().get(0).parameters().connections().absolute()).isEqualTo(380);
        assertThat(away.waves().get(0).parameters().connections().absolute()).isBetween(380 + 500, 380 + 560);
    }

    @Test
    void donorsThatDifferLittleGoSideBySide() {
        assertThat(plan(within(100, null), 1_500, 1_480, 1_450, 0).portion()).isEmpty();
        assertThat(plan(within(100, null), 1_500, 1_480, 1_450, 1_200, 0)
                        .waves()
                        .get(0)
                        .donors())
                .containsExactly(node(0), node(1), node(2));
    }

    /** Then a donor less does not make the others faster. */
    @Test
    void withoutABudgetAllGoSideBySide() {
        assertThat(plan(Requests.open(), 1_500, 1_100, 1_050, 1_050, 0).portion())
                .isEmpty();
    }
}
