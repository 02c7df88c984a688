package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceRequest;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Not all donors at once. */
class MaxUnavailableTest {
    private static RebalanceRequest atMost(String most) {
        return Requests.article().withPacing(new Pacing(null, null, null, Optional.of(most), null));
    }

    private static SnapshotBuilder uneven() {
        return holding(1300, 1600, 1500, 1400, 1200, 1550, 1450, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "1, 1", "30%, 3", "39%, 3", "1%, 1", "60%, 6"})
    void theFullestDonorsLeaveAndTheGoalIsThatOfAll(String most, int out) {
        RebalancePlan plan = uneven().assessed(atMost(most)).plan().orElseThrow();

        assertThat(plan.waves().get(0).donors())
                .isEqualTo(Arrays.asList(1, 5, 2, 6, 3, 0).subList(0, out).stream()
                        .map(SnapshotBuilder::node)
                        .sorted()
                        .toList());
        assertThat(plan.waves().get(0).recipients()).containsExactly(node(7), node(8), node(9));
        assertThat(plan.goal()).hasValue(1000);
        assertThat(plan.portion().orElseThrow().whole().donors()).hasSize(7);
        assertThat(plan.portion().orElseThrow().outAtMost()).hasValue(out);
        assertThat(plan.portion().orElseThrow().waves()).isGreaterThan(1);
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains(" waves of at most " + out + " donors"));
        assertThat(plan.nodes()).allSatisfy(node -> assertThat(node.expected()).isBetween(850L, 1100L));
    }

    @ParameterizedTest
    @CsvSource({"7", "10", "70%", "100%"})
    void isAsEverWhereAllDonorsMayLeave(String most) {
        assertThat(uneven().assessed(atMost(most)).plan().orElseThrow().portion())
                .isEmpty();
    }
}
