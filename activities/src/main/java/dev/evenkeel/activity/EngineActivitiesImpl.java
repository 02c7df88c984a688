package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxClient.StartAnswer;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.emqx.GlobalStatus.Rebalance;
import dev.evenkeel.planning.Pace;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Starts and stops EMQX's rebalance, and finds one whose start was lost. Nothing that could start something is sent
 * twice: {@link #start} sends once, and everybody else only looks or stops.
 */
public final class EngineActivitiesImpl implements EngineActivities {
    /** Between two looks for something that must show within seconds. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** A start is sent soon after it was ordered, or not at all: whoever ordered it may not wait for it any more. */
    private static final Duration STALE = Duration.ofSeconds(8);

    /** Others may leave a slow coordinator out of the status, so their word counts only after so many times the wait. */
    private static final int WITHOUT_COORDINATOR = 3;

    private final ClusterDirectory directory;
    private final Pace pace;
    private final InstantSource clock;
    private final RunLife life;
    private final Watcher watcher;

    public EngineActivitiesImpl(
            ClusterDirectory directory,
            RunLife life,
            Pace pace,
            InstantSource clock,
            Sleeper sleeper,
            Conditions conditions) {
        this.directory = directory;
        this.life = life;
        this.pace = pace;
        this.clock = clock;
        this.watcher = new Watcher(directory, pace, clock, sleeper, conditions);
    }

    @Override
    public StartReport start(StartOrder order) {
        return life.living(order.cluster(), order.run(), () -> {
            stillWanted();
            return Heartbeats.during(() -> startOnce(order));
        });
    }

    /** A worker may have been frozen since it was given this attempt: Temporal then says that it is over. */
    private static void stillWanted() {
        Activity.getExecutionContext().heartbeat(null);
    }

    private StartReport startOnce(StartOrder order) {
        Wave wave = order.wave();
        long began = System.nanoTime();
        ClusterDirectory.Found cluster = guarded(() -> directory.open(order.cluster()));
        EmqxClient emqx = cluster.emqx();
        life.holdForStart(order.cluster(), order.run(), order.lever(), wave, order.until());
        if (Duration.ofNanos(System.nanoTime() - began).compareTo(STALE) > 0) {
            throw FailureKind.EMQX_UNAVAILABLE.failure(
                    "finding the cluster took so long that somebody may have given up this start: not sent", null);
        }
        StartAnswer answer = guarded(() -> send(order, cluster));
        return switch (answer) {
            case NOTHING_TO_BALANCE -> nothingRuns(StartOutcome.NOTHING_TO_BALANCE);
            case STARTED ->
                listed(emqx, wave)
                        .filter(rebalance -> OurRebalance.is(rebalance, wave))
                        .map(rebalance -> report(emqx, rebalance))
                        .orElseThrow(() -> unlisted(wave, null));
            case ALREADY_STARTED -> lateTwin(order, emqx);
        };
    }

    /** EMQX looks whether the nodes are free before it asks the coordinator, and a late twin makes its donors busy. */
    private static StartAnswer send(StartOrder order, ClusterDirectory.Found cluster) {
        Wave wave = order.wave();
        try {
            return cluster.emqx().start(wave.coordinator(), wave.nodes(), wave.parameters());
        } catch (EmqxException refused) {
            if (refused.kind() != FailureKind.EMQX_BUSY) {
                throw refused;
            }
            List<Refusal> strangers = begunMeanwhile(wave, cluster);
            if (!strangers.isEmpty()) {
                throw StrangerSight.yielded(strangers);
            }
            if (order.startsSent() > 1) {
                return StartAnswer.ALREADY_STARTED;
            }
            throw refused;
        }
    }

    /** Who has begun since the plan was made; nobody where EMQX does not tell. */
    private static List<Refusal> begunMeanwhile(Wave wave, ClusterDirectory.Found cluster) {
        try {
            return StrangerSight.inTheWayOf(wave, cluster.emqx().globalStatus(""), cluster.objects());
        } catch (EmqxException unseen) {
            return List.of();
        }
    }

    /** Only of a start that this run sent before can there be a twin; and one that is not listed may well be it. */
    private StartReport lateTwin(StartOrder order, EmqxClient emqx) {
        Wave wave = order.wave();
        if (order.startsSent() == 1) {
            throw busy(wave);
        }
        Rebalance on = listed(emqx, wave).orElseThrow(() -> unlisted(wave, null));
        if (!OurRebalance.is(on, wave)) {
            throw busy(wave);
        }
        return report(emqx, on);
    }

    /** What the coordinator runs, now that it runs something: no trouble with looking can say that it does not. */
    private static Optional<Rebalance> listed(EmqxClient emqx, Wave wave) {
        try {
            return emqx.globalStatus(wave.coordinator()).coordinatedBy(wave.coordinator());
        } catch (EmqxException unseen) {
            throw unlisted(wave, unseen);
        }
    }

    private static ApplicationFailure unlisted(Wave wave, EmqxException cause) {
        return FailureKind.EMQX_OUTCOME_UNKNOWN.failure(
                "a rebalance runs at " + wave.coordinator() + ", and EMQX does not list it yet", cause);
    }

    private static ApplicationFailure busy(Wave wave) {
        return FailureKind.EMQX_BUSY.failure(
                "somebody else's rebalance runs at coordinator " + wave.coordinator(), null);
    }

    @Override
    public StartReport findStart(FindOrder order) {
        return life.living(order.cluster(), order.run(), () -> found(order));
    }

    private StartReport found(FindOrder order) {
        String coordinator = order.wave().coordinator();
        EmqxClient emqx = guarded(() -> directory.open(order.cluster())).emqx();
        GlobalStatus status = guarded(() -> emqx.globalStatus(coordinator));
        Optional<Rebalance> found =
                status.coordinatedBy(coordinator).filter(rebalance -> OurRebalance.is(rebalance, order.wave()));
        if (found.isPresent()) {
            return report(emqx, found.get());
        }
        boolean coordinatorAnswered =
                status.answeredBy().filter(coordinator::equals).isPresent();
        Duration patience = pace.lateStart().multipliedBy(coordinatorAnswered ? 1 : WITHOUT_COORDINATOR);
        if (clock.instant().isBefore(order.lostAt().plus(patience))) {
            throw FailureKind.lookAgain(pace.wall(SOON));
        }
        return nothingRuns(StartOutcome.NOT_STARTED);
    }

    @Override
    public WatchReport watch(WatchOrder order) {
        return life.living(order.cluster(), order.run(), () -> watcher.watch(order));
    }

    /** A run that has lost its Lease stops nothing: what is on may be the other run's, and look like its own. */
    @Override
    public StopReport stop(StopOrder order) {
        return life.cleaning(
                order.cluster(),
                order.run(),
                () -> Heartbeats.during(() -> life.heldByAnother(order.cluster(), order.run())
                        ? new StopReport(false, clock.instant())
                        : stopOurs(order)));
    }

    private StopReport stopOurs(StopOrder order) {
        EmqxClient emqx = guarded(() -> directory.open(order.cluster())).emqx();
        EngineStop.Answer answer = EngineStop.of(order.wave(), emqx, () -> {});
        if (answer == EngineStop.Answer.NOT_ON && clock.instant().isBefore(order.settledAt())) {
            throw FailureKind.lookAgain(pace.wall(SOON));
        }
        return new StopReport(answer == EngineStop.Answer.STOPPED, clock.instant());
    }

    private StartReport report(EmqxClient emqx, Rebalance rebalance) {
        return new StartReport(
                StartOutcome.STARTED,
                rebalance.state(),
                rebalance.donors(),
                rebalance.recipients(),
                clock.instant(),
                rebalance.state() == EmqxState.WAIT_HEALTH_CHECK ? counted(emqx) : Optional.empty());
    }

    /** What is known of a start that was accepted must not be lost for want of a count. */
    private Optional<Census> counted(EmqxClient emqx) {
        try {
            return Optional.of(Snapshots.census(emqx, true, clock.instant()));
        } catch (EmqxException uncounted) {
            return Optional.empty();
        }
    }

    private StartReport nothingRuns(StartOutcome outcome) {
        Instant now = clock.instant();
        return new StartReport(outcome, EmqxState.GONE, List.of(), List.of(), now, Optional.empty());
    }
}
