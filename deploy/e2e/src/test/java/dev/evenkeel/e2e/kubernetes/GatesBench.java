package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.Percentile.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Percentile;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How fast donors leave and come back by EMQX Operator's gate, beside a loop at the operator's own pace, and whether the two
 * ever disagree. Writes {@code docs/bench/gates.md}; {@code -Druns=N} for another number of short runs than 10.
 */
@Tag("bench")
@Tag("kubernetes")
final class GatesBench {
    private static final Path REPORT = Path.of("../../docs/bench/gates.md");
    private static final long[] COUNTS = {400, 400, 400, 0};
    private static final Duration KUBELET = Duration.ofMillis(500);
    private static final String SHORT = """
            {"connEvictRate": 50, "sessEvictRate": 50, "waitTakeover": 1, "waitHealthCheck": 10,
             "absConnThreshold": 10, "absSessThreshold": 10, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;

    private final int runs = Integer.getInteger("runs", 10);
    private final Random random = new Random(1);
    private final List<Duration> out = new ArrayList<>();
    private final List<Duration> back = new ArrayList<>();
    private int undone;
    private int untrue;
    private long refused;

    @Test
    void writesTheReport() throws IOException {
        // EMQX, the operator and the kubelet at their own speeds.
        try (KubeBench bench = bench("gates", COUNTS);
                OperatorLoop operator = OperatorLoop.passing(bench, 1, random.nextDouble())) {
            run(bench, SHORT); // the programs warm up
            for (int run = 0; run < runs; run++) {
                measure(bench);
            }
            count(bench, operator);
        }
        long before = refused;
        try (KubeBench bench = bench("gates-article", new long[] {3334, 3333, 3333, 0});
                OperatorLoop operator = OperatorLoop.passing(bench, 1, random.nextDouble())) {
            run(bench, KubeBench.ARTICLE);
            count(bench, operator);
        }
        long article = refused - before;
        String report = String.format(
                Locale.ROOT,
                """
                # Donors leave and come back by EMQX Operator's readiness gate

                `./evenkeel bench gates`: real kube-apiserver, etcd and kube-controller-manager, a real Temporal server, the
                worker as a process with the chart's rights, a simulated EMQX at its own speed with its nodes as pods, a kubelet
                whose Ready follows %d ms late, and a loop that sets the gates as EMQX Operator 2.2.29 was measured to: passes
                of 30.4 s, or 1.3 s while a pod is not Ready, from a random moment on. %d runs of three donors with lever `gate`
                and a wait of 10 s after one to warm up, and the article's run. Every run ended balanced, with all pods back.

                | | p50 | p95 | longest | limit |
                |---|---|---|---|---|
                | EMQX's start to all three donors gone from the EndpointSlices | %s | 1.5 s |
                | EMQX's end to all pods serving | %s | 1.5 s |

                | | count | limit |
                |---|---|---|
                | gates that the loop set back although EMQX had not changed its answer | %d | 0 |
                | gates that the worker set against what EMQX answered | %d | 0 |
                | clients refused in the article's run | %d | 0 |
                | clients refused in all runs | %d | 0 |

                The loop alone takes donors out after 0.5 to 29 s, and puts them back after 0.2 to 29 s.
                """,
                KUBELET.toMillis(),
                out.size(),
                row(out),
                row(back),
                undone,
                untrue,
                article,
                refused);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        System.out.println(report);
    }

    private static String row(List<Duration> values) {
        return millis(Percentile.of(values, 0.5)) + " | " + millis(Percentile.of(values, 0.95)) + " | "
                + millis(Percentile.of(values, 1));
    }

    private static KubeBench bench(String name, long[] counts) {
        KubeBench bench = KubeBench.on(RealKubernetes.shared(), name)
                .speed(1)
                .connections(counts)
                .objects(GateTest.GATED)
                .start();
        bench.kubelet().lag(KUBELET);
        bench.startWorkerProcessWith(bench.api().kubeconfig(GateTest.workersToken(bench)))
                .ready();
        return bench;
    }

    private void measure(KubeBench bench) {
        for (int ordinal = 0; ordinal < COUNTS.length; ordinal++) {
            var node = bench.emqx().nodes().get(ordinal);
            bench.emqx().faults().shift(node.name(), COUNTS[ordinal] - node.live());
        }
        int earlier = bench.emqx().ledger().starts().size();
        run(bench, SHORT);
        assertThat(bench.emqx().ledger().starts()).hasSize(earlier + 1);
        Instant started = bench.emqx().ledger().starts().get(earlier).at();
        Instant ended = bench.emqx().ledger().finishes().get(earlier).at();
        out.add(Duration.between(started, after(bench, started, pods -> pods.equals(List.of(bench.pod(3))))));
        back.add(Duration.between(ended, after(bench, ended, pods -> pods.size() == COUNTS.length)));
        System.out.println("[gates] out " + out.get(out.size() - 1) + ", back " + back.get(back.size() - 1));
    }

    private static void run(KubeBench bench, String strategy) {
        WorkflowStub run = bench.startRun(strategy);
        RebalanceResult result = bench.result(run);
        assertThat(result.outcome().name())
                .as(result.summary() + result.notes())
                .isEqualTo("BALANCED");
        assertThat(result.plan().orElseThrow().lever()).isEqualTo(Lever.GATE);
        bench.assertNothingLeft();
    }

    private void count(KubeBench bench, OperatorLoop operator) {
        Eviction.assertNeverBeganWithADonorServed(bench, 1);
        undone += operator.undone().size();
        untrue += operator.untrue().size();
        refused += bench.emqx().ledger().attemptsTotal().refused();
        System.out.println("[gates] undone " + undone + ", untrue " + untrue + ", refused " + refused);
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
}
