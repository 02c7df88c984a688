package dev.evenkeel.activity;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.GuardActivities.ConditionsSeen;
import dev.evenkeel.contract.GuardActivities.Counted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.planning.ConditionJudge;
import dev.evenkeel.planning.ConditionReading;
import dev.evenkeel.planning.GuardJudge;
import dev.evenkeel.planning.Pace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Counts what the guardrails are about: clients at every look, the nodes' counters when there is a reason to. */
final class GuardWatch {
    private final GuardJudge judge;
    private final ConditionJudge conditionJudge;
    private final Conditions conditions;

    GuardWatch(Pace pace, Conditions conditions) {
        this.judge = new GuardJudge(pace);
        this.conditionJudge = new ConditionJudge(pace);
        this.conditions = conditions;
    }

    /**
     * @param census the clients
     * @param memory what is known after this look
     */
    record Sight(Census census, GuardMemory memory) {}

    /** @param conditionsToo whether Prometheus may be asked, and waited for */
    Sight look(
            EmqxClient emqx,
            GuardOrder order,
            Optional<GuardMemory> before,
            EmqxState state,
            boolean conditionsToo,
            InstantSource clock) {
        Optional<ConditionsSeen> known = before.flatMap(GuardMemory::conditions);
        Optional<CompletableFuture<List<ConditionReading>>> answers =
                conditionsToo && conditionJudge.due(order, known, clock.instant())
                        ? Optional.of(conditions.asked(order.rails().conditions()))
                        : Optional.empty();
        Census census = Snapshots.census(emqx, false, clock.instant());
        Optional<Counted> counted =
                judge.countersDue(order, before, census, clock.instant()) ? read(emqx, clock) : Optional.empty();
        GuardMemory seen = judge.next(order, before, state, census, counted, clock.instant());
        Optional<ConditionsSeen> conditionsSeen = answers.map(
                        all -> ConditionJudge.next(order, known, all.join(), clock.instant()))
                .or(() -> known);
        return new Sight(census, seen.with(conditionsSeen));
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
        return conditionJudge.worst(order, seen, judge.trip(order, seen, census));
    }

    /** Whether the run is to note that conditions cannot be read, or can be read again. */
    boolean tell(GuardOrder order, GuardMemory seen) {
        boolean unread = seen.conditions().flatMap(ConditionsSeen::unread).isPresent();
        return order.mayNote() && unread != order.unreadNoted();
    }

    boolean recovered(GuardOrder order, GuardMemory seen) {
        return judge.recovered(seen) && ConditionJudge.recovered(order, seen);
    }

    Optional<Trip> ending(GuardOrder order, GuardMemory seen) {
        return conditionJudge.ending(order, seen);
    }
}
