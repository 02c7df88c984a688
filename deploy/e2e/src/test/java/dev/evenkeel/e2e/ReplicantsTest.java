package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.Role;
import dev.evenkeel.simulator.SimulatedCluster;
import io.temporal.client.WorkflowFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cores and replicants: clients are the replicants', and cores are never touched. */
final class ReplicantsTest {
    private static final List<String> REPLICANTS =
            List.of("emqx-ee-replicant-2", "emqx-ee-replicant-3", "emqx-ee-replicant-4", "emqx-ee-replicant-5");

    /** Two cores, of which one holds clients that came past the Service, and the article's four nodes as replicants. */
    private static SimulatedCluster.Builder cluster(SimulatedCluster.Builder builder) {
        builder.node(core(0), 900).node(core(1), 0);
        long[] counts = {3334, 3333, 3333, 0};
        for (int each = 0; each < counts.length; each++) {
            builder.node(NodeSpec.core(replicant(2 + each), counts[each]).withRole(Role.REPLICANT));
        }
        return builder;
    }

    private static String core(int ordinal) {
        return "emqx-ee@emqx-ee-core-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
    }

    private static String replicant(int ordinal) {
        return "emqx-ee@emqx-ee-replicant-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
    }

    @Test
    void onlyReplicantsGiveAndTakeAndACoreCoordinates() {
        try (Bench bench = Bench.skipping(ReplicantsTest::cluster)) {
            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            Wave wave = bench.progress().wave().orElseThrow();
            assertThat(wave.nodes()).containsExactly(replicant(2), replicant(3), replicant(4), replicant(5));
            assertThat(wave.donors()).containsExactly(replicant(2), replicant(3), replicant(4));
            assertThat(wave.coordinator()).isIn(core(0), core(1));
            assertThat(bench.connections().values())
                    .as("as in the article, and 900 on a core that nobody touched")
                    .containsExactly(900L, 0L, 2554L, 2553L, 2553L, 2340L);
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.kubernetes.publications())
                    .as("what the listeners' Service served: all replicants, the recipient, all replicants")
                    .extracting(publication -> List.copyOf(publication.pods()))
                    .startsWith(REPLICANTS)
                    .contains(List.of("emqx-ee-replicant-5"))
                    .endsWith(REPLICANTS)
                    .allSatisfy(pods -> assertThat(REPLICANTS).containsAll(pods));
        }
    }

    @Test
    void aCoreThatIsNamedIsRefused() {
        try (Bench bench = Bench.skipping(ReplicantsTest::cluster)) {
            assertThatThrownBy(() -> bench.run("{\"instanceName\": \"emqx-ee\", \"nodes\": [\"%s\", \"%s\"]}"
                            .formatted(core(0), replicant(5))))
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasStackTraceContaining("node " + core(0) + " is a core, and the replicants take the clients");
            assertThat(bench.emqx.ledger().starts()).isEmpty();
        }
    }
}
