package dev.evenkeel.contract;

import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Starts, watches and stops EMQX's rebalance. */
@ActivityInterface
public interface EngineActivities {
    /** Type of the activity whose heartbeats are a run's live numbers. */
    String WATCH = "Watch";

    /**
     * Sends one start. Not safe to repeat, and therefore never repeated by Temporal: one attempt, one request. Whoever
     * does not learn the answer asks {@link #findStart}.
     */
    @ActivityMethod(name = "StartRebalance")
    StartReport start(StartOrder order);

    /**
     * Looks for the rebalance of a start whose answer was lost, in {@code global_status}. Not finding it is an answer
     * only after the time in which a late start may still take effect.
     */
    @ActivityMethod(name = "FindStart")
    StartReport findStart(FindOrder order);

    /**
     * One look per attempt: returns when EMQX has left the state that is watched, and otherwise ends in a benign
     * failure that asks for the next look. Heartbeats once a look with {@link Look}. Changes nothing: where donors that
     * must be out are served it fails with {@link FailureKind#DONORS_SERVED}, where no pod of the cluster is served any
     * more by EMQX Operator's doing with {@link FailureKind#NOBODY_SERVES}, where others are at work on the wave's nodes with
     * {@link FailureKind#YIELDED}.
     */
    @ActivityMethod(name = WATCH)
    WatchReport watch(WatchOrder order);

    /** Stops the rebalance if it is the one that we started and still on; safe to repeat. */
    @ActivityMethod(name = "StopRebalance")
    StopReport stop(StopOrder order);

    /**
     * @param cluster the cluster
     * @param run the run, which holds the cluster's Lease before anything is sent
     * @param lever how the run excludes, for the Lease
     * @param wave what to start
     * @param until the hard stop, for the Lease
     * @param startsSent starts that this run has sent, this one included: after the first, a rebalance that is found
     *     running with the same parameters at the same coordinator is a late twin, and ours
     */
    record StartOrder(ClusterRef cluster, RunRef run, Lever lever, Wave wave, Instant until, int startsSent) {}

    /**
     * @param cluster the cluster
     * @param run the run, whose Lease is renewed
     * @param wave what was to be started
     * @param lostAt when the answer was given up
     */
    record FindOrder(ClusterRef cluster, RunRef run, Wave wave, Instant lostAt) {}

    /** What became of a start. */
    enum StartOutcome {
        /** It runs. */
        STARTED,
        /** EMQX found the means within its thresholds. */
        NOTHING_TO_BALANCE,
        /** It was lost on the way and nothing runs. */
        NOT_STARTED
    }

