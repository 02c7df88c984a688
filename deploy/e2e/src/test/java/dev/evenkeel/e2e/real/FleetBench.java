package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many clusters at once on one worker that has one core; Temporal and the simulated clusters have the other. Writes
 * {@code docs/bench/fleet.md}; {@code -Dclusters=N} (default 500).
 */
@Tag("bench")
final class FleetBench {
    private static final Path REPORT = Path.of("../../docs/bench/fleet.md");
    private static final int CLUSTERS = Integer.getInteger("clusters", 500);
    private static final String HERE = "0";
    private static final String WORKERS = "1";
    private static final Duration MEASURED = Duration.ofSeconds(120);
    private static final long RSS_MAX_MIB = 512;

    /** Evicts one client a second for longer than this takes. */
    private static final long CLIENTS = 4_000;

    private static final String SPEC = """
            {"connection": "c%d", "rebalanceStrategy": {"connEvictRate": 1, "waitHealthCheck": 1, "waitTakeover": 1,
             "absConnThreshold": 10, "relConnThreshold": 1.01}}
            """;

    private final Path folder = Path.of("target", "real", "bench-fleet").toAbsolutePath();

    @Test
    void writesTheReport() throws IOException {
        pin(ProcessHandle.current().pid(), HERE);
        empty(folder);
        List<SimulatedCluster> clusters =
                IntStream.range(0, CLUSTERS).mapToObj(FleetBench::cluster).toList();
        try (SimulatedKubernetes kubernetes = SimulatedKubernetes.around(clusters.get(0));
                TemporalServer temporal = new TemporalServer(folder);
                WorkerProcess worker = worker(temporal, kubernetes, clusters).ready()) {
            List<WorkflowStub> runs = start(temporal);
            awaitEvicting(runs);

            Looks calm = measured(worker, clusters);
            clusters.get(0).nodes().forEach(node -> clusters.get(0).faults().hang(node.name()));
            Looks beside = measured(worker, clusters);
            Duration aborting = abortAll(runs.subList(1, runs.size()), clusters.subList(1, clusters.size()));
            long rss = peakMib(worker.pid());

            report(calm, beside, aborting, rss);
            assertThat(rss).isLessThanOrEqualTo(RSS_MAX_MIB);
            assertThat(calm.lateness()).isLessThanOrEqualTo(1.0);
            assertThat(beside.lateness()).isLessThanOrEqualTo(1.0);
        } finally {
            clusters.forEach(SimulatedCluster::close);
        }
    }

    /**
     * Looks over some time.
     *
     * @param count of all of them
     * @param lateness from when Temporal had an attempt due to when the worker began it, 95 of 100 within so many seconds:
     *     the upper end of the histogram's bucket
     */
    private record Looks(double count, double lateness) {
        double everySeconds() {
            return CLUSTERS * MEASURED.toSeconds() / count;
        }
    }

    private static SimulatedCluster cluster(int number) {
        return SimulatedCluster.builder()
                .key(RealBench.API_KEY, RealBench.SECRET, ApiKey.Permission.ADMINISTRATOR)
                .node("full@c" + number, CLIENTS)
                .node("empty@c" + number, 0)
                .seed(number)
                .start();
    }

    private WorkerProcess worker(
            TemporalServer temporal, SimulatedKubernetes kubernetes, List<SimulatedCluster> clusters)
            throws IOException {
        Files.writeString(folder.resolve("secret"), RealBench.SECRET);
        Path settings = folder.resolve("fleet.yaml");
        Files.writeString(
                settings,
                "evenkeel.connections:\n"
                        + IntStream.range(0, clusters.size())
                                .mapToObj(number -> profile(number, clusters.get(number)))
                                .collect(Collectors.joining()));
        return new WorkerProcess(
                folder.resolve("worker.log"),
                Map.of(),
                command -> {
                    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", WORKERS));
                    command.stream()
                            .filter(word -> !word.startsWith("-XX:TieredStopAtLevel"))
                            .forEach(pinned::add);
                    return pinned;
                },
                "--spring.temporal.connection.target=" + temporal.address(),
                "--spring.config.additional-location=file:" + settings,
                "--evenkeel.kubernetes.api-server=" + kubernetes.url());
    }

