package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.Guard;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.Counted;
import dev.evenkeel.contract.GuardActivities.Evicted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a guardrail's limit is reached, from look to look.
 *
 * <p>Clients overdue: as many as had been evicted one reconnect time ago, less those that are back. Whoever is back is
 * taken to be one of those that were evicted first, so that it is never said too many. A fleet that shrinks by itself
 * does so on donors too, where nobody connects: what they lose while EMQX does not evict, or beyond what it can evict in
 * its ticks, is what clients do by themselves, and the same share of all others is expected to be gone. What chance may
 * do to that is allowed for.
 *
 * <p>Refusals and attempts at donors are shares of the nodes' own counters between two readings; too few attempts tell
 * nothing. A limit counts when it is reached in two readings running, and things are well again only when two readings
 * running show less than half of it.
 */
public final class GuardJudge {
    private static final int LOOKS = 2;

    /** A share of fewer is chance. */
    private static final long ATTEMPTS_MIN = 20;

    /** Chance does no more, but once in a thousand looks. */
    private static final double STANDARD_DEVIATIONS = 3;

    /** Enough to tell the past by. */
    private static final int EVICTED_STEPS = 32;

    /** EMQX's ticks are a second and what it needs besides, so that it may have evicted less than is thought. */
    private static final double TICK_DOUBT = 0.02;

    /** Where eviction begins or ends between two looks it lasts no longer: changes are looked for, and a stop is fast. */
    private static final double PARTLY_EVICTING_SECONDS = 2;

    /** Metrics are read at least so often. */
    private static final Duration COUNTERS_EVERY = Duration.ofSeconds(30);

    /** And whenever so many more clients have gone missing since the look before. */
    private static final double SUSPICIOUS_SHARE = 0.0005;

    /** Clients of so many steps may be between two nodes at one look and at none at the next. */
    private static final int TICKS_UNSUSPICIOUS = 2;

    /** Before a rate that was lowered is raised again. */
    private static final Duration WELL = Duration.ofSeconds(60);

    private final Pace pace;

    public GuardJudge(Pace pace) {
        this.pace = pace;
    }

    /** Whether the nodes' counters are worth reading now: seldom while everybody comes back. */
    public boolean countersDue(GuardOrder order, Optional<GuardMemory> before, Census census, Instant now) {
        if (before.isEmpty() || before.get().counted().isEmpty()) {
            return true;
        }
        GuardMemory seen = before.get();
        Wave wave = order.whole();
        double betweenTwoTicks = TICKS_UNSUSPICIOUS
                * wave.parameters().connEvictRate()
                * wave.donors().size();
        boolean suspicious = seen.clearLooks() < LOOKS
                || seen.total() - census.total() > Math.max(betweenTwoTicks, SUSPICIOUS_SHARE * seen.total());
        return suspicious || old(seen.counted().get(), now);
    }

    private boolean old(Counted counted, Instant now) {
        return Duration.between(counted.at(), now).compareTo(pace.wall(COUNTERS_EVERY)) >= 0;
    }

