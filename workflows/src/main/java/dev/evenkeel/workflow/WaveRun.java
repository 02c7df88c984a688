package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.EndpointActivities.RestoreOrder;
import dev.evenkeel.contract.EngineActivities.FindOrder;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.CancellationScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One wave: its donors leave the Service, EMQX starts, and is watched through its states until it is gone. */
final class WaveRun {
    /** Beyond the time that the run may take, so that the hard stop is never reached by a run that lives. */
    private static final Duration HARD_STOP_MARGIN = Duration.ofMinutes(15);

    /** Pods are replaced now and then; whoever puts donors back more often than this means it. */
    private static final int EXCLUSIONS_AGAIN_MAX = 5;

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
            FailureKind.EMQX_NOT_SUPPORTED);

    private final ClusterRef cluster;
    private final RebalancePlan plan;
    private final Wave planned;
    private final boolean onward;
    private final Journal journal;
    private Instant startSentAt = Instant.MAX;
    private int excludedAgain;

    /** @param onward whether it goes on with what a wave before left: whose donors stay out too */
    WaveRun(ClusterRef cluster, RebalancePlan plan, boolean onward, Journal journal) {
        this.cluster = cluster;
        this.plan = plan;
        this.planned = plan.waves().get(0);
        this.onward = onward;
        this.journal = journal;
    }

    /** Runs it. */
    WaveEnd end() {
        exclude(planned);
        StartReport started = start();
        return switch (started.outcome()) {
            case NOTHING_TO_BALANCE -> {
                journal.engineOff();
                journal.note("EMQX found nothing to balance");
                yield WaveEnd.REACHED;
            }
            case NOT_STARTED -> {
                journal.engineOff();
                journal.note("a start was sent at " + planned.coordinator() + " and did not take effect");
                yield WaveEnd.LOST;
            }
            case STARTED -> aligned(started) ? watched(started) : WaveEnd.LOST;
        };
    }

    private void exclude(Wave wave) {
        if (plan.lever().excludes()) {
            if (journal.progress().excluded() && !onward) {
                // Donors of a wave before may be recipients of this one.
                ActivityStubs.restoring().restore(restoreOrder(wave.donors()));
            }
            journal.excluding();
            ActivityStubs.excluding().exclude(excludeOrder(wave));
        }
    }

    private ExcludeOrder excludeOrder(Wave wave) {
        return new ExcludeOrder(cluster, journal.progress().run(), plan.lever(), wave, hardStop());
    }

    private Instant hardStop() {
        return plan.madeAt().plus(plan.bounds().total()).plus(HARD_STOP_MARGIN);
    }

    /** Sends one start; if its answer is lost, looks for what became of it. */
    private StartReport start() {
        CancellationScope.throwCanceled();
        journal.starting();
        startSentAt = Journal.now();
        try {
            return ActivityStubs.starting()
                    .start(new StartOrder(
                            cluster,
                            journal.progress().run(),
                            plan.lever(),
                            planned,
                            hardStop(),
                            journal.progress().startsSent()));
        } catch (ActivityFailure failed) {
            if (!answerLost(failed)) {
                throw failed;
            }
            journal.note("the answer to the start was lost; looking for the rebalance");
            return ActivityStubs.finding()
                    .findStart(new FindOrder(cluster, journal.progress().run(), planned, Journal.now()));
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

    /**
     * EMQX's own donors are the truth: a count near the mean may have crossed it since the plan. What they are is excluded
     * before eviction begins, or the rebalance is stopped and planned again.
     */
    private boolean aligned(StartReport started) {
        Wave actual = planned.partitioned(started.donors(), started.recipients());
        journal.started(actual, onward);
        boolean asPlanned = Set.copyOf(actual.donors()).equals(Set.copyOf(planned.donors()));
        if (!plan.lever().excludes() || asPlanned) {
            return true;
        }
        journal.note("EMQX chose donors " + actual.donors() + ", planned were " + planned.donors());
        if (started.state() != EmqxState.WAIT_HEALTH_CHECK || !excludedInTime(actual)) {
            ActivityStubs.stoppingWithin(ActivityStubs.STOP_FIRST)
                    .stop(new StopOrder(cluster, journal.progress().run(), actual, Journal.now()));
            journal.engineOff();
            return false;
        }
        restoreOthers(actual);
        return true;
    }

    /** A pod too many that is out harms nobody: EMQX is watched on, and clean-up puts it back. */
    private void restoreOthers(Wave actual) {
        try {
            ActivityStubs.restoringWithin(ActivityStubs.STOP_FIRST).restore(restoreOrder(actual.donors()));
        } catch (ActivityFailure late) {
            if (Cancellation.is(late)) {
                throw late;
            }
            journal.note("pods that are no donors any more stay out until the end");
        }
    }

    private RestoreOrder restoreOrder(List<String> keep) {
        return new RestoreOrder(
                cluster,
                journal.progress().run(),
                plan.lever(),
                keep,
                journal.progress().servingBefore());
    }

    private boolean excludedInTime(Wave actual) {
        Duration left = actual.parameters().waitHealthCheck().minus(Duration.between(startSentAt, Journal.now()));
        if (left.isZero() || left.isNegative()) {
            return false;
        }
        try {
            ActivityStubs.excludingWithin(left).exclude(excludeOrder(actual));
            return true;
        } catch (ActivityFailure late) {
            if (Cancellation.is(late)) {
                throw late;
            }
            return false;
        }
    }

    /** Watches state after state, until EMQX's end, or until donors are down to their goal before it. */
    private WaveEnd watched(StartReport started) {
        EmqxState state = started.state();
        Instant since = started.at();
        boolean goalReached = false;
        while (state != EmqxState.GONE) {
            journal.enter(RunPhase.watching(state));
            WatchReport report;
            try {
                report = watch(state, since);
            } catch (ActivityFailure failed) {
                if (FailureKind.DONORS_SERVED.is(failed.getCause())) {
                    excludeAgain();
                    continue;
                }
                if (!boundReached(failed)) {
                    throw failed;
                }
                journal.note("EMQX stayed in " + state + " for longer than "
                        + plan.bounds().of(state));
                return WaveEnd.REACHED;
            }
            if (!report.atGoal().isEmpty()) {
                stopAtGoal(report.atGoal());
                return WaveEnd.GOAL_BEFORE_CLIENTS;
            }
            state = state.then(report.state());
            since = report.at();
            goalReached = report.goalReached();
            if (state != EmqxState.GONE || goalReached) {
                journal.evicting(report.calm().or(started::calm));
            }
        }
        journal.engineOff();
        if (!goalReached) {
            journal.note("EMQX's rebalance was gone before donors and recipients were level");
            return WaveEnd.LOST;
        }
        return planned.endsEarly() ? WaveEnd.GOAL_BEFORE_CLIENTS : WaveEnd.REACHED;
    }

    /** Takeover and session phases are skipped: what is left of sessions is moved by the wave after clients are back. */
    private void stopAtGoal(List<String> donors) {
        journal.note(donors.size() + " of " + planned.donors().size() + " donors are down to "
                + plan.goal().getAsLong() + " connections: EMQX is stopped, with clients on their way");
        ActivityStubs.stopping()
                .stop(new StopOrder(
                        cluster,
                        journal.progress().run(),
                        journal.progress().wave().orElseThrow(),
                        Journal.now()));
        journal.engineOff();
    }

    /** A pod that was replaced is taken out again; where the Services have changed this refuses, and the run ends. */
    private void excludeAgain() {
        if (excludedAgain == EXCLUSIONS_AGAIN_MAX) {
            throw FailureKind.EXCLUSION_REFUSED.failure(
                    "donors were put back into their Service " + (EXCLUSIONS_AGAIN_MAX + 1) + " times by somebody else",
                    null);
        }
        excludedAgain++;
        journal.note("the Services changed, or a donor was served again: excluding the donors again");
        ActivityStubs.excluding().exclude(excludeOrder(journal.progress().wave().orElseThrow()));
    }

    /** Temporal gives up at the bound with a timeout, or between two looks with what the last one said. */
    private static boolean boundReached(ActivityFailure failed) {
        return failed.getCause() instanceof TimeoutFailure
                || (failed.getRetryState() == RetryState.RETRY_STATE_TIMEOUT
                        && FailureKind.NOT_YET.is(failed.getCause()));
    }

    private WatchReport watch(EmqxState state, Instant since) {
        return ActivityStubs.watching(plan.bounds().of(state))
                .watch(new WatchOrder(
                        cluster,
                        journal.progress().run(),
                        journal.progress().wave().orElseThrow(),
                        state,
                        since,
                        plan.forecast().connectionsToMove(),
                        plan.lever().excludes(),
                        plan.goal()));
    }
}
