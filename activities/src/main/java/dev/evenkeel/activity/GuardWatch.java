package dev.evenkeel.activity;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.GuardActivities.Counted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.planning.GuardJudge;
import dev.evenkeel.planning.Pace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Counts what the guardrails are about: clients at every look, the nodes' counters when there is a reason to. */
final class GuardWatch {
    private final GuardJudge judge;

    GuardWatch(Pace pace) {
        this.judge = new GuardJudge(pace);
    }

    /**
     * @param census the clients
     * @param memory what is known after this look
     */
    record Sight(Census census, GuardMemory memory) {}

    Sight look(EmqxClient emqx, GuardOrder order, Optional<GuardMemory> before, EmqxState state, InstantSource clock) {
        Census census = Snapshots.census(emqx, false, clock.instant());
        Optional<Counted> counted =
                judge.countersDue(order, before, census, clock.instant()) ? read(emqx, clock) : Optional.empty();
        return new Sight(census, judge.next(order, before, state, census, counted, clock.instant()));
    }

    /** Counts are worth having without the counters. */
    private static Optional<Counted> read(EmqxClient emqx, InstantSource clock) {
        try {
            ClientCounters counters = emqx.counters();
            Instant now = clock.instant();
            return Optional.of(new Counted(now, counters.attempts(), counters.refused()));
        } catch (EmqxException unread) {
            return Optional.empty();
        }
    }

    Optional<Trip> trip(GuardOrder order, GuardMemory seen, Census census) {
        return judge.trip(order, seen, census);
    }

    boolean recovered(GuardMemory seen) {
        return judge.recovered(seen);
    }
}
