package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.GuardActivities;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Recovery;
import dev.evenkeel.contract.GuardActivities.RecoveryOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs.Abort;
import dev.evenkeel.contract.Verbs.AfterPause;
import dev.evenkeel.contract.Verbs.Pause;
import dev.evenkeel.contract.Verbs.Resume;
import dev.evenkeel.contract.Verbs.Retune;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Between two waves, because somebody said so: EMQX is stopped, and nobody is evicted until the run goes on with another
 * plan. Donors that had left before EMQX started stay out, or they would take the clients that are on their way; EMQX
 * takes clients again at those that had left because it ran, and so they come back.
 */
final class Hold {
    /** Whoever resumes at the last moment must find the pods out still. */
    private static final Duration HARD_STOP_MARGIN = Duration.ofMinutes(15);

    private final ClusterRef cluster;
    private final RebalancePlan plan;
    private final Journal journal;
    private final Orders orders;
    private final CleanUp cleanUp;

    Hold(ClusterRef cluster, RebalancePlan plan, Journal journal, Orders orders, CleanUp cleanUp) {
        this.cluster = cluster;
        this.plan = plan;
        this.journal = journal;
        this.orders = orders;
        this.cleanUp = cleanUp;
    }

    /** Returns when the run may go on; an abort or a cancel request ends it as ever. */
    void untilTold() {
        standStill();
        orders.paused().ifPresent(this::pause);
    }

    /** Nobody is evicted from now on. */
    private void standStill() {
        CancellationScope.throwCanceled();
        if (plan.lever().beforeStart()) {
            stopEngine();
        } else {
            cleanUp.run();
        }
    }

    /** Waits, after a guardrail tripped, until things are well again; if they do not become so the run is aborted. */
    void untilWell(Trip trip, Brakes brakes) {
        standStill();
        keepOut(Journal.now().plus(guard(brakes).rails().abortAfterPause()));
        journal.enter(RunPhase.PAUSED);
        journal.note("paused by guardrail " + trip.display());
        try {
            Recovery recovery = recovery(trip, Journal.now(), brakes);
            brakes.seen(recovery.memory());
            brakes.unreadNote().ifPresent(journal::note);
            recovery.worse().ifPresent(worse -> endBy(worse, worse.words()));
            if (!recovery.recovered()) {
                endBy(
                        trip,
                        "not well again within " + guard(brakes).rails().abortAfterPause() + " of the pause: "
                                + recovery.evidence());
            }
        } catch (ActivityFailure unseen) {
            if (Cancellation.is(unseen)) {
                throw unseen;
            }
            endBy(trip, "EMQX does not answer: " + trip.words());
        }
        journal.note("going on: " + trip.name()
                + (trip.condition().isPresent() ? " does not hold any more" : " are well below the limit again"));
    }

    private GuardOrder guard(Brakes brakes) {
        return brakes.order(journal.progress(), plan.lever()).orElseThrow();
    }

    /** Other limits are watched by other looks; that they also say how long is why somebody gives them now. */
    private Recovery recovery(Trip trip, Instant since, Brakes brakes) {
        Optional<Recovery> recovery = Optional.empty();
        while (recovery.isEmpty()) {
            List<Retune> limits = orders.takeLimits();
            brakes.retune(limits, journal);
            Duration atMost = guard(brakes).rails().abortAfterPause();
            if (!limits.isEmpty()) {
                keepOut(since.plus(atMost));
            }
            RecoveryOrder order = new RecoveryOrder(cluster, journal.progress().run(), guard(brakes), trip, since);
            GuardActivities looks = ActivityStubs.recovering(atMost);
            recovery = orders.untilRetuned(
                    () -> Async.function(looks::awaitRecovery, order),
                    () -> brakes.recall(GuardActivities.AWAIT_RECOVERY, journal));
        }
        return recovery.get();
    }

    /** Ends the run as somebody's abort does. */
    void endBy(GuardActivities.Trip trip, String why) {
        orders.abort(new Abort(Optional.of("guardrail " + trip.name()), Optional.of(why)));
        CancellationScope.throwCanceled();
    }

    private void stopEngine() {
        RebalanceProgress progress = journal.progress();
        if (progress.engineMayBeOn()) {
            journal.enter(RunPhase.STOPPING);
            ActivityStubs.stopping().stop(CleanUp.stopOrder(cluster, progress));
            journal.engineOff();
        }
    }

    private void pause(Pause pause) {
        Duration atMost = pause.duration().orElseThrow();
        Instant until = Journal.now().plus(atMost);
        keepOut(until);
        journal.enter(RunPhase.PAUSED);
        journal.note(pause.display() + ", at most until " + until);
        if (!Workflow.await(atMost, () -> orders.paused().isEmpty())) {
            timeIsUp(pause.then().orElse(AfterPause.RESUME), atMost);
        }
    }

    private void keepOut(Instant until) {
        if (journal.progress().excluded()) {
            RebalanceProgress progress = journal.progress();
            ActivityStubs.excluding()
                    .exclude(new ExcludeOrder(
                            cluster,
                            progress.run(),
                            plan.lever(),
                            progress.wave().orElseThrow(),
                            until.plus(HARD_STOP_MARGIN)));
        }
    }

    private void timeIsUp(AfterPause then, Duration after) {
        String nobody = "nobody resumed within " + after;
        if (then == AfterPause.ABORT) {
            orders.abort(new Abort(Optional.empty(), Optional.of(nobody)));
            CancellationScope.throwCanceled();
        }
        orders.resume(new Resume(Optional.empty()));
        journal.note("going on: " + nobody);
    }
}
