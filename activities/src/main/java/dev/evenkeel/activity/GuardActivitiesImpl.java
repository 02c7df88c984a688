package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardActivities;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.planning.GuardJudge;
import dev.evenkeel.planning.Pace;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Looks whether things are well again while nobody is evicted; what one look saw the next one finds in the heartbeat. */
public final class GuardActivitiesImpl implements GuardActivities {
    private final ClusterDirectory directory;
    private final RunLife life;
    private final Pace pace;
    private final InstantSource clock;
    private final GuardWatch guard;

    public GuardActivitiesImpl(
            ClusterDirectory directory, RunLife life, Pace pace, InstantSource clock, Conditions conditions) {
        this.directory = directory;
        this.life = life;
        this.pace = pace;
        this.clock = clock;
        this.guard = new GuardWatch(pace, conditions);
    }

    @Override
    public Recovery awaitRecovery(RecoveryOrder order) {
        return life.living(order.cluster(), order.run(), () -> look(order));
    }

    /** Safe to repeat: it asks Temporal, and changes nothing. */
    @Override
    public Recalled recall(RecallOrder order) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        return Heartbeats.during(() -> new Recalled(LastLook.of(context, order.looks())));
    }

    private Recovery look(RecoveryOrder order) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        Optional<GuardMemory> before = context.getHeartbeatDetails(GuardMemory.class)
                .or(() -> order.guard().memory());
        EmqxClient emqx = guarded(() -> directory.open(order.cluster())).emqx();
        GuardMemory seen = guarded(() -> guard.look(emqx, order.guard(), before, EmqxState.GONE, true, clock))
                .memory();
        context.heartbeat(seen);
        boolean recovered = guard.recovered(order.guard(), seen);
        Optional<Trip> ending = guard.ending(order.guard(), seen);
        Duration patience = pace.wall(order.guard().rails().abortAfterPause());
        if (!recovered
                && ending.isEmpty()
                && clock.instant().isBefore(order.since().plus(patience))) {
            throw FailureKind.lookAgain(pace.steady());
        }
        return new Recovery(
                recovered && ending.isEmpty(),
                GuardJudge.words(order.guard(), order.trip().guard(), seen, 0.5),
                seen,
                ending);
    }
}
