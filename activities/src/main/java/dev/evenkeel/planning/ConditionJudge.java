package dev.evenkeel.planning;

import dev.evenkeel.contract.Guard;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.ConditionSeen;
import dev.evenkeel.contract.GuardActivities.ConditionsSeen;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.contract.GuardCondition.Reaction;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a condition of one's own has tripped, from look to look.
 *
 * <p>One trips when it holds in two looks running, and recovers when two looks running show that it does not. A look that
 * could not tell counts for neither: with a Prometheus that is silent nothing trips, and nothing recovers.
 */
public final class ConditionJudge {
    private static final int LOOKS = 2;

    /** Before a rate that was lowered is raised again. */
    private static final Duration WELL = Duration.ofSeconds(60);

    private static final ConditionSeen NEVER = new ConditionSeen(false, 0, 0, 0, "");

    private final Pace pace;

    public ConditionJudge(Pace pace) {
        this.pace = pace;
    }

    /** Why a run with these conditions must not begin. */
    public static List<Refusal> refusals(List<ConditionReading> readings) {
        return readings.stream()
                .flatMap(reading -> reason(reading).stream()
                        .map(reason -> new Refusal(reason, "condition " + reading.name() + ": " + reading.words())))
                .toList();
    }

    private static Optional<RefusalReason> reason(ConditionReading reading) {
        return switch (reading.answer()) {
            case HOLDS -> Optional.of(RefusalReason.CONDITION_HOLDS);
            case CLEAR -> Optional.empty();
            case UNUSABLE -> Optional.of(RefusalReason.CONDITION_UNUSABLE);
            case SILENT -> Optional.of(RefusalReason.PROMETHEUS_SILENT);
            case NOT_SET -> Optional.of(RefusalReason.PROMETHEUS_NOT_SET);
        };
    }

    /** Whether Prometheus is to be asked now: as often as EMQX is looked at while no change is near, and no more. */
    public boolean due(GuardOrder order, Optional<ConditionsSeen> before, Instant now) {
        Duration least = pace.steady().minus(pace.near());
        return !order.rails().conditions().isEmpty()
                && before.map(seen -> Duration.between(seen.at(), now).compareTo(least) >= 0)
                        .orElse(true);
    }

    /** What is known after Prometheus was asked once more. */
    public static ConditionsSeen next(
            GuardOrder order, Optional<ConditionsSeen> before, List<ConditionReading> readings, Instant now) {
        Map<String, ConditionReading> read =
                readings.stream().collect(Collectors.toMap(ConditionReading::name, Function.identity()));
        Map<String, ConditionSeen> seen = new HashMap<>();
        for (GuardCondition condition : order.rails().conditions()) {
            String name = condition.name();
            ConditionSeen last = before.map(ConditionsSeen::byName)
                    .map(known -> known.get(name))
                    .orElse(NEVER);
            seen.put(
                    name,
                    Optional.ofNullable(read.get(name))
                            .map(fresh -> next(last, fresh))
                            .orElse(last));
        }
        boolean clear = seen.values().stream().noneMatch(each -> each.on() || each.held() > 0);
        return new ConditionsSeen(
                now, seen, clear ? before.map(ConditionsSeen::clearSince).orElse(now) : now, unread(order, seen));
    }

    private static ConditionSeen next(ConditionSeen last, ConditionReading reading) {
        return switch (reading.answer()) {
            case HOLDS ->
                new ConditionSeen(last.on() || last.held() + 1 >= LOOKS, last.held() + 1, 0, 0, reading.words());
            case CLEAR ->
                new ConditionSeen(last.on() && last.clear() + 1 < LOOKS, 0, last.clear() + 1, 0, reading.words());
            case UNUSABLE, SILENT, NOT_SET ->
                new ConditionSeen(last.on(), last.held(), last.clear(), last.unread() + 1, reading.words());
        };
    }

    /** Those that could not be read in two looks running, until they are read again. */
    private static Optional<String> unread(GuardOrder order, Map<String, ConditionSeen> seen) {
        List<String> names = order.rails().conditions().stream()
                .map(GuardCondition::name)
                .filter(name -> seen.get(name).unread() >= LOOKS)
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("guardrail condition " + String.join(", ", names) + " cannot be read: "
                        + seen.get(names.get(0)).words());
    }

    /**
     * The worst of what has tripped.
     *
     * @param others what other guardrails say
     */
    public Optional<Trip> worst(GuardOrder order, GuardMemory seen, Optional<Trip> others) {
        Stream<Trip> ours = order.rails().conditions().stream()
                .filter(condition -> tripped(condition, seen))
                .filter(condition -> condition.action() != Reaction.SLOW || mayLower(order))
                .map(condition -> new Trip(
                        Guard.CONDITION,
                        action(condition.action()),
                        seen(condition, seen).words(),
                        Optional.of(condition.name())));
        List<Trip> all = Stream.concat(others.filter(trip -> may(order, seen, trip)).stream(), ours)
                .toList();
        return Stream.of(Action.ABORT, Action.PAUSE, Action.SLOW, Action.FASTER)
                .flatMap(action -> all.stream().filter(trip -> trip.action() == action))
                .findFirst();
    }

    /** One that ends the run, wherever it is. */
    public Optional<Trip> ending(GuardOrder order, GuardMemory seen) {
        return worst(order, seen, Optional.empty()).filter(trip -> trip.action() == Action.ABORT);
    }

    private static boolean mayLower(GuardOrder order) {
        return order.mayAdjust() && order.slowedBy().isEmpty();
    }

    /** The rate is not raised while a condition holds, or has held in the last minute. */
    private boolean may(GuardOrder order, GuardMemory seen, Trip trip) {
        return trip.action() != Action.FASTER
                || seen.conditions()
                        .filter(known -> !order.rails().conditions().isEmpty())
                        .map(known -> calm(known, seen.at()))
                        .orElse(true);
    }

    private boolean calm(ConditionsSeen known, Instant now) {
        return known.byName().values().stream().noneMatch(ConditionSeen::on)
                && Duration.between(known.clearSince(), now).compareTo(pace.wall(WELL)) >= 0;
    }

    private static boolean tripped(GuardCondition condition, GuardMemory seen) {
        ConditionSeen now = seen(condition, seen);
        return now.on() && now.held() >= LOOKS && now.unread() == 0;
    }

    private static ConditionSeen seen(GuardCondition condition, GuardMemory seen) {
        return seen.conditions()
                .map(known -> known.byName().get(condition.name()))
                .orElse(NEVER);
    }

    private static Action action(Reaction reaction) {
        return switch (reaction) {
            case SLOW -> Action.SLOW;
            case PAUSE -> Action.PAUSE;
            case ABORT -> Action.ABORT;
        };
    }

    /** Whether a run that is paused may go on, for all that conditions say. One that only slows does not keep it. */
    public static boolean recovered(GuardOrder order, GuardMemory seen) {
        return order.rails().conditions().stream()
                .filter(condition -> condition.action() != Reaction.SLOW)
                .noneMatch(condition -> seen(condition, seen).on());
    }

    /** What keeps a run paused, in a sentence. */
    static String words(GuardOrder order, GuardMemory seen) {
        return order.rails().conditions().stream()
                .filter(condition -> seen(condition, seen).on())
                .map(condition -> {
                    ConditionSeen now = seen(condition, seen);
                    return "condition " + condition.name()
                            + (now.unread() > 0 ? " held and cannot be read: " : " holds: ") + now.words();
                })
                .collect(Collectors.joining("; "));
    }
}
