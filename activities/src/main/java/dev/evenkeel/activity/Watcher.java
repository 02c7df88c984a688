package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.Arrivals;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.emqx.EmqxNode;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.planning.LookJudge;
import dev.evenkeel.planning.OutlookJudge;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.planning.QuietRule;
import dev.evenkeel.planning.Strangers;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One attempt at watching EMQX: look, and either report that the state has changed, or leave word of what was seen
 * (heartbeat details) and ask for the next attempt. While a change is near the attempt stays and looks more often, for a
 * few seconds at most. What the attempt before saw comes back with the next one, whichever worker has it.
 */
final class Watcher {
    /** Enough to tell a rebalance that is on from one that is gone, however many donors there are. */
    private static final int DONORS_ASKED = 3;

    /** Counting is given up before the attempt is. */
    private static final long COUNTING_MILLIS_MAX = 8_000;

    private final ClusterDirectory directory;
    private final Pace pace;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final LookJudge judge;
    private final OutlookJudge outlook;
    private final GuardWatch guard;
    private final DonorWatch donors;

    Watcher(ClusterDirectory directory, Pace pace, InstantSource clock, Sleeper sleeper, Conditions conditions) {
        this.directory = directory;
        this.pace = pace;
        this.clock = clock;
        this.sleeper = sleeper;
        this.judge = new LookJudge(pace);
        this.outlook = new OutlookJudge(pace);
        this.guard = new GuardWatch(pace, conditions);
        this.donors = new DonorWatch(directory, pace, clock);
    }

