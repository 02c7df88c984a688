package dev.evenkeel.emqx;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What was learnt of addresses: which answered last, which did not answer, which node is behind them, which
 * dialect it speaks. It outlives the
 * clients, which are made anew for every activity; entries that have not been touched for an hour are dropped.
 */
final class EntryPointMemory {
    private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();
    private static final int SWEEP_FROM = 1_000;

    private final EmqxTimeouts timeouts;
    private final LongSupplier nanoTime;
    private final Map<URI, Seen> seen = new ConcurrentHashMap<>();

    EntryPointMemory(EmqxTimeouts timeouts, LongSupplier nanoTime) {
        this.timeouts = timeouts;
        this.nanoTime = nanoTime;
    }

    /** In the order in which to ask: the preferred, the one that answered last, the others; recently dead ones last. */
    List<EntryPoint> inOrder(List<EntryPoint> entryPoints, Optional<EntryPoint> preferred) {
        long now = nanoTime.getAsLong();
        // Ranked once: other threads go on learning, and a sort must not see an order that changes.
        return entryPoints.stream()
                .map(entry -> rank(entry, preferred.filter(entry::equals).isPresent(), now))
                .sorted(Comparator.comparing(Ranked::dead)
                        .thenComparing(ranked -> !ranked.preferred())
                        .thenComparingLong(Ranked::nanosSinceAnswer))
                .map(Ranked::entry)
                .toList();
    }

    void answered(EntryPoint entry) {
        update(entry, was -> was.seenAt(nanoTime.getAsLong(), true));
    }

    void silent(EntryPoint entry) {
        update(entry, was -> was.seenAt(nanoTime.getAsLong(), false));
    }

    void runs(EntryPoint entry, String node) {
        update(entry, was -> was.running(node, nanoTime.getAsLong()));
    }

    void speaks(EntryPoint entry, Dialect dialect) {
        update(entry, was -> was.speaking(dialect));
    }

    void wantsKeyForAvailability(EntryPoint entry) {
        update(entry, Seen::wantingKey);
    }

    boolean knownToWantKey(EntryPoint entry) {
        Seen known = seen.get(entry.url());
        return known != null && known.wantsKey();
    }

    /** The dialect that this address spoke last. */
    Optional<Dialect> dialectAt(EntryPoint entry) {
        return Optional.ofNullable(seen.get(entry.url())).flatMap(Seen::dialect);
    }

    /** The node that this address said to be; empty where it was not asked lately. */
    Optional<String> nodeAt(EntryPoint entry) {
        Seen known = seen.get(entry.url());
        boolean fresh = known != null
                && nanoTime.getAsLong() - known.nodeSince()
                        < timeouts.nodeName().toNanos();
        return fresh ? known.node() : Optional.empty();
    }

    int size() {
        return seen.size();
    }

    private Ranked rank(EntryPoint entry, boolean preferred, long now) {
        Seen known = seen.get(entry.url());
        if (known == null) {
            return new Ranked(entry, false, preferred, Long.MAX_VALUE);
        }
        boolean dead = !known.answered() && now - known.at() < timeouts.dead().toNanos();
        return new Ranked(entry, dead, preferred, known.answered() ? now - known.at() : Long.MAX_VALUE);
    }

    private void update(EntryPoint entry, UnaryOperator<Seen> change) {
        long now = nanoTime.getAsLong();
        if (seen.size() >= SWEEP_FROM) {
            seen.values().removeIf(known -> now - known.at() > FORGET_NANOS);
        }
        seen.compute(
                entry.url(),
                (url, was) -> change.apply(
                        was == null ? new Seen(now, true, Optional.empty(), now, Optional.empty(), false) : was));
    }

    /**
     * @param at when it was last asked
     * @param answered whether it answered then
     * @param node the node that it said to be
     * @param nodeSince when it said so
     * @param dialect what it understood last
     * @param wantsKey whether it asked for a key where newer releases ask for none
     */
    private record Seen(
            long at,
            boolean answered,
            Optional<String> node,
            long nodeSince,
            Optional<Dialect> dialect,
            boolean wantsKey) {
        private Seen seenAt(long now, boolean answers) {
            return new Seen(now, answers, node, nodeSince, dialect, wantsKey);
        }

        private Seen running(String name, long now) {
            return new Seen(at, answered, Optional.of(name), now, dialect, wantsKey);
        }

        private Seen speaking(Dialect understood) {
            return new Seen(at, answered, node, nodeSince, Optional.of(understood), false);
        }

        private Seen wantingKey() {
            return new Seen(at, answered, node, nodeSince, dialect, true);
        }
    }

    private record Ranked(EntryPoint entry, boolean dead, boolean preferred, long nanosSinceAnswer) {}
}
