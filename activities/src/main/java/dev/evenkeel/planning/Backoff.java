package dev.evenkeel.planning;

import dev.evenkeel.contract.Pacing;
import java.time.Duration;
import java.util.Optional;

/**
 * How long evicted clients stay away, as far as that is known: evenly between nothing and {@code longest}. EMQX counts
 * them on no node, takes the recipients for emptier than they will be, and goes on evicting.
 *
 * @param longest after which all are back
 */
record Backoff(Duration longest) {
    /** An estimate a fifth too low ends with a hot recipient, one a fifth too high is hardly seen. */
    private static final double ROUNDED_UP = 1.1;

    /** Of what the level allows: what is rounded up is lacking in the end, and must not take a further wave by itself. */
    private static final double ROUNDED_UP_MOST = 0.5;

    private static final double P95 = 0.95;

    /** The wider of what the two say; empty where neither is known. */
    static Optional<Backoff> of(Pacing pacing) {
        Optional<Duration> byHalf = pacing.reconnectP50().map(half -> half.multipliedBy(2));
        Optional<Duration> byMost =
                pacing.reconnectP95().map(most -> Duration.ofMillis(Math.round(most.toMillis() / P95)));
        return byHalf.map(
                        half -> byMost.filter(most -> most.compareTo(half) > 0).orElse(half))
                .or(() -> byMost)
                .map(Backoff::new);
    }

    /**
     * Clients that are on their way when the last of {@code moved} is evicted.
     *
     * @param moved clients, evicted evenly
     * @param seconds over so long
     */
    double onTheirWay(long moved, long seconds) {
        if (seconds <= 0 || longest.isZero()) {
            return 0;
        }
        double wait = longest.toMillis() / 1000.0;
        double away = Math.min(seconds, wait);
        // One evicted a seconds ago is still away with a probability of 1 - a / wait.
        double clientSeconds = away - away * away / (2 * wait);
        return clientSeconds * moved / seconds;
    }

    /**
     * So many on their way to a recipient, to be sure that there are no more.
     *
     * @param level what a node may hold beyond the mean
     */
    static long roundedUp(double onTheirWay, double level) {
        return (long) Math.ceil(Math.min(ROUNDED_UP * onTheirWay, onTheirWay + ROUNDED_UP_MOST * level));
    }
}
