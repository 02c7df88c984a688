package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EngineActivities.FindOrder;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalancePlan;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.CancellationScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Starts EMQX for a wave, once, and stops it. */
final class WaveEngine {
    /** Answers that say for certain that nothing of ours was started. */
    private static final List<FailureKind> DEFINITE = List.of(
            FailureKind.NO_CONNECTION_PROFILE,
            FailureKind.CLUSTER_NOT_FOUND,
            FailureKind.CLUSTER_AMBIGUOUS,
            FailureKind.KUBERNETES_UNAVAILABLE,
            FailureKind.KUBERNETES_FORBIDDEN,
            FailureKind.EMQX_UNAUTHORIZED,
            FailureKind.EMQX_FORBIDDEN,
            FailureKind.EMQX_REJECTED,
            FailureKind.EMQX_BUSY,
            FailureKind.CLUSTER_HELD,
            FailureKind.YIELDED,
            FailureKind.EMQX_NOT_SUPPORTED);

    private final ClusterRef cluster;
    private final RebalancePlan plan;
    private final Journal journal;
    private Instant startSentAt = Instant.MAX;

    WaveEngine(ClusterRef cluster, RebalancePlan plan, Journal journal) {
        this.cluster = cluster;
        this.plan = plan;
        this.journal = journal;
    }

    /** Sends one start; if its answer is lost, looks for what became of it. */
    StartReport start(Instant hardStop) {
        CancellationScope.throwCanceled();
        journal.starting();
        startSentAt = Journal.now();
        try {
            return ActivityStubs.starting()
                    .start(new StartOrder(
                            cluster,
                            journal.progress().run(),
                            plan.lever(),
                            plan.waves().get(0),
                            hardStop,
                            journal.progress().startsSent()));
        } catch (ActivityFailure failed) {
            if (!answerLost(failed)) {
                throw failed;
            }
            journal.note("the answer to the start was lost; looking for the rebalance");
            return ActivityStubs.finding()
                    .findStart(new FindOrder(
                            cluster, journal.progress().run(), plan.waves().get(0), Journal.now()));
        }
    }

    /** A definite refusal leaves nothing of ours in EMQX, and clean-up must not stop what may be somebody else's. */
    private boolean answerLost(ActivityFailure failed) {
        if (DEFINITE.stream().anyMatch(kind -> kind.is(failed.getCause()))) {
            journal.engineOff();
            return false;
        }
        return !Cancellation.is(failed);
    }

    /** So much later than the start was sent. */
    Instant sinceStart(Duration time) {
        return startSentAt.plus(time);
    }

    /** In good time: pods are put back after it. */
    void stop() {
        ActivityStubs.stoppingWithin(ActivityStubs.STOP_FIRST).stop(stopOrder());
        journal.engineOff();
    }

    /** Nothing else may come before it. */
    void stopAtOnce() {
        ActivityStubs.stopping().stop(stopOrder());
        journal.engineOff();
    }

    private StopOrder stopOrder() {
        return new StopOrder(
                cluster, journal.progress().run(), journal.progress().wave().orElseThrow(), Journal.now());
    }
}
