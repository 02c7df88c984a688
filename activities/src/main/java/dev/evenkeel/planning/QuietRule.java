package dev.evenkeel.planning;

import dev.evenkeel.contract.EngineActivities.Arrivals;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Whether clients have stopped coming to donors, by the nodes' counters of attempts to connect: what shows that a load
 * balancer has let go of them, however long it took and whoever told it.
 *
 * <p>That nobody comes proves something only where somebody would have come: as many clients must meanwhile have come to
 * the recipients that all of them missed the donors by chance, from a load balancer that spreads them evenly, once in a
 * thousand times at most. Where clients hardly ever connect that takes long, and is said.
 */
public final class QuietRule {
    private static final double CHANCE_MAX = 0.001;

    /** A look takes no longer. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private QuietRule() {}

    /**
     * What is known after one more look.
     *
     * @param attempts by node, since the node's start
     */
    public static Arrivals next(Optional<Arrivals> before, Map<String, Long> attempts, Wave wave, Instant now) {
        if (before.isEmpty()) {
            return new Arrivals(attempts, now, now, 0);
        }
        Map<String, Long> last = before.get().attempts();
        // A donor that is not seen, or counts anew after a restart, may have had any number of attempts.
        boolean still = wave.donors().stream()
                .allMatch(donor ->
                        attempts.containsKey(donor) && attempts.get(donor).equals(last.get(donor)));
        return still
                ? new Arrivals(
                        attempts,
                        now,
                        before.get().quietSince(),
                        before.get().elsewhere() + more(wave.recipients(), last, attempts))
                : new Arrivals(attempts, now, now, 0);
    }

    private static long more(Collection<String> nodes, Map<String, Long> last, Map<String, Long> attempts) {
        return nodes.stream()
                .filter(node -> last.containsKey(node) && attempts.containsKey(node))
                .mapToLong(node -> Math.max(0, attempts.get(node) - last.get(node)))
                .sum();
    }

    /**
     * Why it is not quiet yet; empty where it is.
     *
     * @param quiet how long none must have come, by the worker's clock
     */
    public static Optional<String> unquiet(Optional<Arrivals> arrivals, Duration quiet, Wave wave, Instant now) {
        if (arrivals.filter(seen -> seen.at().plus(FRESH).isAfter(now)).isEmpty()) {
            return Optional.of("how many clients came to the donors could not be read from EMQX's metrics");
        }
        Duration still =
                Duration.between(arrivals.get().quietSince(), arrivals.get().at());
        if (still.compareTo(quiet) < 0) {
            return Optional.of("clients still came to the donors " + still.toSeconds() + " s ago");
        }
        long needed = needed(wave);
        return arrivals.get().elsewhere() >= needed
                ? Optional.empty()
                : Optional.of("no client has come to the donors for " + still.toSeconds() + " s, but only "
                        + arrivals.get().elsewhere() + " to the recipients, and " + needed
                        + " are needed to tell that from chance");
    }

    /** Clients that must have come to recipients. */
    static long needed(Wave wave) {
        double share = (double) wave.recipients().size()
                / (wave.recipients().size() + wave.donors().size());
        return (long) Math.ceil(Math.log(CHANCE_MAX) / Math.log(share));
    }
}
