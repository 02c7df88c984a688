package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.SimulatedCluster;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that are gone and whose sessions are kept: what EMQX calls {@code connections} counts them in. Where its nodes do not
 * list their live connections (before 4.4.19 and 5.1) EMQX's statistics stand in, never the sessions.
 */
@Timeout(120)
final class AbsentClientsTest {
    /** What is verified is told where no guardrail ends the run before. */
    private static final String UNGUARDED =
            ArticleTest.SPEC.stripTrailing().replaceFirst("}$", ", \"guardrails\": {\"pauseOverduePercent\": 100}}");

    /** By sessions, every node has 3,000: the new node has those of 3,000 clients that are away, and no client. */
    private static SimulatedCluster.Builder levelBySessions(SimulatedCluster.Builder builder) {
        long[] live = {3000, 3000, 0};
        for (int ordinal = 0; ordinal < live.length; ordinal++) {
            builder.node(NodeSpec.core("emqx-ee@emqx-ee-" + ordinal + ".emqx-ee-headless.default.svc", live[ordinal])
                    .withDisconnectedSessions(3000 - live[ordinal]));
        }
        return builder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.18", "4.4.24", "5.0.4", "5.10.3"})
    void aNodeFullOfSessionsAndEmptyOfClientsIsARecipient(String version) {
        try (Bench bench = Bench.skipping(emqx -> levelBySessions(emqx).version(version))) {
            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            Map<String, Long> live = bench.connections();
            assertThat(live.get("emqx-ee-0")).isLessThanOrEqualTo(live.get("emqx-ee-2") * 11 / 10 + 1);
            assertThat(bench.progress()
                            .plan()
                            .orElseThrow()
                            .warnings()
                            .toString()
                            .contains("statistics stand in"))
                    .isEqualTo(version.equals("4.4.18") || version.equals("5.0.4"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.4.18", "5.0.4"})
    void clientsThatDoNotComeBackAreMissedThoughTheirSessionsAreKept(String version) {
        try (Bench bench =
                Bench.skipping(emqx -> Stage.article(emqx).neverReturn(0.2).version(version))) {
            RebalanceResult result = bench.run(UNGUARDED);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PARTIALLY_BALANCED);
            assertThat(result.summary()).contains(Clause.CLIENTS_BACK.name());
        }
    }
}