    /** What is known after one more look. */
    public GuardMemory next(
            GuardOrder order,
            Optional<GuardMemory> before,
            EmqxState state,
            Census census,
            Optional<Counted> counted,
            Instant now) {
        List<String> donors = order.whole().donors();
        long onDonors = on(donors, census);
        GuardMemory last =
                before.filter(seen -> seen.donors().equals(donors)).orElseGet(() -> first(order, census, now));
        double seconds = pace.engineSeconds(Duration.between(last.at(), now));
        double lost = Math.max(0, last.onDonors() - onDonors);
        boolean evicting = state == EmqxState.EVICTING_CONNS;
        boolean evicted = evicting || last.evicting();
        double tick = (double) donors.size() * order.whole().parameters().connEvictRate();
        double lostSoFar = last.lost() + (evicted ? lost : 0);
        boolean throughout = evicting && last.evicting();
        double evictable = last.evictable()
                + (throughout ? seconds : evicted ? Math.min(seconds, PARTLY_EVICTING_SECONDS) : 0) * tick;
        double usual = Math.min(lost, last.leavesPerSecond() * last.onDonors() * seconds);
        double left =
                evicted ? Math.min(lost, Math.max(usual, lostSoFar - evictable - tick - last.leftDonors())) : lost;
        double leaves = evicted || seconds == 0 || last.onDonors() == 0
                ? last.leavesPerSecond()
                : left / last.onDonors() / seconds;
        double leftAll = last.left() + (onDonors == 0 ? left : left * last.total() / Math.max(1, last.onDonors()));
        double leftDonors = last.leftDonors() + left;
        double gone = Math.max(0, on(donors, order.began()) - onDonors - leftDonors);
        List<Evicted> course = course(order, last.evicted(), gone, now);
        boolean less = onDonors < last.least();
        boolean waits = !evicting || LookJudge.goalReached(order.whole(), census);
        Optional<Counted> earlier = last.counted();
        Optional<Shares> shared = counted.flatMap(fresh -> earlier.flatMap(old -> Shares.between(old, fresh, order)));
        boolean telling = shared.filter(part -> part.telling() || old(earlier.orElseThrow(), now))
                .isPresent();
        Shares shares = shared.filter(part -> telling).orElse(Shares.NONE);
        double overdue = overdue(order, course, census, leftAll, gone, now);
        Map<Guard, Double> parts = new EnumMap<>(Guard.class);
        parts.put(Guard.OVERDUE, overdue / (order.rails().pauseOverduePercent() / 100));
        if (telling) {
            parts.put(Guard.REFUSALS, shares.refusals() / (order.rails().pauseRefusalsPercent() / 100));
            parts.put(Guard.DONOR_ATTEMPTS, shares.atDonors() / (order.rails().pauseDonorAttemptsPercent() / 100));
        }
        Map<Guard, Integer> looks = new EnumMap<>(Guard.class);
        Map<Guard, Integer> half = new EnumMap<>(Guard.class);
        for (Guard guard : Guard.values()) {
            Optional<Double> part = Optional.ofNullable(parts.get(guard));
            looks.put(guard, running(last.looks().getOrDefault(guard, 0), part, 1));
            half.put(guard, running(last.halfLooks().getOrDefault(guard, 0), part, 0.5));
        }
        boolean clear = half.values().stream().allMatch(count -> count == 0);
        return new GuardMemory(
                now,
                donors,
                census.total(),
                onDonors,
                evicting,
                lostSoFar,
                evictable,
                leftDonors,
                leftAll,
                leaves,
                course,
                shared.isPresent() && !telling ? earlier : counted.or(last::counted),
                Math.min(last.least(), onDonors),
                less || waits ? now : last.leastSince(),
                overdue,
                telling ? shares.refusals() : last.refusals(),
                telling ? shares.atDonors() : last.donorAttempts(),
                looks,
                half,
                clear ? last.clearLooks() + (telling || earlier.isEmpty() ? 1 : 0) : 0,
                clear ? last.clearSince() : now,
                last.conditions());
    }

    /** How many looks running it was as much; a look that could not tell leaves it. */
    private static int running(int before, Optional<Double> part, double limit) {
        return part.map(share -> share >= limit ? before + 1 : 0).orElse(before);
    }

    /** The worst that is reached. */
    public Optional<Trip> trip(GuardOrder order, GuardMemory seen, Census census) {
        if (Duration.between(seen.leastSince(), seen.at())
                        .compareTo(pace.wall(Duration.ofSeconds(order.rails().noProgressTicks())))
                >= 0) {
            return Optional.of(new Trip(Guard.NO_PROGRESS, Action.ABORT, standstill(order, seen, census)));
        }
        for (Guard guard : List.of(Guard.REFUSALS, Guard.DONOR_ATTEMPTS, Guard.OVERDUE)) {
            if (seen.looks().getOrDefault(guard, 0) >= LOOKS) {
                return Optional.of(new Trip(guard, Action.PAUSE, words(order, guard, seen, 1)));
            }
        }
        return order.mayAdjust() ? adjusted(order, seen) : Optional.empty();
    }

    private Optional<Trip> adjusted(GuardOrder order, GuardMemory seen) {
        if (order.slowedBy().isEmpty()) {
            for (Guard guard : List.of(Guard.REFUSALS, Guard.OVERDUE)) {
                if (seen.halfLooks().getOrDefault(guard, 0) >= LOOKS + 1) {
                    return Optional.of(new Trip(guard, Action.SLOW, words(order, guard, seen, 0.5)));
                }
            }
            return Optional.empty();
        }
        Duration well = Duration.between(seen.clearSince(), seen.at());
        return well.compareTo(pace.wall(WELL)) < 0
                ? Optional.empty()
                : Optional.of(new Trip(
                        order.slowedBy().get(),
                        Action.FASTER,
                        "less than half of every limit for " + WELL.toSeconds() + " s",
                        order.slowedByCondition()));
    }

