package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.Percentile.millis;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Percentile;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How fast endpoints leave and come back on a real Kubernetes API, beside what its controllers alone need in the same
 * run. Writes {@code docs/bench/endpoints.md}; {@code -Druns=N} for another number of runs than 20.
 */
@Tag("bench")
@Tag("kubernetes")
final class EndpointsBench {
    private static final Path REPORT = Path.of("../../docs/bench/endpoints.md");
    private static final long[] COUNTS = {400, 400, 400, 0};
    private static final String STRATEGY = """
            {"connEvictRate": 15, "sessEvictRate": 15, "waitTakeover": 1, "waitHealthCheck": 2,
             "absConnThreshold": 10, "absSessThreshold": 10, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;

    private final int runs = Integer.getInteger("runs", 20);
    private final List<Duration> plainOut = new ArrayList<>();
    private final List<Duration> plainBack = new ArrayList<>();
    private final List<Duration> out = new ArrayList<>();
    private final List<Duration> beforeStart = new ArrayList<>();
    private final List<Duration> back = new ArrayList<>();

    @Test
    void writesTheReport() throws IOException {
        // EMQX at its own speed: looks come as often as they do in life.
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "endpoints")
                .speed(1)
                .connections(COUNTS)
                .start()) {
            bench.startWorkerProcess();
            run(bench); // the programs warm up
            for (int run = 0; run < runs; run++) {
                plain(bench);
                measure(bench);
            }
        }
        String report = String.format(
                Locale.ROOT, """
                # Endpoints leave and come back

                `./evenkeel bench endpoints`: real kube-apiserver, etcd and kube-controller-manager, a real Temporal server, the
                worker as a process, a simulated EMQX at its own speed with its nodes as pods. %d runs with lever `label`, three
                donors each. Every run ended balanced with all pods back and the donors gone before EMQX was started. In the same
                minutes a plain client changed one pod's label and watched, which is what the controllers alone need.

                | | p50 | p95 | longest | limit |
                |---|---|---|---|---|
                | decision (the plan's activity has completed) to all three donors gone from the EndpointSlices | %s | 300 ms |
                | gone to EMQX's start | %s | |
                | EMQX's end to all pods serving | %s | 1.5 s |
                | a plain client: label `false` to gone | %s | |
                | a plain client: label `true` to serving | %s | |

                Between decision and gone lie two steps of the workflow (task and activity), four lists of the lever, and one patch
                a donor. Between EMQX's end and serving lies the look that sees it: EMQX is asked every 250 ms near a predicted
                change, and says nothing by itself.
                """, runs, row(out), row(beforeStart), row(back), row(plainOut), row(plainBack));
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        System.out.println(report);
    }

    private static String row(List<Duration> values) {
        return millis(Percentile.of(values, 0.5)) + " | " + millis(Percentile.of(values, 0.95)) + " | "
                + millis(Percentile.of(values, 1));
    }

    private void plain(KubeBench bench) {
        String pod = bench.pod(0);
        plainOut.add(flip(bench, pod, "false", pods -> !pods.contains(pod)));
        plainBack.add(flip(bench, pod, "true", pods -> pods.contains(pod)));
    }

    private static Duration flip(KubeBench bench, String pod, String value, Predicate<List<String>> reached) {
        Instant asked = Instant.now();
        bench.api()
                .admin()
                .pods()
                .inNamespace(bench.namespace())
                .withName(pod)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(EmqxObjects.SERVING, value));
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(bench::servingPods, reached);
        return Duration.between(asked, after(bench, asked, reached));
    }

    private void measure(KubeBench bench) {
        for (int ordinal = 0; ordinal < COUNTS.length; ordinal++) {
            var node = bench.emqx().nodes().get(ordinal);
            bench.emqx().faults().shift(node.name(), COUNTS[ordinal] - node.live());
        }
        int earlier = bench.emqx().ledger().starts().size();
        run(bench);
        assertThat(bench.emqx().ledger().starts()).hasSize(earlier + 1);
        Instant decided = decided(bench);
        Instant gone = after(bench, decided, pods -> pods.equals(List.of(bench.pod(3))));
        Instant started = bench.emqx().ledger().starts().get(earlier).at();
        Instant ended = bench.emqx().ledger().finishes().get(earlier).at();
        out.add(Duration.between(decided, gone));
        assertThat(gone).isBefore(started);
        beforeStart.add(Duration.between(gone, started));
        back.add(Duration.between(ended, after(bench, ended, pods -> pods.size() == COUNTS.length)));
    }

    private static void run(KubeBench bench) {
        RebalanceResult result = bench.result(bench.startRun(STRATEGY));
        assertThat(result.outcome().name()).as(result.summary()).isEqualTo("BALANCED");
        bench.assertNothingLeft();
    }

    /** When the first set of pods like this was published after that. */
    private static Instant after(KubeBench bench, Instant since, Predicate<List<String>> wanted) {
        return bench.served().publications().stream()
                .filter(one -> one.at().isAfter(since) && wanted.test(one.pods()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "never published after " + since + ": " + bench.served().publications()))
                .at();
    }

    private static Instant decided(KubeBench bench) {
        Map<Long, HistoryEvent> byId = new java.util.HashMap<>();
        for (HistoryEvent event : bench.history()) {
            byId.put(event.getEventId(), event);
            if (event.hasActivityTaskCompletedEventAttributes()) {
                HistoryEvent scheduled =
                        byId.get(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
                if (scheduled
                        .getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName()
                        .equals("Assess")) {
                    Timestamp at = event.getEventTime();
                    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
                }
            }
        }
        throw new AssertionError("nothing was assessed");
    }
}
