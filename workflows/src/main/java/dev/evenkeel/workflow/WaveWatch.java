package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.workflow.WaveEnd.Kind;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Watches EMQX state after state, until its end, or until it must be stopped. */
final class WaveWatch {
    /** However long EMQX has been in a state when another watch begins: one look is always in it. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(10);

    private final ClusterRef cluster;
    private final RebalancePlan plan;
    private final Wave planned;
    private final boolean everybody;
    private final Journal journal;
    private final Orders orders;
    private final Brakes brakes;
    private final Exclusion exclusion;
    private final WaveEngine engine;
    private EmqxState state = EmqxState.WAIT_HEALTH_CHECK;
    private Instant since = Instant.MIN;
    private Instant entered = Instant.MIN;

    WaveWatch(
            ClusterRef cluster,
            RebalancePlan plan,
            boolean everybody,
            Journal journal,
            Orders orders,
            Brakes brakes,
            Exclusion exclusion,
            WaveEngine engine) {
        this.cluster = cluster;
        this.plan = plan;
        this.planned = plan.waves().get(0);
        this.everybody = everybody;
        this.journal = journal;
        this.orders = orders;
        this.brakes = brakes;
        this.exclusion = exclusion;
        this.engine = engine;
    }

    /** Watches. */
    WaveEnd untilEnd(StartReport started) {
        enter(started.state(), started.at());
        Optional<WaveEnd> end = Optional.empty();
        while (end.isEmpty()) {
            journal.enter(RunPhase.watching(state));
            try {
                end = seen(watch(), started);
            } catch (ActivityFailure failed) {
                end = failed(failed);
            }
        }
        return end.get();
    }

    private void enter(EmqxState next, Instant at) {
        state = next;
        since = at;
        entered = Journal.now();
    }

    /** Empty where it goes on. */
    private Optional<WaveEnd> seen(WatchReport report, StartReport started) {
        brakes.seen(report);
        brakes.unreadNote().ifPresent(journal::note);
        journal.seen(report);
        if (report.trip().isPresent()) {
            engine.stopAtOnce();
            return Optional.of(WaveEnd.tripped(report.trip().get()));
        }
        if (!report.atGoal().isEmpty()) {
            return Optional.of(goalBeforeClients(report.atGoal().size() + " of "
                    + planned.donors().size() + " donors are down to "
                    + plan.goal().getAsLong() + " connections: EMQX is stopped, with clients on their way"));
        }
        return report.state() == state ? Optional.empty() : changed(report, started);
    }

    private Optional<WaveEnd> changed(WatchReport report, StartReport started) {
        boolean gone = report.state() == EmqxState.GONE;
        if (gone && report.goalReached() && !lateEnough()) {
            journal.note("EMQX's rebalance was last seen in " + state
                    + " and is gone, with its nodes level: stopped by somebody, or EMQX restarted");
        }
        enter(state.then(report.state()), report.at());
        if (!gone || report.goalReached()) {
            journal.evicting(report.calm().or(started::calm));
        }
        if (state == EmqxState.WAIT_TAKEOVER && moreToCome()) {
            return Optional.of(goalBeforeClients(
                    "EMQX is through with " + planned.donors() + ", with clients on their way: it is stopped"));
        }
        return gone ? Optional.of(gone(report)) : Optional.empty();
    }

    private WaveEnd gone(WatchReport report) {
        journal.engineOff();
        if (!report.goalReached()) {
            journal.note("EMQX's rebalance was gone before donors and recipients were level");
            return WaveEnd.of(Kind.LOST);
        }
        return moreToCome() ? WaveEnd.of(Kind.GOAL_BEFORE_CLIENTS) : WaveEnd.reached(report);
    }

    /** EMQX waits for takeovers to the end: whoever looks all the time sees that last, or what follows. */
    private boolean lateEnough() {
        return state == EmqxState.WAIT_TAKEOVER || state == EmqxState.EVICTING_SESSIONS;
    }

    /** With donors that are left, or clients that are on their way: they are awaited, and everybody is counted again. */
    private boolean moreToCome() {
        return plan.goesOn() || plan.goal().isPresent() && planned.endsEarly();
    }

    /** Takeover and session phases are skipped: what is left of sessions is moved by the wave after clients are back. */
    private WaveEnd goalBeforeClients(String note) {
        journal.note(note);
        engine.stopAtOnce();
        return WaveEnd.of(Kind.GOAL_BEFORE_CLIENTS);
    }

