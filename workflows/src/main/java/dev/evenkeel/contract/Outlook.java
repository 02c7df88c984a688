package dev.evenkeel.contract;

import dev.evenkeel.contract.GuardActivities.Evicted;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run is and how long it still takes, from one moment on and to the run's end. Wall time; pauses are no part of
 * it, neither those that were nor those that may come.
 *
 * @param at the moment
 * @param percent of the clients that the whole run moves, 0 to 100; never less than before
 * @param earliest the run's end is not expected sooner
 * @param latest nor later
 * @param blocker what holds the run up, in a sentence; empty where all is well
 * @param headway what it is concluded from
 */
public record Outlook(
        Instant at,
        int percent,
        Duration earliest,
        Duration latest,
        Optional<String> blocker,
        Optional<Headway> headway) {
    public Outlook {
        blocker = blocker == null ? Optional.empty() : blocker;
        headway = headway == null ? Optional.empty() : headway;
    }

    /** The same, held up by this. */
    public Outlook blockedBy(String what) {
        return new Outlook(at, percent, earliest, latest, Optional.of(what), headway);
    }

    /**
     * The plan's forecast of the whole run, by which looks go.
     *
     * @param madeAt when
     * @param run what was foretold then
     */
    public record Forecast(Instant madeAt, WholeRun run) {}

    /**
     * What looks have seen of a run's evictions, over all its waves.
     *
     * @param forecastAt when the forecast was made that it is measured by
     * @param movedBefore clients that had been moved by then
     * @param moved clients that donors have lost to evictions since the run began
     * @param evicting whether EMQX evicted at the last look
     * @param donors their connections then
     * @param since when the eviction began that {@code seen} is of
     * @param seen {@code moved} at its looks, oldest first
     * @param fastest how many times as long as foretold an eviction takes, at the fastest that was seen; 0: nothing was
     * @param slowest likewise, at the slowest
     */
    public record Headway(
            Instant forecastAt,
            long movedBefore,
            long moved,
            boolean evicting,
            Map<String, Long> donors,
            Instant since,
            List<Evicted> seen,
            double fastest,
            double slowest) {
        public Headway {
            donors = Map.copyOf(donors);
            seen = List.copyOf(seen);
        }
    }
}