    private String profile(int number, SimulatedCluster cluster) {
        String urls = cluster.nodes().stream()
                .map(SimulatedNode::apiUrl)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return "  c" + number + ": {urls: \"" + urls + "\", api-key: " + RealBench.API_KEY + ", secret-file: "
                + folder.resolve("secret") + "}\n";
    }

    private static List<WorkflowStub> start(TemporalServer temporal) {
        return IntStream.range(0, CLUSTERS)
                .mapToObj(number -> {
                    WorkflowStub run = temporal.client()
                            .newUntypedWorkflowStub(
                                    WorkflowNames.REBALANCE_CLUSTER,
                                    WorkflowOptions.newBuilder()
                                            .setWorkflowId("emqx-rebalance/_/c" + number)
                                            .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                            .build());
                    run.start(RunSpec.tree(SPEC.formatted(number)));
                    return run;
                })
                .toList();
    }

    private static void awaitEvicting(List<WorkflowStub> runs) {
        runs.forEach(run -> Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(WorkflowException.class)
                .until(() -> run.query("progress", RebalanceProgress.class).phase() == RunPhase.EVICTING_CONNS));
    }

    private static Looks measured(WorkerProcess worker, List<SimulatedCluster> clusters) {
        Map<Double, Double> before = histogram(worker);
        long looksBefore = looks(clusters);
        Awaitility.await().pollDelay(MEASURED).atMost(MEASURED.plusMinutes(1)).until(() -> true);
        long looks = looks(clusters) - looksBefore;
        Map<Double, Double> buckets = new TreeMap<>();
        histogram(worker).forEach((bound, count) -> buckets.put(bound, count - before.getOrDefault(bound, 0.0)));
        double all = buckets.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        double bound = buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= 0.95 * all)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
        return new Looks(looks, bound);
    }

    private static long looks(List<SimulatedCluster> clusters) {
        return clusters.stream()
                .flatMap(cluster -> cluster.ledger().requests().entrySet().stream())
                .filter(request -> request.getKey().contains("global_status"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Attempts of looks by how late they began at most, in seconds. */
    private static Map<Double, Double> histogram(WorkerProcess worker) {
        Map<Double, Double> buckets = new TreeMap<>();
        worker.metrics()
                .lines()
                .filter(line -> line.startsWith("temporal_activity_schedule_to_start_latency_seconds_bucket"))
                .filter(line -> line.contains("activity_type=\"Watch\""))
                .forEach(line -> {
                    String bound = line.replaceAll(".*le=\"([^\"]*)\".*", "$1");
                    buckets.merge(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                            Double::sum);
                });
        return buckets;
    }

    private static Duration abortAll(List<WorkflowStub> runs, List<SimulatedCluster> clusters) {
        long began = System.nanoTime();
        runs.parallelStream()
                .forEach(run -> run.update(
                        "abort", Verbs.Acknowledgement.class, new Verbs.Abort(java.util.Optional.empty(), null)));
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> clusters.stream()
                        .allMatch(cluster -> cluster.faults().coordinators().isEmpty()));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long peakMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024;
    }

    private static void pin(long pid, String core) throws IOException {
        try {
            new ProcessBuilder("taskset", "-apc", core, String.valueOf(pid))
                    .start()
                    .waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static void report(Looks calm, Looks beside, Duration aborting, long rss) throws IOException {
        String report = String.format(
                Locale.ROOT,
                """
                # Many clusters at once

                `./evenkeel bench fleet`: %d clusters of two nodes, each in the middle of its own run, on one worker process that has
                one core (`taskset`). Temporal's development server and the simulated clusters have the other core. JDK %s, heap at
                most 256 MiB, 200 activity slots, 50 for what ends runs. Each part was measured for %d s.

                | | looks | a look every | from due to begun, 95 of 100 within |
                |---|---|---|---|
                | all answer | %.0f | %.1f s | %.2f s |
                | one cluster hangs | %.0f | %.1f s | %.2f s |

                Asked for is a look every 4 s; Temporal's retries come up to a second late by themselves. All other runs were aborted
                at once: EMQX was stopped everywhere after %.1f s. Peak resident memory of the worker: %d MiB (limit 512).
                """,
                CLUSTERS,
                System.getProperty("java.version"),
                MEASURED.toSeconds(),
                calm.count(),
                calm.everySeconds(),
                calm.lateness(),
                beside.count(),
                beside.everySeconds(),
                beside.lateness(),
                aborting.toMillis() / 1e3,
                rss);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        System.out.println(report);
    }
}
