package dev.evenkeel.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches a run that a guardrail has paused. */
@ActivityInterface
public interface GuardActivities {
    /** Its type. */
    String AWAIT_RECOVERY = "AwaitRecovery";

    /**
     * One look per attempt: returns when things are well again, or when the time for that is over; until then an attempt
     * ends in a benign failure. Changes nothing.
     */
    @ActivityMethod(name = AWAIT_RECOVERY)
    Recovery awaitRecovery(RecoveryOrder order);

    /**
     * What the looks of an activity of this run that is under way have seen, from its last heartbeat: whoever looks next
     * by other limits goes on with it.
     */
    @ActivityMethod(name = "Recall")
    Recalled recall(RecallOrder order);

    /** @param looks the activity's type */
    record RecallOrder(String looks) {}

    /** @param memory what was seen; empty where there was no look yet */
    record Recalled(Optional<GuardMemory> memory) {
        public Recalled {
            memory = memory == null ? Optional.empty() : memory;
        }
    }

    /**
     * @param cluster the cluster
     * @param run the run, whose Lease is renewed
     * @param guard what to watch, with what was seen before
     * @param trip what paused the run
     * @param since when EMQX had stopped
     */
    record RecoveryOrder(ClusterRef cluster, RunRef run, GuardOrder guard, Trip trip, Instant since) {}

    /**
     * @param recovered whether things are well again
     * @param evidence the numbers in a sentence
     * @param memory what was seen
     * @param worse set where something ends the run meanwhile
     */
    record Recovery(boolean recovered, String evidence, GuardMemory memory, Optional<Trip> worse) {
        public Recovery {
            worse = worse == null ? Optional.empty() : worse;
        }
    }

    /**
     * What a look judges by.
     *
     * @param rails the limits
     * @param reconnectP95 within which time 95 of 100 evicted clients are back, in EMQX's time
     * @param before the clients before anything was touched
     * @param began the clients as last counted before eviction began
     * @param whole what is rebalanced: donors of later waves are among its donors
     * @param donorsOut donors of this wave that somebody has taken out: who comes to them then ought not to
     * @param slowedBy what lowered the rate; empty where it is as asked for
     * @param mayAdjust whether the rate may be lowered and raised: every time is another start, and so they are counted
     * @param memory what looks before have seen
     * @param slowedByCondition its name, where that was a condition of one's own
     * @param unreadNoted whether the run has noted that a condition cannot be read
     * @param mayNote whether a watch may end for the sake of such a note: that is another watch, and so they are counted
     */
    record GuardOrder(
            Guardrails rails,
            Duration reconnectP95,
            Census before,
            Census began,
            Wave whole,
            List<String> donorsOut,
            Optional<Guard> slowedBy,
            boolean mayAdjust,
            Optional<GuardMemory> memory,
            Optional<String> slowedByCondition,
            boolean unreadNoted,
            boolean mayNote) {
        public GuardOrder {
            slowedByCondition = slowedByCondition == null ? Optional.empty() : slowedByCondition;
            donorsOut = List.copyOf(donorsOut);
            slowedBy = slowedBy == null ? Optional.empty() : slowedBy;
            memory = memory == null ? Optional.empty() : memory;
        }
    }

    /** What follows from a trip. */
    enum Action {
        /** The rate is halved. */
        SLOW,
        /** Things have been well for a while: of what was asked for, a step is added. */
        FASTER,
        /** Nobody is evicted until things are well again. */
        PAUSE,
        /** The run ends. */
        ABORT
    }

    /**
     * A limit that was reached.
     *
     * @param guard which
     * @param action what follows
     * @param words why, with the numbers
     * @param condition its name, where it is a condition of one's own
     */
    record Trip(Guard guard, Action action, String words, Optional<String> condition) {
        public Trip {
            condition = condition == null ? Optional.empty() : condition;
        }

        /** Of one of ours. */
        public Trip(Guard guard, Action action, String words) {
            this(guard, action, words, Optional.empty());
        }

        /** Which guardrail, in a sentence. */
        public String name() {
            return condition.map(name -> "condition " + name).orElseGet(guard::display);
        }