    /** Empty where it goes on. */
    private Optional<WaveEnd> failed(ActivityFailure failed) {
        if (FailureKind.NOBODY_SERVES.is(failed.getCause())) {
            return Optional.of(abandoned(words(failed)));
        }
        if (FailureKind.CLIENTS_LAND.is(failed.getCause())) {
            return Optional.of(donorsStayed(words(failed)));
        }
        if (FailureKind.DONORS_SERVED.is(failed.getCause())) {
            return donorsServed(words(failed));
        }
        if (!boundReached(failed)) {
            throw failed;
        }
        journal.note(
                "EMQX stayed in " + state + " for longer than " + plan.bounds().of(state));
        return Optional.of(WaveEnd.of(Kind.REACHED));
    }

    private Optional<WaveEnd> donorsServed(String words) {
        if (plan.lever() == Lever.OBSERVE) {
            return Optional.of(state == EmqxState.WAIT_HEALTH_CHECK ? donorsStayed(words) : abandoned(words));
        }
        if (!exclusion.doneAgain()) {
            return Optional.of(abandoned("donors could not be taken out again"));
        }
        entered = Journal.now();
        return Optional.empty();
    }

    /** Stops EMQX, which is to wait longer the next time. */
    WaveEnd donorsStayed(String why) {
        abandoned(why);
        return WaveEnd.donorsStayed(why);
    }

    private WaveEnd abandoned(String why) {
        journal.note(why + ": EMQX is stopped");
        engine.stop();
        return WaveEnd.of(Kind.LOST);
    }

    private static String words(ActivityFailure failed) {
        return failed.getCause() instanceof ApplicationFailure said ? said.getOriginalMessage() : failed.getMessage();
    }

    /** Temporal gives up at the bound with a timeout, or between two looks with what the last one said. */
    private static boolean boundReached(ActivityFailure failed) {
        return failed.getCause() instanceof TimeoutFailure
                || (failed.getRetryState() == RetryState.RETRY_STATE_TIMEOUT
                        && FailureKind.NOT_YET.is(failed.getCause()));
    }

    /** Other limits are watched by other looks: EMQX goes on. */
    private WatchReport watch() {
        Optional<WatchReport> report = Optional.empty();
        while (report.isEmpty()) {
            brakes.retune(orders.takeLimits(), journal);
            WatchOrder order = order();
            EngineActivities looks = ActivityStubs.watching(left());
            report = orders.untilRetuned(
                    () -> Async.function(looks::watch, order), () -> brakes.recall(EngineActivities.WATCH, journal));
        }
        return report.get();
    }

    private WatchOrder order() {
        Wave wave = journal.progress().wave().orElseThrow();
        return new WatchOrder(
                cluster,
                journal.progress().run(),
                wave,
                state,
                since,
                plan.portion()
                        .map(Portion::connectionsToMove)
                        .orElse(plan.forecast().connectionsToMove()),
                plan.lever().marksPods() || othersMustHaveActed(),
                plan.lever(),
                outBy(),
                plan.bounds().landingQuiet(),
                plan.goal(),
                brakes.order(journal.progress(), plan.lever()),
                everybody ? journal.progress().whole().orElse(wave).nodes() : List.of(),
                journal.progress().forecast(),
                journal.progress().outlook());
    }

    /** Of the time that EMQX has in a state. A look more is always in it: nothing else tells that the time is over. */
    private Duration left() {
        Duration bound = plan.bounds().of(state);
        Duration passed = Duration.between(entered, Journal.now());
        Duration most = bound.minus(bound.compareTo(LAST_LOOK) < 0 ? bound : LAST_LOOK);
        return bound.minus(passed.compareTo(most) < 0 ? passed : most);
    }

    private boolean othersMustHaveActed() {
        return plan.lever() == Lever.OBSERVE && state != EmqxState.WAIT_HEALTH_CHECK;
    }

    private Optional<Instant> outBy() {
        boolean duringWait =
                plan.lever() == Lever.OBSERVE || plan.bounds().landingQuiet().isPresent();
        return duringWait && state == EmqxState.WAIT_HEALTH_CHECK
                ? plan.bounds().donorsOut().map(engine::sinceStart)
                : Optional.empty();
    }
}
