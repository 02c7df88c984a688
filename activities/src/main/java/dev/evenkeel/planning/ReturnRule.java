package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Clause.Finding;
import java.time.Duration;
import java.util.Locale;

/**
 * Whether the clients that were evicted are back: the live total against the total when eviction began, less what the
 * fleet lost by itself at the rate measured before.
 *
 * <p>The fleet's own drift is connects minus disconnects per second between the first look and the beginning of
 * eviction, from EMQX's counters ({@code client.connected}, {@code client.disconnected}), while nobody was evicted. Only
 * a shrinking fleet lowers what is expected: growth proves nothing about those who were evicted. What chance may do to a
 * rate measured over so short a time is allowed for, up to two percent, and so is half a percent. A shrinkage counts only
 * as far as it goes beyond chance: a dip of seconds is no trend of hours, and would excuse clients that stay away.
 */
final class ReturnRule {
    /** Half a percent: the share of clients overdue at which a person watching would begin to ask. */
    static final double TOLERANCE = 0.005;

    /** Chance is allowed this much at most: what is less certain than that is no proof. */
    static final double ALLOWANCE_MAX = 0.02;

    private static final double STANDARD_DEVIATIONS = 3;

    private ReturnRule() {}

    static Finding clientsBack(Census before, Census began, Census after) {
        double seconds = seconds(Duration.between(began.at(), after.at()));
        Drift drift = Drift.measured(before, began);
        double chance = STANDARD_DEVIATIONS * drift.deviationAfter(seconds);
        double chanceAllowed = Math.min(chance, ALLOWANCE_MAX * began.total());
        double shrinkage = Math.max(0, -drift.netPerSecond() * seconds - chance);
        double expected = began.total() - shrinkage;
        double allowance = Math.max(TOLERANCE * began.total(), chanceAllowed);
        long missing = Math.max(0, Math.round(expected - after.total()));
        return new Finding(
                Clause.CLIENTS_BACK,
                missing <= allowance,
                String.format(
                        Locale.ROOT,
                        "%d clients online, %.0f expected after own churn: %d missing, %.0f allowed",
                        after.total(),
                        expected,
                        missing,
                        allowance));
    }

    private static double seconds(Duration duration) {
        return Math.max(0, duration.toNanos() / 1e9);
    }

    /**
     * What the fleet does by itself.
     *
     * @param netPerSecond connects minus disconnects a second
     * @param volumePerSecond connects plus disconnects a second
     * @param measuredSeconds over how long this was measured; 0: it was not
     */
    private record Drift(double netPerSecond, double volumePerSecond, double measuredSeconds) {
        static Drift measured(Census before, Census began) {
            double seconds = seconds(Duration.between(before.at(), began.at()));
            boolean known = seconds > 0
                    && before.connects().isPresent()
                    && before.disconnects().isPresent()
                    && began.connects().isPresent()
                    && began.disconnects().isPresent();
            if (!known) {
                return new Drift(0, 0, 0);
            }
            double connects = (began.connects().getAsLong() - before.connects().getAsLong()) / seconds;
            double disconnects =
                    (began.disconnects().getAsLong() - before.disconnects().getAsLong()) / seconds;
            boolean restarted = connects < 0 || disconnects < 0;
            return restarted ? new Drift(0, 0, 0) : new Drift(connects - disconnects, connects + disconnects, seconds);
        }

        /** Standard deviation of the total after so many seconds: own chance, and that of the short measurement. */
        double deviationAfter(double seconds) {
            return measuredSeconds == 0 ? 0 : Math.sqrt(volumePerSecond * seconds * (1 + seconds / measuredSeconds));
        }
    }
}
