package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.Stretched;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL, to the only worker or to Temporal. EMQX goes on meanwhile, and may have finished before anybody looks again:
 * the run ends balanced either way, with one start.
 */
@Tag("real")
@Isolated
@Timeout(240)
final class KillTest {
    /** Long enough for everybody to notice that Temporal is gone. */
    private static final Duration AWAY = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource(Stretched.class)
    void aRunOutlivesItsWorker(Stretched phase) {
        try (RealBench bench = RealBench.open("kill-worker-" + phase, RunSpec.SPEED, Stage::withSessions)) {
            Duration wentOn = new Victim(bench).killWorkerIn(phase);

            bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
            RealBench.say("worker killed in %s: went on after %d ms", phase, wentOn.toMillis());
        }
    }

    @Test
    void aStartThatWasOnItsWayWhenTheWorkerDiedIsNotSentAgain() {
        try (RealBench bench = RealBench.open("kill-worker-start-on-its-way", RunSpec.SPEED, Stage::withSessions)) {
            // Held up before it is sent, so that it can be made slow in time.
            Stretched.EXCLUDING.stretch(bench);
            bench.type(Stage.CLUSTER_ID, RunSpec.EVERY_PHASE).wanted();
            bench.awaitPhase(RunPhase.EXCLUDING);
            bench.emqx().faults().slow(Duration.ofSeconds(30));
            Stretched.EXCLUDING.release(bench);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> bench.emqx().ledger().requests().keySet().stream()
                            .anyMatch(request -> request.startsWith("POST")));

            bench.worker().kill();
            assertThat(bench.emqx().ledger().starts()).isEmpty();
            bench.emqx().faults().slow(Duration.ZERO);
            bench.startWorker();

            bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stretched.class,
            names = {"STARTING", "EVICTING_CONNS", "RESTORING"})
    void aRunOutlivesTemporal(Stretched phase) {
        try (RealBench bench = RealBench.open("kill-temporal-" + phase, RunSpec.SPEED, Stage::withSessions)) {
            Duration wentOn = new Victim(bench).killTemporalIn(phase, AWAY);

            bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
            RealBench.say("Temporal killed in %s: went on %d ms after it was back", phase, wentOn.toMillis());
        }
    }
}