        /** For the record. */
        public String display() {
            return name() + ": " + words;
        }
    }

    /**
     * What was seen from look to look.
     *
     * @param at the last look
     * @param donors whose clients are counted
     * @param total live connections of the cluster then
     * @param onDonors those of the donors
     * @param evicting whether EMQX evicted then
     * @param lost by donors while EMQX evicted
     * @param evictable how many of them EMQX can have evicted, in its ticks
     * @param leftDonors clients that have left donors by themselves since eviction began, as far as that can be told
     * @param left likewise, all over the cluster
     * @param leavesPerSecond the share of its clients that a node loses by itself in a second, at last
     * @param evicted how many had been evicted at which time, oldest first, in steps wide enough to stay few
     * @param counted what the nodes had counted when that was last read
     * @param least fewest connections on the donors so far
     * @param leastSince since when it has not become less
     * @param overdue share of all clients
     * @param refusals share of the clients that tried to connect to recipients
     * @param donorAttempts share of the clients that tried to connect
     * @param looks counts running in which it was too many, by guard
     * @param halfLooks likewise, in which it was more than half
     * @param clearLooks counts running in which nothing was more than half of its limit
     * @param clearSince since when
     * @param conditions what was seen of conditions of one's own; empty where there are none
     */
    record GuardMemory(
            Instant at,
            List<String> donors,
            long total,
            long onDonors,
            boolean evicting,
            double lost,
            double evictable,
            double leftDonors,
            double left,
            double leavesPerSecond,
            List<Evicted> evicted,
            Optional<Counted> counted,
            long least,
            Instant leastSince,
            double overdue,
            double refusals,
            double donorAttempts,
            Map<Guard, Integer> looks,
            Map<Guard, Integer> halfLooks,
            int clearLooks,
            Instant clearSince,
            Optional<ConditionsSeen> conditions) {
        public GuardMemory {
            conditions = conditions == null ? Optional.empty() : conditions;
            donors = List.copyOf(donors);
            evicted = List.copyOf(evicted);
            counted = counted == null ? Optional.empty() : counted;
            looks = Map.copyOf(looks);
            halfLooks = Map.copyOf(halfLooks);
        }

        /** The same with what was seen of conditions. */
        public GuardMemory with(Optional<ConditionsSeen> seen) {
            return new GuardMemory(
                    at,
                    donors,
                    total,
                    onDonors,
                    evicting,
                    lost,
                    evictable,
                    leftDonors,
                    left,
                    leavesPerSecond,
                    evicted,
                    counted,
                    least,
                    leastSince,
                    overdue,
                    refusals,
                    donorAttempts,
                    looks,
                    halfLooks,
                    clearLooks,
                    clearSince,
                    seen);
        }
    }

    /**
     * What was seen of conditions of one's own.
     *
     * @param at when Prometheus was last asked
     * @param byName each of them
     * @param clearSince since when none of them holds
     * @param unread which cannot be read and why, in a sentence, from the second look running on; empty where all can
     */
    record ConditionsSeen(Instant at, Map<String, ConditionSeen> byName, Instant clearSince, Optional<String> unread) {
        public ConditionsSeen {
            byName = Map.copyOf(byName);
            unread = unread == null ? Optional.empty() : unread;
        }
    }

    /**
     * @param on whether it has tripped, and not recovered since
     * @param held looks running in which it held; one that could not tell leaves it
     * @param clear likewise, in which it did not
     * @param unread looks running that could not tell
     * @param words what was last answered, or why nothing was
     */
    record ConditionSeen(boolean on, int held, int clear, int unread, String words) {}

    /**
     * @param at when
     * @param clients evicted since eviction began
     */
    record Evicted(Instant at, double clients) {}

    /**
     * Counters since the nodes' start, by node.
     *
     * @param at when they were read
     * @param attempts clients that tried to connect
     * @param refused those that were refused
     */
    record Counted(Instant at, Map<String, Long> attempts, Map<String, Long> refused) {
        public Counted {
            attempts = Map.copyOf(attempts);
            refused = Map.copyOf(refused);
        }
    }
}