    /**
     * @param outcome what became of it
     * @param state EMQX's state; {@link EmqxState#GONE} where nothing runs
     * @param donors EMQX's own donors
     * @param recipients EMQX's own recipients
     * @param at when this was seen
     * @param calm the clients then, where nobody was evicted yet
     */
    record StartReport(
            StartOutcome outcome,
            EmqxState state,
            List<String> donors,
            List<String> recipients,
            Instant at,
            Optional<Census> calm) {
        public StartReport {
            calm = calm == null ? Optional.empty() : calm;
            donors = List.copyOf(donors);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * @param cluster the cluster
     * @param run the run, whose Lease is renewed
     * @param wave the wave that runs, with EMQX's own partition
     * @param state the state that EMQX was last seen in
     * @param since when that was first seen
     * @param connectionsToMove clients that the plan foretold to be evicted
     * @param donorsOut whether the donors' pods were taken out and must stay so
     * @param lever how donors leave
     * @param outBy in EMQX's first wait, where donors leave during it: when they must have left
     * @param landingQuiet how long no client must have come to a donor by then, where that is watched; else it fails with
     *     {@link FailureKind#CLIENTS_LAND}
     * @param goal live connections that each donor is to be left with: a donor that has reached it is reported
     * @param guard what must not happen meanwhile; empty before eviction begins
     * @param known nodes that the run knows of: others that have come are reported at the end; none where nobody else shall
     *     take part
     * @param forecast of the whole run, as it was last made
     * @param outlook as it was last seen
     */
    record WatchOrder(
            ClusterRef cluster,
            RunRef run,
            Wave wave,
            EmqxState state,
            Instant since,
            long connectionsToMove,
            boolean donorsOut,
            Lever lever,
            Optional<Instant> outBy,
            Optional<Duration> landingQuiet,
            OptionalLong goal,
            Optional<GuardOrder> guard,
            List<String> known,
            Optional<Outlook.Forecast> forecast,
            Optional<Outlook> outlook) {
        public WatchOrder {
            known = known == null ? List.of() : List.copyOf(known);
            forecast = forecast == null ? Optional.empty() : forecast;
            outlook = outlook == null ? Optional.empty() : outlook;
            guard = guard == null ? Optional.empty() : guard;
            landingQuiet = landingQuiet == null ? Optional.empty() : landingQuiet;
            lever = lever == null ? (donorsOut ? Lever.LABEL : Lever.NONE) : lever;
            outBy = outBy == null ? Optional.empty() : outBy;
            goal = goal == null ? OptionalLong.empty() : goal;
        }
    }

    /**
     * @param state the state that EMQX is in now
     * @param at when that was seen
     * @param census the clients at that moment
     * @param goalReached whether donors and recipients are within the thresholds: what tells an end from a loss
     * @param calm the last count before the change, where nobody was evicted yet: what the clients' own comings and goings
     *     are measured by
     * @param atGoal donors that have reached their goal while EMQX still evicts: it counts the recipients' clients that
     *     are on their way nowhere, and would go on
     * @param trip a guardrail's limit that was reached while EMQX still evicts
     * @param guard what was seen for the guardrails
     * @param uneven nodes that are fuller or emptier than is allowed, where EMQX is through: it balances means
     * @param newcomers nodes that came after the start, and so took no part, where EMQX is through
     * @param outlook how far the run is, and how long it still takes
     */
    record WatchReport(
            EmqxState state,
            Instant at,
            Census census,
            boolean goalReached,
            Optional<Census> calm,
            List<String> atGoal,
            Optional<Trip> trip,
            Optional<GuardMemory> guard,
            List<String> uneven,
            List<String> newcomers,
            Optional<Outlook> outlook) {
        public WatchReport {
            newcomers = newcomers == null ? List.of() : List.copyOf(newcomers);
            outlook = outlook == null ? Optional.empty() : outlook;
            trip = trip == null ? Optional.empty() : trip;
            guard = guard == null ? Optional.empty() : guard;
            uneven = uneven == null ? List.of() : List.copyOf(uneven);
            atGoal = atGoal == null ? List.of() : List.copyOf(atGoal);
            calm = calm == null ? Optional.empty() : calm;
        }
    }

    /**
     * Clients that tried to connect while EMQX waits, as the looks saw them.
     *
     * @param attempts by node, since each node's start, at the last look
     * @param at when that was
     * @param quietSince since when no look saw one come to a donor
     * @param elsewhere how many came to the recipients since then
     */
    record Arrivals(Map<String, Long> attempts, Instant at, Instant quietSince, long elsewhere) {
        public Arrivals {
            attempts = Map.copyOf(attempts);
        }
    }

    /**
     * What one look saw: the heartbeat details of a watch, and so the live numbers of a run.
     *
     * @param at when EMQX last answered
     * @param state what it said
     * @param census the clients
     * @param percent of this wave's eviction, 0 to 100
     * @param remaining until the end of EMQX's part in this wave, by its own rules
     * @param absentSince since when the rebalance is missing from a status that may be incomplete
     * @param nearSince since when a change is thought to be near, and looked for more often
     * @param silentSince since when EMQX does not answer
     * @param arrivals clients that tried to connect, where that is watched
     * @param guard what was seen for the guardrails
     * @param outlook how far the whole run is, and how long it still takes
     */
    record Look(
            Instant at,
            EmqxState state,
            Optional<Census> census,
            int percent,
            Duration remaining,
            Optional<Instant> absentSince,
            Optional<Instant> nearSince,
            Optional<Instant> silentSince,
            Optional<Arrivals> arrivals,
            Optional<GuardMemory> guard,
            Optional<Outlook> outlook) {
        public Look {
            outlook = outlook == null ? Optional.empty() : outlook;
            guard = guard == null ? Optional.empty() : guard;
            arrivals = arrivals == null ? Optional.empty() : arrivals;
            census = census == null ? Optional.empty() : census;
            absentSince = absentSince == null ? Optional.empty() : absentSince;
            nearSince = nearSince == null ? Optional.empty() : nearSince;
            silentSince = silentSince == null ? Optional.empty() : silentSince;
        }

        /** What is known when a look got no answer. */
        public Look unanswered(Instant now) {
            Instant silent = silentSince.orElse(now);
            return new Look(
                    at,
                    state,
                    census,
                    percent,
                    remaining,
                    absentSince,
                    nearSince,
                    Optional.of(silent),
                    arrivals,
                    guard,
                    outlook.map(last -> last.blockedBy("EMQX does not answer since " + silent)));
        }
    }

    /**
     * @param cluster the cluster
     * @param run the run, whose Lease is renewed
     * @param wave the wave that was started, or may have been
     * @param settledAt until when a start on its way may still take effect: an empty status counts only after it
     */
    record StopOrder(ClusterRef cluster, RunRef run, Wave wave, Instant settledAt) {}

    /**
     * @param stopped whether there was something to stop
     * @param at when EMQX was seen without our rebalance
     */
    record StopReport(boolean stopped, Instant at) {}
}
