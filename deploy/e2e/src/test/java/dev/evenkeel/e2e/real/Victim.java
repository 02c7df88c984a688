package dev.evenkeel.e2e.real;

import dev.evenkeel.contract.Verbs;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.Stretched;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** Brings a run into a phase, kills what it depends on there, and sees when it goes on. */
final class Victim {
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(90);

    private final RealBench bench;

    Victim(RealBench bench) {
        this.bench = bench;
    }

    /** Kills the only worker and starts another at once; how long until that one spoke to EMQX or Kubernetes. */
    Duration killWorkerIn(Stretched phase) {
        begin(phase);
        bench.worker().kill();
        Instant killed = Instant.now();
        long before = bench.requests();
        phase.release(bench);
        bench.startWorker();
        approve(phase);
        return wentOn(before, killed);
    }

    /**
     * Kills Temporal and starts it again on its port; how long from when it answered until somebody spoke to EMQX or
     * Kubernetes, or the run ended: its last steps may be over before this looks.
     */
    Duration killTemporalIn(Stretched phase, Duration away) {
        begin(phase);
        bench.temporal().kill();
        Awaitility.await().pollDelay(away).until(() -> true);
        phase.release(bench);
        bench.temporal().start();
        return wentOn(bench.requests(), Instant.now());
    }

    private void begin(Stretched phase) {
        bench.worker().ready();
        phase.stretch(bench);
        boolean approval = phase == Stretched.AWAITING_APPROVAL;
        bench.type(Stage.CLUSTER_ID, approval ? RunSpec.APPROVED : RunSpec.EVERY_PHASE)
                .wanted();
        bench.await(phase::reached);
    }

    private void approve(Stretched phase) {
        if (phase == Stretched.AWAITING_APPROVAL) {
            bench.worker().ready();
            bench.run(Stage.CLUSTER_ID).update("approve", Verbs.Acknowledgement.class, new Verbs.Approve(null, null));
        }
    }

    private Duration wentOn(long before, Instant since) {
        Awaitility.await()
                .atMost(GOES_ON_WITHIN)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> bench.requests() > before || bench.ended(Stage.CLUSTER_ID));
        return Duration.between(since, Instant.now());
    }
}
