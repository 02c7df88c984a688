package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Clause.Finding;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Whether the clients that were evicted are back, and whether all sessions are there: the total now against the total
 * when eviction began, less what the fleet lost by itself at the rate measured before.
 *
 * <p>The fleet's own drift is connects minus disconnects per second between the first look and the beginning of
 * eviction, from EMQX's counters ({@code client.connected}, {@code client.disconnected}), while nobody was evicted. A node
 * that came, went or restarted in between makes it unknown: clients that lost their node left for no reason of their own,
 * and whoever was not back yet when eviction began is expected all the same. Only
 * a shrinking fleet lowers what is expected: growth proves nothing about those who were evicted. What chance may do to a
 * rate measured over so short a time is allowed for, up to two percent, and so is half a percent. A shrinkage counts only
 * as far as it goes beyond chance: a dip of seconds is no trend of hours, and would excuse clients that stay away.
 */
final class ReturnRule {
    /** Half a percent: the share of clients overdue at which a person watching would begin to ask. */
    static final double TOLERANCE = 0.005;

    /** Sessions are counted where they are: what EMQX counts a second late is far less than this. */
    static final double SESSIONS_TOLERANCE = 0.001;

    /** Chance is allowed this much at most: what is less certain than that is no proof. */
    static final double ALLOWANCE_MAX = 0.02;

    private static final double STANDARD_DEVIATIONS = 3;

    /** To within this a node's start is known: 4.4 tells whole seconds. No EMQX restarts in less. */
    private static final Duration START_KNOWN_TO = Duration.ofSeconds(1);

    private ReturnRule() {}

    static Finding clientsBack(Census before, Census began, Census after) {
        Expected clients = clients(before, began, after);
        return finding(after, clients, Math.max(TOLERANCE * began.total(), clients.chance()));
    }

    /** Whether hardly anybody is missing, with nothing put down to chance. */
    static boolean back(Census before, Census began, Census after) {
        return back(before, began, after, Double.POSITIVE_INFINITY).holds();
    }

    /**
     * The same.
     *
     * @param most clients that may be missing where that is less than hardly anybody
     */
    static Finding back(Census before, Census began, Census after, double most) {
        return finding(after, clients(before, began, after), Math.min(most, TOLERANCE * began.total()));
    }

    private static Finding finding(Census after, Expected clients, double allowance) {
        return new Finding(
                Clause.CLIENTS_BACK,
                clients.missing() <= allowance,
                String.format(
                        Locale.ROOT,
                        "%d clients online, %.0f expected after own churn: %d missing, %.0f allowed",
                        after.total(),
                        clients.count(),
                        clients.missing(),
                        allowance));
    }

    /**
     * Whether sessions are missing, with and without a client, beyond those that expired by themselves at the rate
     * measured before. A client that is missing may have taken its session with it and is missed elsewhere.
     */
    static Finding sessionsKept(Census before, Census began, Census after) {
        Expected sessions = Expected.of(
                Drift.ofSessions(before, began), began.sessionsTotal(), began, after, Census::sessionsTotal);
        long clients = clients(before, began, after).missing();
        double allowance = Math.max(SESSIONS_TOLERANCE * began.sessionsTotal(), sessions.chance()) + clients;
        return new Finding(
                Clause.SESSIONS_KEPT,
                sessions.missing() <= allowance,
                String.format(
                        Locale.ROOT,
                        "%d sessions, %.0f expected after those that expire: %d missing, %.0f allowed",
                        after.sessionsTotal(),
                        sessions.count(),
                        sessions.missing(),
                        allowance));
    }

    /** Whether the same nodes ran all the time: only then does the difference of two counts tell what clients did. */
    static boolean uninterrupted(Census before, Census after) {
        return before.nodes().equals(after.nodes())
                && after.lastStart()
                        .filter(start -> !start.minus(START_KNOWN_TO).isAfter(before.at()))
                        .isPresent();
    }

    private static Expected clients(Census before, Census began, Census after) {
        Drift drift = Drift.ofClients(before, began);
        long then = drift.known() ? began.total() : Math.max(before.total(), began.total());
        return Expected.of(drift, then, began, after, Census::total);
    }

    /**
     * What there should be by now.
     *
     * @param count expected
     * @param missing of it
     * @param chance how many may be missing by chance
     */
    private record Expected(double count, long missing, double chance) {
        static Expected of(Drift drift, long then, Census began, Census after, ToLongFunction<Census> counted) {
            double seconds = seconds(Duration.between(began.at(), after.at()));
            double chance = STANDARD_DEVIATIONS * drift.deviationAfter(seconds);
            double allowed = Math.min(chance, ALLOWANCE_MAX * then);
            double shrinkage = Math.max(0, -drift.netPerSecond() * seconds - chance);
            double expected = then - shrinkage;
            return new Expected(expected, Math.max(0, Math.round(expected - counted.applyAsLong(after))), allowed);
        }
    }

    private static double seconds(Duration duration) {
        return Math.max(0, duration.toNanos() / 1e9);
    }

    /**
     * What the fleet does by itself.
     *
     * @param netPerSecond what is added less what is gone a second
     * @param volumePerSecond both together
     * @param measuredSeconds over how long this was measured; 0: it was not
     */
    private record Drift(double netPerSecond, double volumePerSecond, double measuredSeconds) {
        private static final Drift UNKNOWN = new Drift(0, 0, 0);

        /** By EMQX's counters of connects and disconnects. */
        static Drift ofClients(Census before, Census began) {
            double seconds = seconds(Duration.between(before.at(), began.at()));
            boolean known = uninterrupted(before, began)
                    && seconds > 0
                    && before.connects().isPresent()
                    && before.disconnects().isPresent()
                    && began.connects().isPresent()
                    && began.disconnects().isPresent();
            if (!known) {
                return UNKNOWN;
            }
            double connects = (began.connects().getAsLong() - before.connects().getAsLong()) / seconds;
            double disconnects =
                    (began.disconnects().getAsLong() - before.disconnects().getAsLong()) / seconds;
            boolean restarted = connects < 0 || disconnects < 0;
            return restarted ? UNKNOWN : new Drift(connects - disconnects, connects + disconnects, seconds);
        }

        /** By the counts: EMQX has no counter of sessions that expire. Those of clients may come and go with them. */
        static Drift ofSessions(Census before, Census began) {
            double seconds = seconds(Duration.between(before.at(), began.at()));
            if (seconds == 0 || !uninterrupted(before, began)) {
                return UNKNOWN;
            }
            double net = (began.sessionsTotal() - before.sessionsTotal()) / seconds;
            return new Drift(net, ofClients(before, began).volumePerSecond() + Math.abs(net), seconds);
        }

        boolean known() {
            return measuredSeconds > 0;
        }

        /** Standard deviation of the total after so many seconds: own chance, and that of the short measurement. */
        double deviationAfter(double seconds) {
            return known() ? Math.sqrt(volumePerSecond * seconds * (1 + seconds / measuredSeconds)) : 0;
        }
    }
}
