package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.EndpointActivities.RestoreOrder;
import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.EngineActivities.FindOrder;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One wave: its donors leave the Service, EMQX starts, and is watched through its states until it is gone. With some
 * levers donors leave once EMQX has started and waits: eviction then begins with all of them out, or not at all.
 */
final class WaveRun {
    /** Beyond the time that the run may take, so that the hard stop is never reached by a run that lives. */
    private static final Duration HARD_STOP_MARGIN = Duration.ofMinutes(15);

    /** Pods are replaced now and then; whoever puts donors back more often than this means it. */
    private static final int EXCLUSIONS_AGAIN_MAX = 5;

    private static final Duration LAST_LOOK = Duration.ofSeconds(10);

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
    private final Wave planned;
    private final boolean onward;
    private final boolean everybody;
    private final Journal journal;
    private final Orders orders;
    private final Brakes brakes;
    private Instant startSentAt = Instant.MAX;
    private int exclusionsAgain;
    private String stayed = "";
    private Optional<Trip> trip = Optional.empty();
    private List<String> uneven = List.of();
    private List<String> newcomers = List.of();

    /** How a wave ends. */
    enum End {
        /** EMQX is through, or there was nothing to do. */
        REACHED,
        /** EMQX lost the rebalance, or had to be stopped: it may be planned again. */
        LOST,
        /** Donors were down to their goal and EMQX was stopped, or it ended for the clients that are on their way. */
        GOAL_BEFORE_CLIENTS,
        /** Clients still came to donors when eviction was about to begin: EMQX was stopped, and must wait longer. */
        DONORS_STAYED,
        /** A guardrail's limit was reached, and EMQX was stopped. */
        TRIPPED
    }

    /**
     * @param onward whether it goes on with what a wave before left: whose donors stay out too
     * @param everybody whether nodes that come later shall take part too
     */
    WaveRun(
            ClusterRef cluster,
            RebalancePlan plan,
            boolean onward,
            boolean everybody,
            Journal journal,
            Orders orders,
            Brakes brakes) {
        this.cluster = cluster;
        this.plan = plan;
        this.planned = plan.waves().get(0);
        this.onward = onward;
        this.everybody = everybody;
        this.journal = journal;
        this.orders = orders;
        this.brakes = brakes;
    }

    /** Runs it. */
    End end() {
        exclude(plan.out());
        StartReport started = start();
        return switch (started.outcome()) {
            case NOTHING_TO_BALANCE -> {
                journal.engineOff();
                journal.note("EMQX found nothing to balance");
                yield End.REACHED;
            }
            case NOT_STARTED -> {
                journal.engineOff();
                journal.note("a start was sent at " + planned.coordinator() + " and did not take effect");
                yield End.LOST;
            }
            case STARTED -> {
                journal.started(planned.partitioned(started.donors(), started.recipients()), onward);
                End leaving = plan.lever().beforeStart() ? aligned(started) : leaving(started);
                yield leaving == End.REACHED ? watched(started) : leaving;
            }
        };
    }

