package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.planning.EngineModel.Evolution;
import dev.evenkeel.planning.EngineModel.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What a look at a running rebalance means: when the next change is due, how far it is, whether absence is an end. */
public final class LookJudge {
    /** How long before the end of one of EMQX's waits it is looked for. */
    private static final Duration EXACT = Duration.ofSeconds(1);

    /** A donor that is below its goal by this share of what the level allows is through, although others are not. */
    private static final double BELOW_GOAL = 0.25;

    /** EMQX is left to end by itself where that takes it no more steps than this. */
    static final int OWN_STEPS = 2;

    private final Pace pace;

    public LookJudge(Pace pace) {
        this.pace = pace;
    }

    /**
     * When the state that is watched is thought to end.
     *
     * @param since when the state was first seen
     * @param goal live connections that each donor is to be left with, where there is one
     * @param census the clients, where they were counted
     */
    public Instant changeDue(
            Wave wave, EmqxState state, Instant since, OptionalLong goal, Optional<Census> census, Instant now) {
        StartParameters parameters = wave.parameters();
        return switch (state) {
            case WAIT_HEALTH_CHECK -> since.plus(pace.wall(parameters.waitHealthCheck()));
            case WAIT_TAKEOVER -> since.plus(pace.wall(parameters.waitTakeover()));
            case EVICTING_CONNS, EVICTING_SESSIONS ->
                census.map(counted -> now.plus(pace.wall(Duration.ofSeconds(ticksLeft(wave, state, goal, counted)))))
                        .orElse(now);
            case GONE -> now;
        };
    }

    static int ticksLeft(Wave wave, EmqxState state, OptionalLong goal, Census census) {
        return state == EmqxState.EVICTING_CONNS
                ? Math.min(connectionsLeft(wave, census).ticks(), ticksToGoal(wave, goal, census))
                : sessionsLeft(wave, census);
    }

    /** Of an eviction, if nobody came back any more. */
    static int ticksLeftAtWorst(Wave wave, OptionalLong goal, Census census) {
        StartParameters parameters = wave.parameters();
        int alone = EngineModel.evolve(
                        counts(wave, census),
                        partition(wave),
                        parameters.connEvictRate(),
                        parameters.connections(),
                        false)
                .ticks();
        return Math.min(alone, ticksToGoal(wave, goal, census));
    }

