package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoordinatorTest {
    @ParameterizedTest
    @EnumSource
    void chooses(Case choice) {
        EngineModel.Partition partition =
                new EngineModel.Partition(List.of(node(0), node(1), node(2)), List.of(node(3)));

        String chosen = Coordinator.choose(choice.cluster.build(), partition, choice.before);

        assertThat(chosen).isEqualTo(choice.chosen);
    }

    /** Nodes 0, 1 and 2 are donors, 3 is the recipient. */
    enum Case {
        A_CORE_NODE_THAT_IS_NO_DONOR(article(), none(), node(3)),
        A_CORE_NODE_THAT_TAKES_NO_PART(SnapshotBuilder.holding(9, 9, 9, 0, 5).replicant(3), none(), node(4)),
        THE_FIRST_OF_THE_DONORS_WHERE_ALL_OTHERS_ARE_REPLICANTS(article().replicant(3), none(), node(0)),
        NEVER_A_REPLICANT(article().replicant(0).replicant(1).replicant(3), none(), node(2)),
        NEVER_A_STOPPED_NODE(article().stopped(3), none(), node(0)),
        NO_EVACUATING_NODE(article().evacuating(3), none(), node(0)),
        THE_ONE_BEFORE(article(), Optional.of(node(1)), node(1)),
        NOT_THE_ONE_BEFORE_ONCE_IT_IS_STOPPED(article().stopped(1), Optional.of(node(1)), node(3)),
        NOT_THE_ONE_BEFORE_ONCE_IT_EVACUATES(article().evacuating(1), Optional.of(node(1)), node(3)),
        NOT_THE_ONE_BEFORE_IF_UNKNOWN(article(), Optional.of("emqx@gone"), node(3)),
        AN_EVACUATING_CORE_NODE_BEFORE_ANY_REPLICANT(
                article().replicant(0).replicant(1).replicant(2).evacuating(3), none(), node(3));

        private final SnapshotBuilder cluster;
        private final Optional<String> before;
        private final String chosen;

        Case(SnapshotBuilder cluster, Optional<String> before, String chosen) {
            this.cluster = cluster;
            this.before = before;
            this.chosen = chosen;
        }

        private static Optional<String> none() {
            return Optional.empty();
        }
    }
}
