package dev.evenkeel.workflow;

import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.ConditionsSeen;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.RecallOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.Guardrails;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.Verbs.Retune;
import dev.evenkeel.contract.Wave;
import io.temporal.failure.ActivityFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the guardrails of a run have seen and done so far, over all its waves. */
final class Brakes {
    /** Where nobody knows how long clients stay away; the usual back-off ends at two minutes. */
    static final Duration RECONNECT_UNKNOWN = Duration.ofMinutes(2);

    /** What comes back after so many pauses comes back for ever. */
    private static final int PAUSES_MAX = 2;

    /** Every one is another start of EMQX. */
    private static final int ADJUSTMENTS_MAX = 12;

    /** A Prometheus that comes and goes is noted no more after that. */
    private static final int UNREAD_NOTES_MAX = 10;

    /** The rate is raised in so many steps. */
    private static final int STEPS = 4;

    private final Duration reconnectP95;
    private final Map<String, Integer> pauses = new HashMap<>();
    private Guardrails rails;
    private Optional<GuardMemory> memory = Optional.empty();
    private Optional<Trip> slowedBy = Optional.empty();
    private boolean unreadNoted;
    private int unreadNotes;
    private int adjustments;
    private int fullRate;
    private int rate;

    Brakes(RebalanceRequest asked) {
        this.reconnectP95 = asked.pacing().reconnectP95().orElse(RECONNECT_UNKNOWN);
        this.rails = asked.guardrails();
    }

    /** What looks are to judge by; empty before eviction begins. */
    Optional<GuardOrder> order(RebalanceProgress progress, Lever lever) {
        return progress.evictionBegan()
                .map(began -> new GuardOrder(
                        rails,
                        reconnectP95,
                        progress.before().orElse(began),
                        began,
                        progress.whole().or(progress::wave).orElseThrow(),
                        lever == Lever.NONE
                                ? List.of()
                                : progress.wave().orElseThrow().donors(),
                        slowedBy.map(Trip::guard),
                        adjustments < ADJUSTMENTS_MAX,
                        memory,
                        slowedBy.flatMap(Trip::condition),
                        unreadNoted,
                        unreadNotes < UNREAD_NOTES_MAX));
    }

    void seen(WatchReport report) {
        memory = report.guard().or(() -> memory);
    }

    /** What looks that are about to end have seen: without it nobody could tell any more who is overdue. */
    void recall(String looks, Journal journal) {
        try {
            memory = ActivityStubs.recalling()
                    .recall(new RecallOrder(looks))
                    .memory()
                    .or(() -> memory);
        } catch (ActivityFailure failed) {
            if (Cancellation.is(failed)) {
                throw failed;
            }
            journal.note("what the looks at the clients had seen so far is not known any more");
        }
    }

    void seen(GuardMemory after) {
        memory = Optional.of(after);
    }

    /** What is to be noted of conditions that nobody can read, or can read again: once each time. */
    Optional<String> unreadNote() {
        Optional<String> unread = memory.flatMap(GuardMemory::conditions).flatMap(ConditionsSeen::unread);
        if (unread.isPresent() == unreadNoted || unreadNotes == UNREAD_NOTES_MAX) {
            return Optional.empty();
        }
        unreadNotes++;
        unreadNoted = unread.isPresent();
        return Optional.of(unread.map(why -> why + ": neither trips nor recovers meanwhile")
                .orElse("every condition can be read again"));
    }

    /** Somebody has said within which limits it is to go on. */
    void retune(List<Retune> limits, Journal journal) {
        limits.forEach(retune -> {
            retuned(retune);
            journal.note(retune.display());
        });
    }

    /** Somebody has said at what pace, or within which limits, it is to go on. */
    void retuned(Retune retune) {
        rails = retune.guardrails().map(change -> change.over(rails)).orElse(rails);
        if (retune.ofThePace()) {
            slowedBy = Optional.empty();
        }
    }

    /** Whether this pauses the run, and has not done so too often. */
    boolean mayGoOn(Trip trip) {
        return trip.action() != Action.ABORT
                && (trip.action() != Action.PAUSE || pauses.merge(trip.name(), 1, Integer::sum) <= PAUSES_MAX);
    }

    /** The rate to go on with; empty: as it was asked for. */
    Optional<Integer> adjust(Trip trip, Wave wave) {
        adjustments++;
        if (slowedBy.isEmpty()) {
            fullRate = wave.parameters().connEvictRate();
            rate = fullRate;
        }
        int step = Math.max(1, fullRate / STEPS);
        rate = trip.action() == Action.FASTER ? rate + step : Math.max(1, rate / 2);
        slowedBy = rate >= fullRate ? Optional.empty() : Optional.of(trip);
        return slowedBy.map(slow -> rate);
    }
}