    /** Whether things are well again, after a pause. */
    public boolean recovered(GuardMemory seen) {
        return seen.clearLooks() >= LOOKS;
    }

    /** What was seen of this, in a sentence. */
    public static String words(GuardOrder order, Guard guard, GuardMemory seen, double part) {
        return switch (guard) {
            case OVERDUE ->
                String.format(
                        Locale.ROOT,
                        "%.2f %% of all clients were evicted longer than %d s ago and are not back, %.2f %% are allowed",
                        100 * seen.overdue(),
                        order.reconnectP95().toSeconds(),
                        part * order.rails().pauseOverduePercent());
            case REFUSALS ->
                String.format(
                        Locale.ROOT,
                        "recipients refuse %.1f %% of the clients that try to connect, %.1f %% are allowed",
                        100 * seen.refusals(),
                        part * order.rails().pauseRefusalsPercent());
            case DONOR_ATTEMPTS ->
                String.format(
                        Locale.ROOT,
                        "%.1f %% of the clients that try to connect come to donors, which are out, %.1f %% are allowed:"
                                + " they are pinned to donors, or a load balancer still sends them there",
                        100 * seen.donorAttempts(),
                        part * order.rails().pauseDonorAttemptsPercent());
            case NO_PROGRESS -> "no client was moved";
            case CONDITION -> ConditionJudge.words(order, seen);
        };
    }

    /** What holds an eviction up, long before it is a reason to end it; empty where nothing does. */
    static Optional<String> hindrance(GuardOrder order, GuardMemory seen, Census census, Duration still) {
        if (Duration.between(seen.leastSince(), seen.at()).compareTo(still) >= 0) {
            return Optional.of(standstill(order, seen, census));
        }
        for (Guard guard : List.of(Guard.REFUSALS, Guard.DONOR_ATTEMPTS, Guard.OVERDUE)) {
            if (seen.halfLooks().getOrDefault(guard, 0) > 0) {
                return Optional.of(words(order, guard, seen, 1));
            }
        }
        return order.slowedBy().map(guard -> "slowed down by guardrail " + guard.display());
    }

    private static String standstill(GuardOrder order, GuardMemory seen, Census census) {
        String still = "the donors have had " + seen.least() + " connections or more for "
                + Duration.between(seen.leastSince(), seen.at()).toSeconds() + " s: ";
        if (seen.donorAttempts() >= order.rails().pauseDonorAttemptsPercent() / 100) {
            return still + words(order, Guard.DONOR_ATTEMPTS, seen, 1);
        }
        if (seen.refusals() >= order.rails().pauseRefusalsPercent() / 100) {
            return still + words(order, Guard.REFUSALS, seen, 1);
        }
        return still
                + (on(order.whole().donors(), census) > seen.least()
                        ? "clients come back to them"
                        : "EMQX evicts nobody, and nothing is known of why");
    }

    /** Of what was lost before it, nobody can say how. */
    private GuardMemory first(GuardOrder order, Census census, Instant now) {
        long onDonors = on(order.whole().donors(), census);
        return new GuardMemory(
                now,
                order.whole().donors(),
                census.total(),
                onDonors,
                false,
                0,
                0,
                0,
                0,
                usualLeavesPerSecond(order),
                List.of(),
                Optional.empty(),
                onDonors,
                now,
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                0,
                now,
                Optional.empty());
    }

    /** Before eviction, from EMQX's counters: the share of its clients that a node loses in a second. */
    private double usualLeavesPerSecond(GuardOrder order) {
        Census before = order.before();
        Census began = order.began();
        double seconds = pace.engineSeconds(Duration.between(before.at(), began.at()));
        if (seconds <= 0
                || before.total() == 0
                || !ReturnRule.uninterrupted(before, began)
                || before.disconnects().isEmpty()
                || began.disconnects().isEmpty()) {
            return 0;
        }
        double leaves = began.disconnects().getAsLong() - before.disconnects().getAsLong();
        return Math.max(0, leaves) / seconds / before.total();
    }

    private double arrivalsPerSecond(GuardOrder order) {
        Census before = order.before();
        Census began = order.began();
        double seconds = pace.engineSeconds(Duration.between(before.at(), began.at()));
        if (seconds <= 0
                || !ReturnRule.uninterrupted(before, began)
                || before.connects().isEmpty()
                || began.connects().isEmpty()) {
            return 0;
        }
        double connects = began.connects().getAsLong() - before.connects().getAsLong();
        return Math.max(0, connects) / seconds;
    }

