package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import io.temporal.client.WorkflowStub;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes come and go while clients are evicted: the run ends by itself, says what is so, and puts every pod back. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class LostNodesTest {
    /** What happens must happen before donors and recipients are level: eight seconds on the wall clock. */
    private static final double SPEED = 10;

    private static final int COORDINATOR = 3;
    private static final int RECIPIENT = 4;
    private static final int NEWCOMER = 5;

    static Stream<Arguments> changes() {
        Set<EmqxRelease> lines = EnumSet.of(EmqxRelease.E4_4_24, EmqxRelease.E5_8, EmqxRelease.E5_10);
        return EmqxRelease.times(Change.values())
                .filter(arguments -> lines.contains((EmqxRelease) arguments.get()[0]));
    }

    @ParameterizedTest
    @MethodSource("changes")
    @Execution(ExecutionMode.CONCURRENT)
    void endsHonestlyAndRestored(EmqxRelease release, Change change) {
        try (Bench bench = Bench.faster(
                SPEED, release.of(emqx -> emqx.statefulSet("emqx-ee", "default", 3334, 3333, 3333, 0, 0, 0)))) {
            bench.emqx.faults().kill(node(NEWCOMER));
            bench.emqx.faults().holdIn("evicting_conns");
            WorkflowStub run = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            assertThat(bench.progress().wave().orElseThrow().coordinator()).isEqualTo(node(COORDINATOR));

            change.happens.accept(bench);
            bench.emqx.faults().letGo();
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.toString()).isIn(change.outcomes);
            assertThat(result.restarts()).as(result.summary()).isEqualTo(change.restarts);
            if (result.outcome() == Outcome.BALANCED) {
                assertLevel(bench, result);
            }
            assertThat(bench.emqx.faults().coordinators()).isEmpty();
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3, 4, 5));
        }
    }

    /** By the simulator's own books, not by what the run was told. */
    private static void assertLevel(Bench bench, RebalanceResult result) {
        Wave wave = result.plan().orElseThrow().waves().get(0);
        double donors = mean(bench, wave.donors());
        double recipients = mean(bench, wave.recipients());
        assertThat(donors).isLessThanOrEqualTo(Math.max(recipients + 100, recipients * 1.1));
    }

    private static double mean(Bench bench, List<String> nodes) {
        return nodes.stream()
                .mapToLong(name -> bench.emqx.node(name).live())
                .average()
                .orElseThrow();
    }

    private static String node(int ordinal) {
        return "emqx-ee@emqx-ee-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
    }

    /** What happens to the cluster, how often it must be planned again, and what may be said in the end. */
    private enum Change {
        COORDINATOR_LOST(bench -> bench.emqx.faults().kill(node(COORDINATOR)), 1, Outcome.BALANCED),
        COORDINATOR_RESTARTED(
                bench -> {
                    bench.emqx.faults().kill(node(COORDINATOR));
                    bench.emqx.faults().restart(node(COORDINATOR));
                },
                1,
                Outcome.BALANCED),
        DONOR_LOST(bench -> bench.emqx.faults().kill(node(0)), 1, Outcome.BALANCED, Outcome.PARTIALLY_BALANCED),
        DONOR_REPLACED(
                bench -> bench.kubernetes.replacePod("emqx-ee-0"), 1, Outcome.BALANCED, Outcome.PARTIALLY_BALANCED),
        RECIPIENT_LOST(bench -> bench.emqx.faults().kill(node(RECIPIENT)), 1, Outcome.BALANCED),
        NODE_ADDED(
                bench -> bench.emqx.faults().restart(node(NEWCOMER)), 0, Outcome.BALANCED, Outcome.PARTIALLY_BALANCED);

        private final Consumer<Bench> happens;
        private final int restarts;
        private final EnumSet<Outcome> outcomes;

        Change(Consumer<Bench> happens, int restarts, Outcome first, Outcome... more) {
            this.happens = happens;
            this.restarts = restarts;
            this.outcomes = EnumSet.of(first, more);
        }
    }
}
