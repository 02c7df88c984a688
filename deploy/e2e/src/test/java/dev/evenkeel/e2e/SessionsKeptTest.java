package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Persistent sessions: after a run there are as many as before it, less those that expired by themselves. */
@Timeout(120)
final class SessionsKeptTest {
    private static final long ABSENT = 3_000;

    /** After the wait of 10 s and before the 78th step. */
    private static final Duration WHILE_EVICTING = Duration.ofSeconds(40);

    /** The article's clients, and as many absent ones on each donor; {@code expiry} sessions a second expire. */
    private static UnaryOperator<SimulatedCluster.Builder> absent(double expiry) {
        return builder -> {
            long[] live = {3334, 3333, 3333, 0};
            for (int ordinal = 0; ordinal < live.length; ordinal++) {
                String node = "emqx-ee@emqx-ee-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
                builder.node(
                        NodeSpec.core(node, live[ordinal]).withDisconnectedSessions(live[ordinal] == 0 ? 0 : ABSENT));
            }
            return builder.expiry(expiry);
        };
    }

    private static long sessions(Bench bench) {
        return bench.emqx.nodes().stream().mapToLong(SimulatedNode::sessions).sum();
    }

    @ParameterizedTest
    @EnumSource
    void asManyAsBefore(EmqxRelease release) {
        try (Bench bench = Bench.skipping(release.of(absent(0)))) {
            long before = sessions(bench);

            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(sessions(bench)).isEqualTo(before);
            assertThat(bench.emqx.node(recipient(bench)).disconnectedSessions()).isGreaterThan(1_500);
            assertThat(evidence(result)).contains(before + " sessions, " + before + " expected");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"E4_4_24", "E5_10"})
    void lessThoseThatExpired(EmqxRelease release) {
        try (Bench bench = Bench.skipping(release.of(absent(3)))) {
            long before = sessions(bench);

            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(before - sessions(bench)).isGreaterThan(before / 100);
            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLossOfOneInAHundredIsNoBalance(EmqxRelease release) {
        try (Bench bench = Bench.skipping(release.of(absent(0)))) {
            long before = sessions(bench);
            bench.temporal.registerDelayedCallback(
                    WHILE_EVICTING, () -> bench.emqx.faults().loseSessions(before / 100));

            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(sessions(bench)).isEqualTo(before - before / 100);
            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PARTIALLY_BALANCED);
            assertThat(result.summary()).contains(Clause.SESSIONS_KEPT.name(), before / 100 + " missing");
        }
    }

    private static String recipient(Bench bench) {
        return bench.emqx.nodes().get(3).name();
    }

    private static String evidence(RebalanceResult result) {
        return result.findings().stream()
                .filter(finding -> finding.clause() == Clause.SESSIONS_KEPT)
                .findFirst()
                .orElseThrow()
                .evidence();
    }
}