    private List<Evicted> course(GuardOrder order, List<Evicted> before, double gone, Instant now) {
        Duration wall = pace.wall(order.reconnectP95());
        Duration step = wall.dividedBy(EVICTED_STEPS);
        if (!before.isEmpty()
                && Duration.between(before.get(before.size() - 1).at(), now).compareTo(step) < 0) {
            return before;
        }
        List<Evicted> kept = new ArrayList<>(before);
        kept.add(new Evicted(now, gone));
        while (kept.size() > 1 && !kept.get(1).at().isAfter(now.minus(wall))) {
            kept.remove(0);
        }
        return kept;
    }

    private double overdue(
            GuardOrder order, List<Evicted> course, Census census, double left, double gone, Instant now) {
        if (!census.nodes().equals(order.began().nodes())) {
            return 0; // whose clients are missing is not to be told
        }
        Instant due = now.minus(pace.wall(order.reconnectP95()));
        double then = course.stream()
                .filter(point -> !point.at().isAfter(due))
                .reduce((older, newer) -> newer)
                .map(Evicted::clients)
                .orElse(0.0);
        long all = order.began().total();
        double seconds = pace.engineSeconds(Duration.between(order.began().at(), now));
        // Those who came by themselves before may come no more, and nobody sees that: it is allowed for, within bounds.
        double comeAnyway = Math.max(0, arrivalsPerSecond(order) * seconds - ReturnRule.ALLOWANCE_MAX * all);
        double ownLosses = Math.max(0, left - comeAnyway);
        double back = gone - (all - ownLosses - census.total());
        double tick = (double) order.whole().donors().size()
                * order.whole().parameters().connEvictRate();
        double doubt = (tick + TICK_DOUBT * gone) * Math.pow(share(order), 2);
        double chance = STANDARD_DEVIATIONS * Math.sqrt(left + all * usualVolumeShare(order, now)) * share(order);
        return Math.max(0, then - back - doubt - chance) / Math.max(1, all);
    }

    /** Of all clients, how many come or go by themselves since eviction began. */
    private double usualVolumeShare(GuardOrder order, Instant now) {
        return 2
                * usualLeavesPerSecond(order)
                * pace.engineSeconds(Duration.between(order.began().at(), now));
    }

    /** What is concluded from donors to all is as uncertain as donors are few. */
    private static double share(GuardOrder order) {
        double onDonors = on(order.whole().donors(), order.began());
        return onDonors == 0 ? 1 : Math.sqrt(order.began().total() / onDonors);
    }

    private static long on(Collection<String> nodes, Census census) {
        return nodes.stream().mapToLong(census::on).sum();
    }

    /**
     * Shares of the clients that tried to connect between two readings.
     *
     * @param telling whether there were enough of them
     * @param refusals of those at recipients
     * @param atDonors of all
     */
    private record Shares(boolean telling, double refusals, double atDonors) {
        static final Shares NONE = new Shares(false, 0, 0);

        /** Empty where a node was not read, or counts anew after a restart. */
        static Optional<Shares> between(Counted old, Counted fresh, GuardOrder order) {
            Optional<Long> tried = more(order.whole().recipients(), old.attempts(), fresh.attempts());
            Optional<Long> refused = more(order.whole().recipients(), old.refused(), fresh.refused());
            Optional<Long> donors = more(order.donorsOut(), old.attempts(), fresh.attempts());
            if (tried.isEmpty() || refused.isEmpty() || donors.isEmpty()) {
                return Optional.empty();
            }
            long all = tried.get() + donors.get();
            return Optional.of(
                    new Shares(all >= ATTEMPTS_MIN, share(refused.get(), tried.get()), share(donors.get(), all)));
        }

        private static double share(long some, long all) {
            return all < ATTEMPTS_MIN ? 0 : (double) some / all;
        }

        private static Optional<Long> more(Collection<String> nodes, Map<String, Long> old, Map<String, Long> fresh) {
            long sum = 0;
            for (String node : nodes) {
                if (!old.containsKey(node) || !fresh.containsKey(node) || fresh.get(node) < old.get(node)) {
                    return Optional.empty();
                }
                sum += fresh.get(node) - old.get(node);
            }
            return Optional.of(sum);
        }
    }
}
