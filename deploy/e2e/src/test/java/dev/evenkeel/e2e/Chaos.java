package dev.evenkeel.e2e;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Trouble.Stroke;
import dev.evenkeel.simulator.Ledger;
import dev.evenkeel.simulator.ReconnectDelay;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A run during which things go wrong, all of it drawn from a seed: the cluster, how its clients and its load balancer
 * behave, the request, one to four troubles at random instants, and in half of the runs a stranger. Judged by the
 * simulator's own books. Plays in skipped time by itself, and wherever else somebody starts a run of it.
 *
 * @param seed of the draws
 * @param release of EMQX
 * @param counts connections by node; the last node is not there at first
 * @param backoff of evicted clients
 * @param lag of the load balancer
 * @param pacing of the request
 * @param quiet whether the request asks for {@code landingQuiet}
 * @param strokes what goes wrong
 */
public record Chaos(
        long seed,
        EmqxRelease release,
        List<Long> counts,
        ReconnectDelay backoff,
        Duration lag,
        boolean pacing,
        boolean quiet,
        List<Stroke> strokes) {
    /** Minutes of the wall clock; a run that waits for a pod that does not come back would wait for ever. */
    private static final long NO_END_MINUTES = 4;

    /** What the run allows chance and churn between its proof and our count, of the mean. */
    private static final double HAPPENED_SINCE = 0.01;

    /** Two percent that the run may put down to chance, and what happened since. */
    private static final double AWAY = 0.025;

    private static final double CHURN = 2;

    /** Draws it. */
    public static Chaos of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int full = 3 + random.nextInt(3);
        int empty = 1 + random.nextInt(2);
        List<Long> counts = new ArrayList<>();
        IntStream.range(0, full).forEach(node -> counts.add(1_000L + random.nextInt(3_000)));
        IntStream.range(0, empty + 1).forEach(node -> counts.add(0L));
        EmqxRelease[] releases = EmqxRelease.values();
        EmqxRelease release = releases[random.nextInt(releases.length)];
        ReconnectDelay backoff = Storm.within(random.nextBoolean() ? 0 : random.nextInt(60));
        Duration lag = Duration.ofSeconds(random.nextInt(3) > 0 ? 0 : random.nextInt(181));
        boolean pacing = random.nextBoolean();
        boolean quiet = !lag.isZero() && random.nextBoolean();
        List<Stroke> strokes = new ArrayList<>();
        IntStream.range(0, 1 + random.nextInt(4))
                .forEach(stroke -> strokes.add(Stroke.drawn(random, random.nextInt(counts.size()))));
        if (random.nextBoolean()) {
            strokes.add(Stroke.ofStrangers(random, random.nextInt(counts.size())));
        }
        return new Chaos(seed, release, List.copyOf(counts), backoff, lag, pacing, quiet, List.copyOf(strokes));
    }

    /**
     * @param end the outcome, or how the workflow failed; {@code no end}
     * @param said the summary and the notes, where there are any
     * @param wrong what must never be, and was; empty where all is well
     */
    public record Verdict(String end, String said, List<String> wrong) {}

    Verdict play() {
        try (Bench bench = bench()) {
            strike(bench);
            WorkflowStub run = bench.start(request("default"));
            try {
                RebalanceResult result = run.getResult(NO_END_MINUTES, TimeUnit.MINUTES, RebalanceResult.class);
                bench.stopClock(run);
                return judged(bench, result.outcome().name(), Optional.of(result));
            } catch (WorkflowFailedException failed) {
                bench.stopClock(run);
                return judged(bench, "failed: " + type(failed), Optional.empty());
            } catch (TimeoutException endless) {
                return new Verdict("no end", "", List.of("no end: " + bench.progress()));
            }
        }
    }

    /** From now on things go wrong, just before the run begins. */
    public void strike(Sufferer stage) {
        stage.emqx().faults().kill(Trouble.newcomer(stage));
        strokes.forEach(stroke -> stroke.schedule(stage));
    }

    private Bench bench() {
        boolean workerDies = strokes.stream().anyMatch(stroke -> stroke.trouble() == Trouble.WORKER_KILLED);
        return workerDies ? Bench.withMortalWorker(this::pods) : Bench.skipping(this::pods);
    }

    /** How a run ended that failed. */
    public static String type(WorkflowFailedException failed) {
        return failed.getCause() instanceof io.temporal.failure.ApplicationFailure cause
                ? cause.getType()
                : String.valueOf(failed.getCause());
    }

    /**
     * What became of it.
     *
     * @param end the outcome, or how the workflow failed
     * @param result where there is one
     */
    public Verdict judged(Sufferer stage, String end, Optional<RebalanceResult> result) {
        List<String> wrong = new ArrayList<>();
        List<String> all = stage.emqx().nodes().stream()
                .map(node -> stage.podOf(node.name()))
                .sorted()
                .toList();
        if (!stage.servingPods().equals(all)) {
            wrong.add("left out: serving are " + stage.servingPods());
        }
        for (Ledger.Start start : stage.emqx().ledger().starts()) {
            if (start.beside() > 0) {
                wrong.add("second start at " + start.at());
            }
        }
        long sent = stage.emqx().ledger().requests().entrySet().stream()
                .filter(request -> request.getKey().endsWith("/start"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        result.filter(said -> sent > said.startsSent())
                .ifPresent(said -> wrong.add(sent + " starts sent for " + said.startsSent() + " intents"));
        List<String> on = new ArrayList<>(stage.emqx().faults().coordinators());
        stage.emqx().faults().coordinatorsOfOthers().forEach(on::remove);
        if (!on.isEmpty() && !end.equals("failed: " + FailureKind.EMQX_MAY_BE_ON.wireName())) {
            wrong.add("left on: EMQX goes on at " + on);
        }
        if (result.filter(said -> said.outcome() == Outcome.BALANCED).isPresent()) {
            falselyBalanced(stage, result.get()).ifPresent(wrong::add);
        }
        return new Verdict(
                end, result.map(said -> said.summary() + "; " + said.notes()).orElse(""), wrong);
    }

    /**
     * Of the nodes that were there when the last rebalance began, and are; at the moment of which the run speaks. Where all
     * have restarted since, of all that are there; where no rebalance ever began, of those that were there at first.
     */
    private Optional<String> falselyBalanced(Sufferer stage, RebalanceResult result) {
        List<Ledger.Start> starts = stage.emqx().ledger().starts();
        Duration lastStart =
                starts.isEmpty() ? Duration.ZERO : starts.get(starts.size() - 1).elapsed();
        Instant proven = result.after().orElseThrow().at();
        Ledger.Sample then = stage.emqx().ledger().history().stream()
                .filter(sample -> !sample.at().isAfter(proven))
                .reduce((former, last) -> last)
                .orElseThrow();
        List<SimulatedNode> alive =
                stage.emqx().nodes().stream().filter(SimulatedNode::alive).toList();
        List<SimulatedNode> there = alive.stream()
                .filter(node -> node.upSince().compareTo(lastStart) <= 0)
                .toList();
        List<Long> live = (there.isEmpty() ? alive : there)
                .stream().map(node -> then.live().get(node.name())).toList();
        double mean = live.stream().mapToLong(Long::longValue).average().orElseThrow();
        double allowed = Math.max(100, mean * 0.1) + HAPPENED_SINCE * mean;
        boolean level = live.stream().allMatch(count -> count <= mean + allowed && count >= mean - 2 * allowed);
        long everybody = then.offline()
                + alive.stream().mapToLong(node -> then.live().get(node.name())).sum();
        boolean back = then.offline() <= Math.max(5, AWAY * everybody);
        return level && back
                ? Optional.empty()
                : Optional.of("falsely Balanced: " + live + " and " + then.offline() + " away");
    }

    private SimulatedCluster.Builder pods(SimulatedCluster.Builder builder) {
        return clients(builder.statefulSet("emqx-ee", "default", connections()));
    }

    /** Connections by node. */
    public long[] connections() {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    /** The release, and what its clients and its load balancer do. */
    public SimulatedCluster.Builder clients(SimulatedCluster.Builder builder) {
        return release.of(nodes -> nodes.reconnectDelay(backoff)
                        .churn(CHURN, CHURN)
                        .loadBalancerLag(lag)
                        .seed(seed))
                .apply(builder);
    }

    /** What is asked for. */
    public String request(String namespace) {
        return """
                {"instanceName": "emqx-ee", "namespace": "%s", "maxRestarts": 10, %s %s "rebalanceStrategy": {
                 "connEvictRate": 20, "sessEvictRate": 50, "waitTakeover": 10, "waitHealthCheck": 10,
                 "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                """.formatted(
                        namespace,
                        quiet ? "\"landingQuiet\": \"10s\"," : "",
                        pacing ? "\"pacing\": {\"maxConnectsPerSecondPerRecipient\": 100}," : "");
    }

    /** The one command that plays it again. */
    String again() {
        return "./evenkeel bench chaos -Dseed=" + seed;
    }

    @Override
    public String toString() {
        return "seed " + seed + ": EMQX " + release + ", " + counts + ", "
                + (lag.isZero() ? "" : "lag " + lag.toSeconds() + " s" + (quiet ? ", quiet, " : ", "))
                + (pacing ? "paced, " : "")
                + strokes.stream().map(Stroke::toString).collect(Collectors.joining(", "));
    }
}