    WatchReport watch(WatchOrder order) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        Look before = context.getHeartbeatDetails(Look.class).orElseGet(() -> firstLook(order));
        Instant leaveAt = donors.leaveAt(order);
        boolean counted = false;
        while (true) {
            boolean count = (!counted || goalIsNear(order)) && !waitIsAllButOver(order, before);
            Seen seen = look(order, before, count, context);
            if (seen.report().isPresent()) {
                return seen.report().get();
            }
            if (!counted) {
                context.heartbeat(seen.look());
                donors.hold(order, seen.look());
            }
            before = seen.look();
            Optional<Duration> soon = donors.untilTheyMustBeOut(order);
            counted = soon.isEmpty();
            if (soon.isPresent()) {
                sleeper.sleep(soon.get());
                continue;
            }
            boolean stay = seen.close() && clock.instant().isBefore(leaveAt);
            if (!stay || Thread.currentThread().isInterrupted()) {
                throw FailureKind.lookAgain(donors.untilDue(order, seen.delay()));
            }
            sleeper.sleep(pace.near());
        }
    }

    /** The goal is in the counts, not in the status: close to it each look counts. */
    private static boolean goalIsNear(WatchOrder order) {
        return order.state() == EmqxState.EVICTING_CONNS && order.goal().isPresent();
    }

    /** Clients that come back within its last second are counted when it has ended. */
    private static boolean waitIsAllButOver(WatchOrder order, Look before) {
        return order.state() == EmqxState.WAIT_TAKEOVER
                && before.nearSince().isPresent()
                && before.census().isPresent();
    }

    private Look firstLook(WatchOrder order) {
        return new Look(
                order.since(),
                order.state(),
                Optional.empty(),
                0,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                order.guard().flatMap(GuardOrder::memory),
                order.outlook());
    }

    private Seen look(WatchOrder order, Look before, boolean count, ActivityExecutionContext context) {
        try {
            ClusterDirectory.Found cluster = guarded(() -> directory.open(order.cluster()));
            EmqxClient emqx = cluster.emqx();
            Optional<CompletableFuture<Counted>> counting =
                    count ? Optional.of(counting(emqx, order, before)) : Optional.empty();
            GlobalStatus status = guarded(() -> emqx.globalStatus(order.wave().coordinator()));
            Optional<GlobalStatus.Rebalance> on =
                    status.coordinatedBy(order.wave().coordinator());
            EmqxState state = on.filter(rebalance -> OurRebalance.is(rebalance, order.wave()))
                    .map(GlobalStatus.Rebalance::state)
                    .orElse(EmqxState.GONE);
            List<Refusal> strangers = StrangerSight.inTheWayOf(order.wave(), status, cluster.objects());
            if (on.isEmpty() && !gone(emqx, order.wave(), before)) {
                if (!strangers.isEmpty()) {
                    throw StrangerSight.yielded(strangers);
                }
                return absent(before);
            }
            if (state != order.state()) {
                WatchReport report = changed(emqx, order, state, before);
                if (!strangers.isEmpty() && !(state == EmqxState.GONE && report.goalReached())) {
                    throw StrangerSight.yielded(strangers);
                }
                return new Seen(before, Optional.of(report), false, Duration.ZERO);
            }
            if (!strangers.isEmpty()) {
                throw StrangerSight.yielded(strangers);
            }
            Counted counts = counting.map(CompletableFuture::join).orElse(Counted.as(before));
            List<String> through = through(order, counts.census());
            if (!through.isEmpty()) {
                return ended(order, before, counts, through, Optional.empty());
            }
            Optional<Trip> trip = trip(order, counts);
            return trip.isPresent() || toNote(order, counts)
                    ? ended(order, before, counts, List.of(), trip)
                    : same(order, counts, before);
        } catch (ApplicationFailure failed) {
            throw FailureKind.YIELDED.is(failed) ? failed : unanswered(failed, before, context);
        }
    }

    /** Donors from which EMQX ought to evict no more, although it does. */
    private static List<String> through(WatchOrder order, Optional<Census> census) {
        return order.state() == EmqxState.EVICTING_CONNS
                ? census.map(counted -> LookJudge.atGoal(order.wave(), order.goal(), counted))
                        .orElse(List.of())
                : List.of();
    }

    /** Beside the status, so that a slow cluster fits into an attempt; counts that do not come are those of before. */
    private CompletableFuture<Counted> counting(EmqxClient emqx, WatchOrder order, Look before) {
        return CompletableFuture.supplyAsync(() -> counted(emqx, order, before), Calls.THREADS)
                .completeOnTimeout(Counted.as(before), COUNTING_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .exceptionally(failed -> Counted.as(before));
    }

    /** EMQX is told to evict no more, or to evict more slowly; where it evicts nobody there is nothing to tell. */
    private Optional<Trip> trip(WatchOrder order, Counted counts) {
        return order.guard()
                .filter(rails -> order.state() == EmqxState.EVICTING_CONNS)
                .flatMap(rails -> counts.guard()
                        .flatMap(seen -> guard.trip(rails, seen, counts.census().orElseThrow())));
    }

    /** A watch ends, and another begins, so that the run can note what it ought to. */
    private boolean toNote(WatchOrder order, Counted counts) {
        return order.state() == EmqxState.EVICTING_CONNS
                && counts.census().isPresent()
                && order.guard()
                        .flatMap(rails -> counts.guard().map(seen -> guard.tell(rails, seen)))
                        .orElse(false);
    }

    /**
     * Where EMQX evicts nobody nothing would follow from what Prometheus says; and where a change is near a look comes
     * every quarter of a second, and must not wait for anybody.
     */
    private boolean mayAsk(WatchOrder order, Look before) {
        return order.state() == EmqxState.EVICTING_CONNS
                && before.nearSince()
                        .filter(since -> !judge.tired(since, clock.instant()))
                        .isEmpty();
    }

    private Counted counted(EmqxClient emqx, WatchOrder order, Look before) {
        if (order.guard().isPresent()) {
            GuardWatch.Sight sight =
                    guard.look(emqx, order.guard().get(), before.guard(), order.state(), mayAsk(order, before), clock);
            return new Counted(Optional.of(sight.census()), before.arrivals(), Optional.of(sight.memory()));
        }
        Optional<ClientCounters> counters = calm(order.state()) ? Optional.of(emqx.counters()) : Optional.empty();
        Instant now = clock.instant();
        return new Counted(
                Optional.of(Snapshots.census(emqx, counters, now)),
                counters.filter(read -> order.landingQuiet().isPresent())
                        .map(read -> QuietRule.next(before.arrivals(), read.attempts(), order.wave(), now)),
                before.guard());
    }

    private Seen same(WatchOrder order, Counted counted, Look before) {
        Instant now = clock.instant();
        Optional<Census> census = counted.census();
        Wave wave = order.wave();
        Instant due = judge.changeDue(wave, order.state(), order.since(), order.goal(), census, now);
        boolean near = judge.near(order.state(), due, now);
        Optional<Instant> nearSince = near ? before.nearSince().or(() -> Optional.of(now)) : Optional.empty();
        boolean close = nearSince.map(since -> !judge.tired(since, now)).orElse(false);
        Look look = new Look(
                now,
                order.state(),
                census,
                LookJudge.percent(wave, order.state(), order.connectionsToMove(), census),
                judge.remaining(wave, order.state(), due, census, now),
                Optional.empty(),
                nearSince,
                Optional.empty(),
                counted.arrivals(),
                counted.guard(),
                outlook(order, before, order.state(), order.since(), counted, now));
        return new Seen(
                look, Optional.empty(), close, close ? pace.near() : judge.untilNextLook(order.state(), due, now));
    }

    private Optional<Outlook> outlook(
            WatchOrder order, Look before, EmqxState state, Instant since, Counted counted, Instant now) {
        return outlook.next(
                order, before.outlook(), state, since, counted.census(), counted.guard(), counted.arrivals(), now);
    }

    private WatchReport changed(EmqxClient emqx, WatchOrder order, EmqxState state, Look before) {
        Census census = guarded(() -> Snapshots.census(emqx, false, clock.instant()));
        Instant now = clock.instant();
        return new WatchReport(
                state,
                now,
                census,
                LookJudge.goalReached(order.wave(), census),
                before.census().filter(counted -> calm(order.state())),
                List.of(),
                Optional.empty(),
                before.guard(),
                state == EmqxState.GONE ? LookJudge.uneven(order.wave(), census) : List.of(),
                state == EmqxState.GONE ? newcomers(emqx, order, census) : List.of(),
                outlook(
                        order,
                        before,
                        state,
                        now,
                        new Counted(Optional.of(census), Optional.empty(), before.guard()),
                        now));
    }

    /** Roles are asked for only where a node was counted that the run does not know. */
    private static List<String> newcomers(EmqxClient emqx, WatchOrder order, Census census) {
        return order.known().isEmpty() || order.known().containsAll(census.nodes())
                ? List.of()
                : Strangers.newcomers(
                        order.known(),
                        guarded(emqx::nodes).stream()
                                .filter(EmqxNode::running)
                                .map(node -> new Strangers.Node(node.name(), node.core()))
                                .toList());
    }

    private Seen ended(WatchOrder order, Look before, Counted counts, List<String> through, Optional<Trip> trip) {
        Instant now = clock.instant();
        WatchReport report = new WatchReport(
                EmqxState.EVICTING_CONNS,
                now,
                counts.census().orElseThrow(),
                false,
                Optional.empty(),
                through,
                trip,
                counts.guard(),
                List.of(),
                List.of(),
                outlook(order, before, EmqxState.EVICTING_CONNS, order.since(), counts, now));
        return new Seen(before, Optional.of(report), false, Duration.ZERO);
    }

    private static boolean calm(EmqxState state) {
        return state == EmqxState.WAIT_HEALTH_CHECK;
    }

    private Seen absent(Look before) {
        Instant now = clock.instant();
        Look look = new Look(
                now,
                before.state(),
                before.census(),
                before.percent(),
                before.remaining(),
                before.absentSince().or(() -> Optional.of(now)),
                Optional.empty(),
                Optional.empty(),
                before.arrivals(),
                before.guard(),
                before.outlook()
                        .map(last -> last.blockedBy("EMQX's status does not list the rebalance since "
                                + before.absentSince().orElse(now) + ", and may be incomplete")));
        return new Seen(look, Optional.empty(), false, pace.near());
    }

    private boolean gone(EmqxClient emqx, Wave wave, Look before) {
        Instant now = clock.instant();
        return judge.gone(
                donorsRefuse(emqx, wave.donors()),
                guarded(() -> Snapshots.runs(emqx, wave.coordinator())),
                before.absentSince().orElse(now),
                now);
    }

    private static Optional<Boolean> donorsRefuse(EmqxClient emqx, List<String> donors) {
        Optional<Boolean> refuse = Optional.empty();
        for (String donor : donors.subList(0, Math.min(DONORS_ASKED, donors.size()))) {
            try {
                if (!emqx.available(donor)) {
                    return Optional.of(true);
                }
                refuse = Optional.of(false);
            } catch (EmqxException unreachable) {
                continue;
            }
        }
        return refuse;
    }

    private ApplicationFailure unanswered(ApplicationFailure failed, Look before, ActivityExecutionContext context) {
        if (FailureKind.KUBERNETES_UNAVAILABLE.is(failed)) {
            // No sign of EMQX's health, which goes on by itself; and nothing could be restored before it is back.
            failed.setNextRetryDelay(pace.steady());
            return failed;
        }
        Instant now = clock.instant();
        Look look = before.unanswered(now);
        context.heartbeat(look);
        Instant since = look.silentSince().orElse(now);
        if (failed.isNonRetryable() || !judge.silentTooLong(since, now)) {
            failed.setNextRetryDelay(pace.steady());
            return failed;
        }
        return FailureKind.EMQX_SILENT.failure(
                "EMQX has not answered since " + since + ": " + failed.getOriginalMessage(), failed);
    }

    /** What a look counts beside the status. */
    private record Counted(Optional<Census> census, Optional<Arrivals> arrivals, Optional<GuardMemory> guard) {
        static Counted as(Look before) {
            return new Counted(before.census(), before.arrivals(), before.guard());
        }
    }

    /**
     * @param look what was seen
     * @param report set where the state has changed
     * @param close whether a change is near enough to stay for
     * @param delay until the next look, where the state has not changed
     */
    private record Seen(Look look, Optional<WatchReport> report, boolean close, Duration delay) {}
}
