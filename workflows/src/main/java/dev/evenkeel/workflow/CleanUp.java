package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.EndpointActivities.RestoreOrder;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.EngineActivities.StopReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.LifeActivities.ReleaseOrder;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Leaves nothing behind: EMQX's rebalance is stopped if it may be on and is ours, then every pod comes back. Where EMQX
 * does not answer, the pods do not wait for it: they come back after {@link ActivityStubs#STOP_FIRST}, and stopping goes
 * on beside. Last the cluster's Lease is given up; as long as anything may be left it stays, so that a janitor goes on
 * where a run is killed. Runs where no cancellation reaches it, and is safe to repeat.
 */
final class CleanUp {
    private final ClusterRef cluster;
    private final Journal journal;
    private final Results results;
    private Optional<Restoration> restoration = Optional.empty();

    CleanUp(ClusterRef cluster, Journal journal, Results results) {
        this.cluster = cluster;
        this.journal = journal;
        this.results = results;
    }

    /** What restoration found; empty where no pod was out. */
    Optional<Restoration> run() {
        Workflow.newDetachedCancellationScope(this::leaveNothing).run();
        return restoration;
    }

    private void leaveNothing() {
        Optional<Promise<StopReport>> stopping = stop();
        stopping.ifPresent(stop -> Workflow.await(ActivityStubs.STOP_FIRST, stop::isCompleted));
        if (journal.progress().excluded()) {
            restore();
        }
        stopping.ifPresent(this::confirmStopped);
        if (journal.leaseMayBeHeld()) {
            release();
        }
    }

    private Optional<Promise<StopReport>> stop() {
        RebalanceProgress progress = journal.progress();
        if (!progress.engineMayBeOn()) {
            return Optional.empty();
        }
        journal.enter(RunPhase.STOPPING);
        return Optional.of(Async.function(ActivityStubs.stopping()::stop, stopOrder(cluster, progress)));
    }

    /** Of whatever may be on; a start whose answer was lost may still take effect. */
    static StopOrder stopOrder(ClusterRef cluster, RebalanceProgress progress) {
        Instant settled = progress.answerOutstanding() ? Journal.now().plus(ActivityStubs.LATE_START) : Journal.now();
        return new StopOrder(cluster, progress.run(), progress.wave().orElseThrow(), settled);
    }

    private void restore() {
        journal.enter(RunPhase.RESTORING);
        RebalanceProgress progress = journal.progress();
        RebalancePlan plan = progress.plan().orElseThrow();
        restoration = Optional.of(ActivityStubs.restoring()
                .restore(new RestoreOrder(cluster, progress.run(), plan.lever(), List.of(), progress.servingBefore())));
        journal.allRestored();
    }

    /** Nothing is left that a janitor would have to know of. A Lease that cannot be removed runs out. */
    private void release() {
        try {
            ActivityStubs.releasing()
                    .release(new ReleaseOrder(cluster, journal.progress().run()));
        } catch (ActivityFailure away) {
            journal.note("the cluster's Lease could not be removed; it runs out by itself");
        }
        journal.leaseReleased();
    }

    private void confirmStopped(Promise<StopReport> stopping) {
        try {
            if (stopping.get().stopped()) {
                journal.note("EMQX's rebalance was stopped");
            }
            journal.engineOff();
        } catch (ActivityFailure failed) {
            throw results.failed(
                    FailureKind.EMQX_MAY_BE_ON,
                    "EMQX could not be stopped and may still be evicting; all pods are back",
                    failed,
                    restoration);
        }
    }
}
