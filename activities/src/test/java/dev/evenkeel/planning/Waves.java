package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The article's wave, and censuses of its four nodes: a, b, c give, d takes. */
final class Waves {
    static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    /** Long before anything else. */
    private static final Instant UP_SINCE = BEGAN.minusSeconds(100_000);

    static final List<String> DONORS = List.of("a", "b", "c");

    private Waves() {}

    static Wave article() {
        return within(new Threshold(100, 1.1));
    }

    static Wave within(Threshold threshold) {
        return new Wave(
                1,
                "d",
                List.of("a", "b", "c", "d"),
                DONORS,
                List.of("d"),
                new StartParameters(
                        10, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), threshold, new Threshold(100, 1.1)));
    }

    /** So many clients on a, b, c and d; each has one session. */
    static Census counted(Instant at, long... connections) {
        return away(at, connections, new long[connections.length]);
    }

    /** The same, with sessions of so many absent clients beside. */
    static Census away(Instant at, long[] connections, long... absent) {
        Map<String, Long> clients = new TreeMap<>();
        Map<String, Long> sessions = new TreeMap<>();
        for (int i = 0; i < connections.length; i++) {
            String node = String.valueOf((char) ('a' + i));
            clients.put(node, connections[i]);
            sessions.put(node, connections[i] + absent[i]);
        }
        return new Census(at, clients, sessions, OptionalLong.empty(), OptionalLong.empty(), Optional.of(UP_SINCE));
    }

    /** The same, with EMQX's counters. */
    static Census withCounters(Census census, long connects, long disconnects) {
        return new Census(
                census.at(),
                census.connections(),
                census.sessions(),
                OptionalLong.of(connects),
                OptionalLong.of(disconnects),
                census.lastStart());
    }
}