    private static int ticksToGoal(Wave wave, OptionalLong goal, Census census) {
        if (goal.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        double above = Math.min(
                census.meanOver(wave.donors()) - goal.getAsLong(),
                lightest(wave, census) - through(wave, goal.getAsLong()));
        return (int) Math.max(0, Math.ceil(above / wave.parameters().connEvictRate()));
    }

    private static long lightest(Wave wave, Census census) {
        return wave.donors().stream().mapToLong(census::on).min().orElse(0);
    }

    /**
     * Donors that EMQX ought to evict from no more: all of them where they are down to the goal on average, and otherwise
     * those that are clearly below it. EMQX itself would go on until the
     * recipients have caught up, and does not see the clients that are on their way to them. Where hardly any are, it ends
     * at about the same time by itself, and is left to: its waits must not hang on which comes first by chance.
     */
    public static List<String> atGoal(Wave wave, OptionalLong goal, Census census) {
        return goal.isEmpty()
                ? List.of()
                : atGoal(wave, goal.getAsLong(), census::on, census.meanOver(wave.recipients()));
    }

    /**
     * The same.
     *
     * @param held live connections of a donor
     * @param recipients the recipients' mean
     */
    static List<String> atGoal(Wave wave, long goal, ToDoubleFunction<String> held, double recipients) {
        double donors = wave.donors().stream().mapToDouble(held).average().orElse(0);
        double left = ownStepsLeft(wave, donors, recipients) <= OWN_STEPS
                ? (double) OWN_STEPS * wave.parameters().connEvictRate()
                : 0;
        if (donors + left <= goal) {
            return wave.donors();
        }
        return wave.donors().stream()
                .filter(donor -> held.applyAsDouble(donor) <= through(wave, goal))
                .toList();
    }

    /** Until EMQX itself is through, if every client comes back at once. */
    private static double ownStepsLeft(Wave wave, double donors, double recipients) {
        double gap = donors - wave.parameters().connections().ceiling(recipients);
        double closing = wave.parameters().connEvictRate()
                * (1 + (double) wave.donors().size() / wave.recipients().size());
        return gap / closing;
    }

    /** Donors differ by chance, and the wider the level that is asked for the less a little more of it matters. */
    static double through(Wave wave, long goal) {
        return goal - (wave.level().ceiling(goal) - goal) * BELOW_GOAL;
    }

    private static Evolution connectionsLeft(Wave wave, Census census) {
        StartParameters parameters = wave.parameters();
        return EngineModel.evolve(
                counts(wave, census), partition(wave), parameters.connEvictRate(), parameters.connections(), true);
    }

    private static int sessionsLeft(Wave wave, Census census) {
        Map<String, Long> away = new TreeMap<>();
        wave.nodes().forEach(node -> away.put(node, census.awayOn(node)));
        StartParameters parameters = wave.parameters();
        return EngineModel.evolve(away, partition(wave), parameters.sessEvictRate(), parameters.sessions(), true)
                .ticks();
    }

    private static Map<String, Long> counts(Wave wave, Census census) {
        Map<String, Long> counts = new TreeMap<>();
        wave.nodes().forEach(node -> counts.put(node, census.on(node)));
        return counts;
    }

    private static Partition partition(Wave wave) {
        return new Partition(wave.donors(), wave.recipients());
    }

    /** Whether a change that is due then is near now. */
    public boolean near(EmqxState state, Instant due, Instant now) {
        return !due.isAfter(now.plus(window(state)));
    }

    /** Whether a change was thought near for so long that looking goes back to its steady pace. */
    public boolean tired(Instant nearSince, Instant now) {
        return Duration.between(nearSince, now).compareTo(pace.nearAtMost()) > 0;
    }

    /** How long until the next look, while no change is near: the steady pace, or less where one comes near before. */
    public Duration untilNextLook(EmqxState state, Instant due, Instant now) {
        Duration untilNear = Duration.between(now, due).minus(window(state));
        if (untilNear.compareTo(pace.steady()) >= 0 || untilNear.isNegative()) {
            return pace.steady();
        }
        Duration least = pace.near().compareTo(pace.steady()) < 0 ? pace.near() : pace.steady();
        return untilNear.compareTo(least) < 0 ? least : untilNear;
    }

    /** EMQX's waits end to the second; when eviction ends depends on the clients. */
    private Duration window(EmqxState state) {
        return switch (state) {
            case WAIT_HEALTH_CHECK, WAIT_TAKEOVER -> pace.wall(EXACT);
            case EVICTING_CONNS, EVICTING_SESSIONS, GONE -> pace.wall(pace.nearWindow());
        };
    }

    /** What is left of EMQX's part, from here to its end. */
    public Duration remaining(Wave wave, EmqxState state, Instant due, Optional<Census> census, Instant now) {
        StartParameters parameters = wave.parameters();
        Duration here = due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
        Duration sessions = Duration.ofSeconds(
                census.map(counted -> sessionsLeft(wave, counted)).orElse(0));
        return switch (state) {
            case WAIT_HEALTH_CHECK ->
                here.plus(pace.wall(Duration.ofSeconds(census.map(counted ->
                                        connectionsLeft(wave, counted).ticks())
                                .orElse(0))))
                        .plus(pace.wall(parameters.waitTakeover().plus(sessions)));
            case EVICTING_CONNS -> here.plus(pace.wall(parameters.waitTakeover().plus(sessions)));
            case WAIT_TAKEOVER -> here.plus(pace.wall(sessions));
            case EVICTING_SESSIONS -> here;
            case GONE -> Duration.ZERO;
        };
    }

    /**
     * How much of the eviction is done, 0 to 100.
     *
     * @param planned clients to move as foretold at the start of the wave
     */
    public static int percent(Wave wave, EmqxState state, long planned, Optional<Census> census) {
        return switch (state) {
            case WAIT_HEALTH_CHECK -> 0;
            case WAIT_TAKEOVER, EVICTING_SESSIONS, GONE -> 100;
            case EVICTING_CONNS ->
                census.map(counted -> connectionsLeft(wave, counted).moved())
                        .map(left -> planned <= 0 ? 0 : (int) Math.max(0, Math.min(99, 100 - 100 * left / planned)))
                        .orElse(0);
        };
    }

    /** Nodes that hold more or less than is allowed when the means are level: behind those of some others. */
    public static List<String> uneven(Wave wave, Census census) {
        double mean = census.meanOver(wave.nodes());
        return wave.nodes().stream()
                .filter(node -> !wave.level().allows(census.on(node), mean))
                .toList();
    }

    /**
     * Whether donors and recipients are within the thresholds: what tells an end from a loss. With a node that was not
     * counted they are not: a donor that died would pass for one without clients.
     */
    public static boolean goalReached(Wave wave, Census census) {
        return census.nodes().containsAll(wave.nodes())
                && wave.parameters()
                        .connections()
                        .reached(census.meanOver(wave.donors()), census.meanOver(wave.recipients()));
    }

    /**
     * Whether a rebalance that the status does not list is really gone. EMQX drops nodes that are slow to answer from its
     * status, the coordinator too, so absence alone proves nothing.
     *
     * @param donorsRefuse whether a donor still answers availability_check with 503; empty where none could be asked
     * @param coordinatorRuns whether EMQX lists the coordinator as running
     */
    public boolean gone(Optional<Boolean> donorsRefuse, boolean coordinatorRuns, Instant absentSince, Instant now) {
        if (donorsRefuse.isPresent()) {
            return !donorsRefuse.get();
        }
        return !coordinatorRuns || Duration.between(absentSince, now).compareTo(pace.absence()) >= 0;
    }

    /** Whether EMQX has been silent for longer than the run may go on blind. */
    public boolean silentTooLong(Instant silentSince, Instant now) {
        return Duration.between(silentSince, now).compareTo(pace.silence()) > 0;
    }
}
