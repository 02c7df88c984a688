package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.contract.GuardrailsChange;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.simulator.SimulatedCluster;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other limits, while a look is on its way: what looks had seen so far is recalled from Temporal itself. */
@Tag("real")
@Timeout(240)
final class RetuneTest {
    /** Nobody comes back, and one in a hundred may be away. */
    private static final String STRICT = """
            {"instanceName": "emqx-ee", "rebalanceStrategy": {"connEvictRate": 4, "waitHealthCheck": 10},
             "pacing": {"reconnectP95": "20s"},
             "guardrails": {"pauseOverduePercent": 1, "abortAfterPause": "1h"}}
            """;

    private static SimulatedCluster.Builder nobodyComesBack(SimulatedCluster.Builder builder) {
        return Stage.article(builder).neverReturn(1);
    }

    /** The limit that paused the run is raised: the look that waits for recovery sees it, and so do those after it. */
    @Test
    void otherGuardrailsLetAPausedRunGoOn() {
        try (RealBench bench = RealBench.open("retune-guardrails", RunSpec.SPEED, RetuneTest::nobodyComesBack)) {
            bench.type(Stage.CLUSTER_ID, STRICT).wanted();
            bench.awaitPhase(RunPhase.PAUSED);

            tell(bench, "retune", overdue(100));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> bench.progress().phase() == RunPhase.EVICTING_CONNS
                            && bench.progress().notes().stream()
                                    .anyMatch(note -> note.startsWith("going on: clients overdue")));
            tell(bench, "retune", overdue(90));
            tell(bench, "abort", new Verbs.Abort(null, null));
            assertThat(bench.result(Stage.CLUSTER_ID).outcome()).isEqualTo(Outcome.ABORTED);
            bench.assertNothingLeft();
        }
    }

    private static Verbs.Retune overdue(double percent) {
        return new Verbs.Retune(
                null,
                null,
                Optional.of(new GuardrailsChange(Optional.of(percent), null, null, null, null)),
                Optional.of("anna"));
    }

    private static void tell(RealBench bench, String verb, Object order) {
        WorkflowStub run = bench.run(Stage.CLUSTER_ID);
        run.update(verb, Verbs.Acknowledgement.class, order);
    }
}
