package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.simulator.Ledger;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When EMQX evicted, and whom the Service served then. */
final class Eviction {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Eviction() {}

    /** In the order of the starts that came to evict: when that began. */
    static List<Instant> begun(KubeBench bench, double speed) {
        Ledger ledger = bench.emqx().ledger();
        return ledger.starts().stream()
                .map(start -> new Interval(
                        start.at(), start.at().plusNanos(Math.round(waits(start).toNanos() / speed))))
                .filter(wait -> wait.end().isBefore(Instant.now()))
                .filter(wait -> ledger.stops().stream().map(Ledger.Stop::at).noneMatch(wait::holds))
                .map(Interval::end)
                .toList();
    }

    /** What EMQX was told to wait before it evicts. */
    static Duration waits(Ledger.Start start) {
        try {
            return Duration.ofSeconds(
                    JSON.readTree(start.body()).get("wait_health_check").asLong());
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** No eviction began while a donor was served, and no client tried a donor after it had begun. */
    static void assertNeverBeganWithADonorServed(KubeBench bench, double speed) {
        for (Instant begins : begun(bench, speed)) {
            assertThat(served(bench, begins))
                    .as(
                            "served when eviction began at %s; published: %s",
                            begins, bench.served().publications())
                    .doesNotContainAnyElementsOf(bench.pods(0, 1, 2));
        }
        assertThat(bench.emqx().ledger().attemptsTotal().sinceEviction())
                .as("attempts at donors after eviction began")
                .isZero();
    }

    /** The pods that were published as ready then. */
    static List<String> served(KubeBench bench, Instant at) {
        return bench.served().publications().stream()
                .filter(one -> !one.at().isAfter(at))
                .reduce((first, second) -> second)
                .map(ServedPods.Publication::pods)
                .orElse(List.of());
    }

    /** When a rebalance ended, whether by itself or because it was stopped; empty while one is on. */
    static Optional<Instant> ended(KubeBench bench) {
        Ledger ledger = bench.emqx().ledger();
        return Stream.concat(
                        ledger.finishes().stream().map(Ledger.Finish::at),
                        ledger.stops().stream().map(Ledger.Stop::at))
                .max(Instant::compareTo);
    }

    /** From EMQX's start to its first eviction, if nobody stops it. */
    private record Interval(Instant start, Instant end) {
        boolean holds(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }
}
