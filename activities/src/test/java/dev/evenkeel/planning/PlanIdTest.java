package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceRequest;
import org.junit.jupiter.api.Test;

/** An approval names the plan by its id: it must outlive what moves by itself, and nothing that was decided. */
class PlanIdTest {
    private final String id = id(article(), Requests.article());

    @Test
    void isShortEnoughToType() {
        assertThat(id).matches("[0-9a-f]{8}");
    }

    @Test
    void outlivesClientsThatComeAndGo() {
        assertThat(id(holding(3401, 3350, 3299, 12), Requests.article())).isEqualTo(id);
    }

    @Test
    void outlivesClientsThatComeAndGoWhereThePlanChoosesTheParameters() {
        String chosen = id(article(), Requests.open());

        assertThat(id(holding(3601, 3550, 3699, 12), Requests.open())).isEqualTo(chosen);
    }

    @Test
    void changesWithTheDonors() {
        assertThat(id(holding(3333, 3333, 0, 3334), Requests.article())).isNotEqualTo(id);
    }

    @Test
    void changesWithTheRecipients() {
        assertThat(id(holding(3333, 3333, 3334, 0, 0), Requests.article())).isNotEqualTo(id);
    }

    @Test
    void changesWithTheParametersAskedFor() {
        assertThat(id(article(), Requests.open())).isNotEqualTo(id);
    }

    @Test
    void changesWithTheLever() {
        assertThat(id(article().outsideKubernetes(), Requests.article())).isNotEqualTo(id);
    }

    private static String id(SnapshotBuilder cluster, RebalanceRequest request) {
        return cluster.assessed(request).plan().orElseThrow().id();
    }
}
