package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.client.AbortReport;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.Stage;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** An abort that no worker hears. */
@Tag("real")
@Isolated
@Timeout(180)
final class NoWorkerTest {
    /** The 3 s that it hopes for a worker, and a margin for slow machines. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** So slow that EMQX is still at it when a worker is back. */
    private static final double SPEED = 1;

    @Test
    void theClientLeavesACancelRequestAndTheNextWorkerPutsEverythingBack() {
        try (RealBench bench = RealBench.open("abort-client", SPEED, Stage::withSessions);
                EvenkeelClient client = bench.evenkeelClient()) {
            evictWithoutAWorker(bench);

            Instant asked = Instant.now();
            AbortReport report = client.abort(
                    new ClusterRef("default", "emqx-ee", Optional.empty()), Optional.empty(), Optional.of("noon"));
            RealBench.say("abort without a worker answered after %d ms", millisSince(asked));

            assertThat(report.how()).isEqualTo(AbortReport.How.CANCEL_REQUESTED);
            assertThat(report.message()).contains("no worker accepted the abort within 3 s", "cancel request");
            assertThat(millisSince(asked)).isLessThan(SOON.toMillis());
            assertPutBackByTheNextWorker(bench);
        }
    }

    @Test
    void theCommandSaysSo() {
        try (RealBench bench = RealBench.open("abort-evenkeel", SPEED, Stage::withSessions)) {
            evictWithoutAWorker(bench);

            Program.Ended ended = bench.evenkeel("abort", "emqx-ee", "--no-wait");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("no worker accepted the abort within 3 s", "cancel request");
            assertPutBackByTheNextWorker(bench);
        }
    }

    private static void evictWithoutAWorker(RealBench bench) {
        bench.type(Stage.CLUSTER_ID, RunSpec.EVERY_PHASE).wanted();
        bench.awaitPhase(RunPhase.EVICTING_CONNS);
        bench.worker().kill();
        assertThat(bench.kubernetes().servingPods()).isEqualTo(bench.pods(3));
    }

    private static void assertPutBackByTheNextWorker(RealBench bench) {
        bench.startWorker();
        Instant back = Instant.now();

        assertThatThrownBy(() -> bench.result(Stage.CLUSTER_ID))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);
        RealBench.say("canceled %d ms after a worker was started", millisSince(back));
        assertThat(bench.emqx().ledger().stops()).as("EMQX was told to stop").hasSize(1);
        assertThat(bench.emqx().ledger().finishes()).isEmpty();
        bench.assertNothingLeft();
    }

    private static long millisSince(Instant instant) {
        return Duration.between(instant, Instant.now()).toMillis();
    }
}
