package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.EndpointActivities.RestoreOrder;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.Wave;
import io.temporal.failure.ActivityFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes a wave's donors out of the Service, before EMQX starts or while it waits, and again where others put them back. */
final class Exclusion {
    /** Beyond the time that the run may take, so that the hard stop is never reached by a run that lives. */
    private static final Duration HARD_STOP_MARGIN = Duration.ofMinutes(15);

    /** Pods are replaced now and then; whoever puts donors back more often than this means it. */
    private static final int AGAIN_MAX = 5;

    private final ClusterRef cluster;
    private final RebalancePlan plan;
    private final boolean onward;
    private final Journal journal;
    private int again;

    /** @param onward whether it goes on with what a wave before left: whose donors stay out too */
    Exclusion(ClusterRef cluster, RebalancePlan plan, boolean onward, Journal journal) {
        this.cluster = cluster;
        this.plan = plan;
        this.onward = onward;
        this.journal = journal;
    }

    /** Before the start, with levers that can. */
    void beforeStart() {
        if (plan.lever().beforeStart()) {
            if (journal.progress().excluded() && !onward) {
                // Donors of a wave before may be recipients of this one.
                ActivityStubs.restoring().restore(restoreOrder(plan.out().donors()));
            }
            journal.excluding();
            ActivityStubs.excluding().exclude(order(plan.out()));
        } else if (plan.lever().verified() && !cluster.outsideKubernetes()) {
            journal.leavingOnceStarted();
        }
    }

    /** Pods that this forgets are found by their marks once this time is over. */
    Instant hardStop() {
        return plan.madeAt().plus(plan.bounds().total()).plus(HARD_STOP_MARGIN);
    }

    /** Whether the donors that EMQX chose are out in time. */
    boolean doneBefore(Instant end) {
        Duration left = Duration.between(Journal.now(), end);
        return !left.isZero() && !left.isNegative() && doneWithin(left);
    }

    private boolean doneWithin(Duration left) {
        try {
            ActivityStubs.excludingWithin(left).exclude(order(wave()));
            return true;
        } catch (ActivityFailure late) {
            if (Cancellation.is(late) || refusedAfterStart(late)) {
                throw late;
            }
            return false;
        }
    }

    /** Nothing that waiting longer would change. */
    private boolean refusedAfterStart(ActivityFailure failed) {
        return !plan.lever().beforeStart() && FailureKind.EXCLUSION_REFUSED.is(failed.getCause());
    }

    /** A pod that was replaced is taken out again; where the Services have changed this refuses, and the run ends. */
    boolean doneAgain() {
        if (again == AGAIN_MAX) {
            throw FailureKind.EXCLUSION_REFUSED.failure(
                    "donors were put back into their Service " + (AGAIN_MAX + 1) + " times by somebody else", null);
        }
        again++;
        journal.note("the Services changed, or a donor was served again: excluding the donors again");
        if (plan.lever().beforeStart()) {
            ActivityStubs.excluding().exclude(order(wave()));
            return true;
        }
        return doneWithin(ActivityStubs.OUT_AGAIN);
    }

    /** A pod too many that is out harms nobody: EMQX is watched on, and clean-up puts it back. */
    void undoneForOthers() {
        if (onward || plan.goesOn()) {
            return;
        }
        try {
            ActivityStubs.restoringWithin(ActivityStubs.STOP_FIRST).restore(restoreOrder(wave().donors()));
        } catch (ActivityFailure late) {
            if (Cancellation.is(late)) {
                throw late;
            }
            journal.note("pods that are no donors any more stay out until the end");
        }
    }

    private ExcludeOrder order(Wave wave) {
        return new ExcludeOrder(cluster, journal.progress().run(), plan.lever(), wave, hardStop());
    }

    private RestoreOrder restoreOrder(List<String> keep) {
        return new RestoreOrder(
                cluster,
                journal.progress().run(),
                plan.lever(),
                keep,
                journal.progress().servingBefore());
    }

    private Wave wave() {
        return journal.progress().wave().orElseThrow();
    }
}
