package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.planning.EngineModel.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EMQX balances means; behind those a node may be too full. */
class HotNodeTest {
    private static Assessment assessed(SnapshotBuilder cluster, RebalanceRequest request, boolean moved) {
        return new Planner(Pace.realTime())
                .assess(
                        request,
                        Requests.CLUSTER,
                        cluster.build(),
                        new Course(Optional.empty(), 2, Optional.empty(), Optional.empty(), List.of(), moved));
    }

    /** Nodes within EMQX's inequality, at 100 connections or a factor of 1.1. */
    enum Rest {
        ONE_NODE(holding(1528, 1380, 1380, 1380, 1300, 1300, 1300), List.of(0), List.of(4, 5, 6), 1367),
        ANY_NODE(holding(1380, 1300, 1380, 1528, 1380, 1300, 1300), List.of(3), List.of(1, 5, 6), 1367),
        BESIDE_NODES_THAT_WOULD_GIVE_TOO(
                holding(1700, 1510, 1510, 1510, 1510, 1510, 1510, 1510, 1510, 1500, 1300),
                List.of(0),
                List.of(10),
                1507);

        private final SnapshotBuilder cluster;
        private final List<String> donors;
        private final List<String> recipients;
        private final long goal;

        Rest(SnapshotBuilder cluster, List<Integer> donors, List<Integer> recipients, long goal) {
            this.cluster = cluster;
            this.donors = donors.stream().map(SnapshotBuilder::node).toList();
            this.recipients = recipients.stream().map(SnapshotBuilder::node).toList();
            this.goal = goal;
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesOnWhereClientsWereMoved(Rest rest) {
        RebalancePlan plan =
                assessed(rest.cluster, Requests.article(), true).plan().orElseThrow();

        Wave wave = plan.waves().get(0);
        assertThat(wave.donors()).isEqualTo(rest.donors);
        assertThat(wave.recipients()).isEqualTo(rest.recipients);
        assertThat(wave.nodes()).hasSize(rest.donors.size() + rest.recipients.size());
        assertThat(plan.goal()).hasValue(rest.goal);
        assertThat(plan.portion().orElseThrow().whole().nodes()).hasSameSizeAs(plan.nodes());
        assertThat(wave.level()).isEqualTo(Requests.articleStrategyLevel());
    }

    @ParameterizedTest
    @EnumSource
    void isNoReasonToBeginWithAndIsNamed(Rest rest) {
        Assessment first = assessed(rest.cluster, Requests.article(), false);

        assertThat(first.verdict()).isEqualTo(Assessment.Verdict.NOTHING_TO_BALANCE);
        assertThat(first.explanation()).contains("; fuller than that are " + rest.donors.get(0));
    }

    /** EMQX would go on to a level of the named nodes alone, and there may be nobody who stops it. */
    @Test
    void emqxEndsByItselfNotBelowTheLevelOfAll() {
        SnapshotBuilder cluster = holding(1700, 1510, 1510, 1510, 1510, 1510, 1510, 1510, 1510, 1500, 1300);
        RebalancePlan plan = assessed(cluster, Requests.article(), true).plan().orElseThrow();

        assertThat(plan.nodes().get(0).expected()).isBetween(1497L, 1658L);
        assertThat(plan.nodes().get(1).expected())
                .as("a tenth of what the fullest gives")
                .isEqualTo(1530);
        assertThat(plan.forecast().connectionsToMove()).isBetween(42L, 203L);
    }

    @Test
    void isLeftInPeaceWithinWhatIsAllowed() {
        Assessment level = assessed(holding(1490, 1380, 1380, 1380, 1300, 1300, 1300), Requests.article(), true);

        assertThat(level.verdict()).isEqualTo(Assessment.Verdict.NOTHING_TO_BALANCE);
        assertThat(level.explanation()).doesNotContain("fuller");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoIsNamedGivesOrTakesAsWasMeant(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            Map<String, Long> counts = new TreeMap<>();
            IntStream.range(0, 2 + random.nextInt(10)).forEach(i -> counts.put(node(i), random.nextLong(1, 3000)));
            List<String> fullest = new ArrayList<>(EngineModel.partition(counts).donors());
            fullest.removeIf(donor -> counts.get(donor) < Collections.max(counts.values()) && random.nextBoolean());
            if (EngineModel.partition(counts).recipients().isEmpty()) {
                continue;
            }

            Partition partition = Selection.of(counts, fullest);

            Map<String, Long> named = new TreeMap<>(counts);
            named.keySet()
                    .removeIf(node -> !partition.donors().contains(node)
                            && !partition.recipients().contains(node));
            assertThat(EngineModel.partition(named)).isEqualTo(partition);
            assertThat(fullest).containsAll(partition.donors());
            assertThat(EngineModel.partition(counts).recipients()).containsAll(partition.recipients());
            assertThat(partition.donors()).isNotEmpty();
            assertThat(partition.recipients()).isNotEmpty();
        }
    }
}