    private void exclude(Wave wave) {
        if (plan.lever().beforeStart()) {
            if (journal.progress().excluded() && !onward) {
                // Donors of a wave before may be recipients of this one.
                ActivityStubs.restoring().restore(restoreOrder(wave.donors()));
            }
            journal.excluding();
            ActivityStubs.excluding().exclude(excludeOrder(wave));
        } else if (plan.lever().verified() && !cluster.outsideKubernetes()) {
            journal.leavingOnceStarted();
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
    private End aligned(StartReport started) {
        Wave actual = wave();
        if (Set.copyOf(actual.donors()).equals(Set.copyOf(planned.donors()))) {
            return End.REACHED;
        }
        journal.note("EMQX chose donors " + actual.donors() + ", planned were " + planned.donors());
        if (tooManyOut(actual)
                || started.state() != EmqxState.WAIT_HEALTH_CHECK
                || !excludedWithin(actual.parameters().waitHealthCheck())) {
            stop();
            return End.LOST;
        }
        if (!onward && !plan.goesOn()) {
            restoreOthers(actual);
        }
        return End.REACHED;
    }

    /** For a moment those are out that were planned and those that EMQX chose. */
    private boolean tooManyOut(Wave actual) {
        Set<String> out = new HashSet<>(planned.donors());
        out.addAll(actual.donors());
        return plan.portion()
                        .map(Portion::outAtMost)
                        .orElse(OptionalInt.empty())
                        .orElse(Integer.MAX_VALUE)
                < out.size();
    }

    /** EMQX refuses clients at its donors from now on: they leave while it waits. */
    private End leaving(StartReport started) {
        if (!plan.lever().marksPods()) {
            return End.REACHED;
        }
        journal.excluding();
        if (started.state() == EmqxState.WAIT_HEALTH_CHECK
                && excludedWithin(plan.bounds().donorsOut().orElseThrow())) {
            return End.REACHED;
        }
        return donorsStayed("not all donors had left the Service when eviction was about to begin");
    }

    /** Why the wave ended with {@link End#DONORS_STAYED}. */
    String stayed() {
        return stayed;
    }

    /** Nodes that were too full or too empty when EMQX was through. */
    List<String> uneven() {
        return uneven;
    }

    /** Nodes that came after the start, when EMQX was through. */
    List<String> newcomers() {
        return newcomers;
    }

    private End donorsStayed(String why) {
        stayed = why;
        abandoned(why);
        return End.DONORS_STAYED;
    }

    private End abandoned(String why) {
        journal.note(why + ": EMQX is stopped");
        stop();
        return End.LOST;
    }

    private void stop() {
        ActivityStubs.stoppingWithin(ActivityStubs.STOP_FIRST)
                .stop(new StopOrder(cluster, journal.progress().run(), wave(), Journal.now()));
        journal.engineOff();
    }

    private Wave wave() {
        return journal.progress().wave().orElseThrow();
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

    /** Since the start was sent. */
    private boolean excludedWithin(Duration time) {
        Duration left = time.minus(Duration.between(startSentAt, Journal.now()));
        return !left.isZero() && !left.isNegative() && excluded(left);
    }

    /** Whether the donors are out within this time. */
    private boolean excluded(Duration left) {
        try {
            ActivityStubs.excludingWithin(left).exclude(excludeOrder(wave()));
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

    /** Watches state after state, until EMQX's end, or until donors are down to their goal before it. */
    private End watched(StartReport started) {
        EmqxState state = started.state();
        Instant since = started.at();
        Instant entered = Journal.now();
        boolean goalReached = false;
        while (state != EmqxState.GONE) {
            journal.enter(RunPhase.watching(state));
            WatchReport report;
            try {
                report = watch(state, since, entered);
            } catch (ActivityFailure failed) {
                if (FailureKind.NOBODY_SERVES.is(failed.getCause())) {
                    return abandoned(words(failed));
                }
                if (FailureKind.CLIENTS_LAND.is(failed.getCause())) {
                    return donorsStayed(words(failed));
                }
                if (FailureKind.DONORS_SERVED.is(failed.getCause())) {
                    if (plan.lever() == Lever.OBSERVE) {
                        return state == EmqxState.WAIT_HEALTH_CHECK
                                ? donorsStayed(words(failed))
                                : abandoned(words(failed));
                    }
                    if (!excludedAgain()) {
                        return abandoned("donors could not be taken out again");
                    }
                    entered = Journal.now();
                    continue;
                }
                if (!boundReached(failed)) {
                    throw failed;
                }
                journal.note("EMQX stayed in " + state + " for longer than "
                        + plan.bounds().of(state));
                return End.REACHED;
            }
            brakes.seen(report);
            brakes.unreadNote().ifPresent(journal::note);
            journal.seen(report);
            if (report.trip().isPresent()) {
                trip = report.trip();
                stopAtOnce();
                return End.TRIPPED;
            }
            if (!report.atGoal().isEmpty()) {
                stopAtGoal(report.atGoal());
                return End.GOAL_BEFORE_CLIENTS;
            }
            if (report.state() == state) {
                continue; // there was something to note
            }
            if (report.state() == EmqxState.GONE && report.goalReached() && !lateEnough(state)) {
                journal.note("EMQX's rebalance was last seen in " + state
                        + " and is gone, with its nodes level: stopped by somebody, or EMQX restarted");
            }
            state = state.then(report.state());
            since = report.at();
            entered = Journal.now();
            goalReached = report.goalReached();
            uneven = report.uneven();
            newcomers = report.newcomers();
            if (state != EmqxState.GONE || goalReached) {
                journal.evicting(report.calm().or(started::calm));
            }
            if (state == EmqxState.WAIT_TAKEOVER && endsBeforeClients()) {
                journal.note("EMQX is through with " + planned.donors() + ", with clients on their way: it is stopped");
                stopAtOnce();
                return End.GOAL_BEFORE_CLIENTS;
            }
        }
        journal.engineOff();
        if (!goalReached) {
            journal.note("EMQX's rebalance was gone before donors and recipients were level");
            return End.LOST;
        }
        return endsBeforeClients() ? End.GOAL_BEFORE_CLIENTS : End.REACHED;
    }

    /** Within the clients that are on their way, or with donors that are left: there is more to do before anything else. */
    private boolean endsBeforeClients() {
        return plan.goesOn() || plan.goal().isPresent() && planned.endsEarly();
    }

    /** EMQX waits for takeovers to the end: whoever looks all the time sees that last, or what follows. */
    private static boolean lateEnough(EmqxState state) {
        return state == EmqxState.WAIT_TAKEOVER || state == EmqxState.EVICTING_SESSIONS;
    }

    /** Takeover and session phases are skipped: what is left of sessions is moved by the wave after clients are back. */
    private void stopAtGoal(List<String> donors) {
        journal.note(donors.size() + " of " + planned.donors().size() + " donors are down to "
                + plan.goal().getAsLong() + " connections: EMQX is stopped, with clients on their way");
        stopAtOnce();
    }

    private void stopAtOnce() {
        ActivityStubs.stopping().stop(new StopOrder(cluster, journal.progress().run(), wave(), Journal.now()));
        journal.engineOff();
    }

    /** Why the wave ended with {@link End#TRIPPED}. */
    Trip trip() {
        return trip.orElseThrow();
    }

    private static String words(ActivityFailure failed) {
        return failed.getCause() instanceof ApplicationFailure said ? said.getOriginalMessage() : failed.getMessage();
    }

    /** A pod that was replaced is taken out again; where the Services have changed this refuses, and the run ends. */
    private boolean excludedAgain() {
        if (exclusionsAgain == EXCLUSIONS_AGAIN_MAX) {
            throw FailureKind.EXCLUSION_REFUSED.failure(
                    "donors were put back into their Service " + (EXCLUSIONS_AGAIN_MAX + 1) + " times by somebody else",
                    null);
        }
        exclusionsAgain++;
        journal.note("the Services changed, or a donor was served again: excluding the donors again");
        if (plan.lever().beforeStart()) {
            ActivityStubs.excluding().exclude(excludeOrder(wave()));
            return true;
        }
        return excluded(ActivityStubs.OUT_AGAIN);
    }

    /** Temporal gives up at the bound with a timeout, or between two looks with what the last one said. */
    private static boolean boundReached(ActivityFailure failed) {
        return failed.getCause() instanceof TimeoutFailure
                || (failed.getRetryState() == RetryState.RETRY_STATE_TIMEOUT
                        && FailureKind.NOT_YET.is(failed.getCause()));
    }

    /** Other limits are watched by other looks: EMQX goes on. */
    private WatchReport watch(EmqxState state, Instant since, Instant entered) {
        Optional<WatchReport> report = Optional.empty();
        while (report.isEmpty()) {
            brakes.retune(orders.takeLimits(), journal);
            WatchOrder order = watchOrder(state, since);
            EngineActivities looks = ActivityStubs.watching(left(plan.bounds().of(state), entered));
            report = orders.untilRetuned(
                    () -> Async.function(looks::watch, order), () -> brakes.recall(EngineActivities.WATCH, journal));
        }
        return report.get();
    }

    private WatchOrder watchOrder(EmqxState state, Instant since) {
        return new WatchOrder(
                cluster,
                journal.progress().run(),
                wave(),
                state,
                since,
                plan.portion()
                        .map(Portion::connectionsToMove)
                        .orElse(plan.forecast().connectionsToMove()),
                plan.lever().marksPods() || othersMustHaveActed(state),
                plan.lever(),
                outBy(state),
                plan.bounds().landingQuiet(),
                plan.goal(),
                brakes.order(journal.progress(), plan.lever()),
                everybody ? journal.progress().whole().orElse(wave()).nodes() : List.of(),
                journal.progress().forecast(),
                journal.progress().outlook());
    }

    /** Of the time that EMQX has in a state. A look more is always in it: nothing else tells that the time is over. */
    private static Duration left(Duration bound, Instant entered) {
        Duration passed = Duration.between(entered, Journal.now());
        Duration most = bound.minus(bound.compareTo(LAST_LOOK) < 0 ? bound : LAST_LOOK);
        return bound.minus(passed.compareTo(most) < 0 ? passed : most);
    }

    private boolean othersMustHaveActed(EmqxState state) {
        return plan.lever() == Lever.OBSERVE && state != EmqxState.WAIT_HEALTH_CHECK;
    }

    private Optional<Instant> outBy(EmqxState state) {
        boolean duringWait =
                plan.lever() == Lever.OBSERVE || plan.bounds().landingQuiet().isPresent();
        return duringWait && state == EmqxState.WAIT_HEALTH_CHECK
                ? plan.bounds().donorsOut().map(startSentAt::plus)
                : Optional.empty();
    }
}
