package dev.evenkeel.e2e;

import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.ReconnectDelay;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A million clients on full nodes beside empty ones, and how long they stay away when they are evicted. Played by a whole
 * run of ours, and by EMQX alone at the same rate, with the same waits and thresholds, and with its donors kept out.
 *
 * @param name for reports
 * @param counts connections by node
 * @param backoff of evicted clients
 * @param churn clients a second that come by themselves, and as many that leave
 * @param seed of the draws
 */
record Storm(String name, List<Long> counts, ReconnectDelay backoff, double churn, long seed) {
    static final int BUDGET = 1_000;
    private static final long CLIENTS = 1_000_000;

    /** Both of EMQX's waits, where nobody says otherwise. */
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(60);

    private static final Set<RunPhase> PACED = EnumSet.of(
            RunPhase.WAIT_HEALTH_CHECK,
            RunPhase.EVICTING_CONNS,
            RunPhase.WAIT_TAKEOVER,
            RunPhase.EVICTING_SESSIONS,
            RunPhase.AWAITING_CLIENTS,
            RunPhase.VERIFYING);

    /** The run measures natural connects for so long. */
    private static final Duration CALM = Duration.ofSeconds(4);

    /** Long enough for every client that comes back. */
    private static final Duration ALL_BACK = Duration.ofMinutes(10);

    static Storm of(int full, int empty, ReconnectDelay backoff, double churn, long seed) {
        return of(full, empty, CLIENTS, backoff, churn, seed);
    }

    /** Of so many clients, dealt out evenly to the full nodes. */
    static Storm of(int full, int empty, long clients, ReconnectDelay backoff, double churn, long seed) {
        List<Long> counts = LongStream.concat(
                        LongStream.generate(() -> clients / full).limit(full),
                        LongStream.generate(() -> 0).limit(empty))
                .boxed()
                .toList();
        return new Storm(full + " + " + empty, counts, backoff, churn, seed);
    }

    /**
     * @param outcome as the run called it; EMQX alone has none
     * @param skew fullest node over the mean once every client is back
     * @param second most connects on any node in a second
     * @param ten most connects on any node in ten seconds, per second
     * @param offline most clients away at once, as a share of all
     * @param took from the plan to the end
     * @param starts of EMQX's rebalance
     */
    record Played(String outcome, double skew, long second, double ten, double offline, Duration took, int starts) {}

    /**
     * @param played what became of it
     * @param first the wave with which it began, as EMQX alone would be started
     * @param plan with which it began
     * @param result as the run tells it
     * @param looks that watches left word of
     */
    record Ours(Played played, Wave first, RebalancePlan plan, RebalanceResult result, List<Look> looks) {
        /** All donors at once at the rate which the same budget gives: as somebody would start it who has nothing but EMQX. */
        Wave sideBySide() {
            Wave all = plan.out();
            StartParameters sent = all.parameters();
            int rate = first.parameters().connEvictRate()
                    * first.donors().size()
                    / all.donors().size();
            return new Wave(
                    all.number(),
                    all.coordinator(),
                    all.nodes(),
                    all.donors(),
                    all.recipients(),
                    new StartParameters(
                            rate,
                            sent.sessEvictRate(),
                            sent.waitHealthCheck(),
                            sent.waitTakeover(),
                            sent.connections(),
                            sent.sessions()),
                    all.level());
        }

        /** What of the run comes after this moment, counted likewise. */
        Duration pacedAfter(Instant moment) {
            return result.spans().stream()
                    .filter(span -> PACED.contains(span.phase()))
                    .filter(span -> span.ended().filter(moment::isBefore).isPresent())
                    .map(span -> Duration.between(
                            span.began().isBefore(moment) ? moment : span.began(),
                            span.ended().orElseThrow()))
                    .reduce(Duration.ZERO, Duration::plus);
        }

        /**
         * What of the run is EMQX's time. The steps in between are counted on the clock of the machine that plays it, which
         * may be busy; but for the one in which natural connects are measured.
         */
        Duration paced() {
            boolean calm = plan.choices().stream().anyMatch(choice -> choice.contains("connects a second"));
            return result.spans().stream()
                    .filter(span -> PACED.contains(span.phase()))
                    .flatMap(span -> span.took().stream())
                    .reduce(calm ? CALM : Duration.ZERO, Duration::plus);
        }
    }

    Ours ours(String pacing) {
        try (Bench bench = Bench.skipping(this::shape)) {
            RebalanceResult result = bench.run("{\"instanceName\": \"emqx-ee\", \"pacing\": " + pacing + "}");
            Wave first = firstWave(bench);
            return new Ours(
                    played(
                            bench.emqx,
                            result.outcome().name(),
                            Duration.between(
                                    result.timing().began(), result.timing().ended())),
                    first,
                    firstPlan(bench),
                    result,
                    bench.looks.all());
        }
    }

    /** As it was ordered: the plan of the query is the last one. */
    private static Wave firstWave(Bench bench) {
        return bench.history(Stage.CLUSTER_ID).stream()
                .filter(event -> event.hasActivityTaskScheduledEventAttributes())
                .map(event -> event.getActivityTaskScheduledEventAttributes())
                .filter(order -> order.getActivityType().getName().equals("StartRebalance"))
                .findFirst()
                .map(order -> ContractJson.dataConverter()
                        .fromPayload(order.getInput().getPayloads(0), StartOrder.class, StartOrder.class))
                .orElseThrow()
                .wave();
    }

    /** The last one before EMQX is started: those before it count how many clients come by themselves. */
    private static RebalancePlan firstPlan(Bench bench) {
        List<HistoryEvent> history = bench.history(Stage.CLUSTER_ID);
        return history.stream()
                .takeWhile(event -> !event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName()
                        .equals("StartRebalance"))
                .filter(event -> event.hasActivityTaskCompletedEventAttributes())
                .map(event -> event.getActivityTaskCompletedEventAttributes().getResult())
                .filter(result -> result.getPayloadsCount() > 0
                        && result.getPayloads(0).getData().toStringUtf8().contains("\"verdict\""))
                .map(result -> ContractJson.dataConverter()
                        .fromPayload(result.getPayloads(0), Assessment.class, Assessment.class))
                .reduce((earlier, later) -> later)
                .flatMap(Assessment::plan)
                .orElseThrow();
    }

    /** EMQX alone as {@code startBody} has it, with the donors out of the load balancer from the start to the end. */
    Played alone(Wave wave, String startBody) {
        return alone(wave, wave.recipients(), startBody, Duration.ZERO);
    }

    /**
     * What becomes of our own start where worker and Temporal die halfway through the eviction: EMQX goes on, and the
     * janitor puts the donors back once the Lease has run out and was seen to stay so.
     */
    Played abandoned(Ours ours) {
        LifeTimes times = LifeTimes.defaults();
        StartParameters sent = ours.first().parameters();
        Duration death = sent.waitHealthCheck()
                .plusSeconds(ours.plan()
                                .portion()
                                .map(Portion::connectionsToMove)
                                .orElse(ours.plan().forecast().connectionsToMove())
                        / ((long) sent.connEvictRate() * ours.first().donors().size())
                        / 2);
        Duration lease = times.lease().minus(times.renewal()).plus(times.lease().dividedBy(2));
        List<String> serving = new ArrayList<>(ours.plan().out().nodes());
        serving.removeAll(ours.plan().out().donors());
        return alone(ours.first(), serving, braked(ours.first()), death.plus(lease));
    }

    /** @param back when donors serve again, counted from the start; not before EMQX has ended */
    private Played alone(Wave wave, List<String> serving, String startBody, Duration back) {
        ManualClock clock = new ManualClock();
        try (SimulatedCluster emqx =
                shape(SimulatedCluster.builder()).clock(clock).start()) {
            emqx.loadBalancer().publish(serving);
            emqx.faults().startBehindOurBack(wave.coordinator(), startBody);
            while (!emqx.state(wave.coordinator()).equals("disabled")) {
                clock.advance(Duration.ofSeconds(1));
                emqx.advance();
            }
            Duration took = emqx.ledger().finishes().get(0).elapsed();
            clock.advance(back.compareTo(took) > 0 ? back.minus(took) : Duration.ZERO);
            emqx.advance();
            emqx.loadBalancer().publishAllRunning();
            clock.advance(ALL_BACK);
            emqx.advance();
            return played(emqx, "", took);
        }
    }

    SimulatedCluster.Builder shape(SimulatedCluster.Builder builder) {
        return builder.statefulSet(
                        "emqx-ee",
                        "default",
                        counts.stream().mapToLong(Long::longValue).toArray())
                .reconnectDelay(backoff)
                .churn(churn, churn)
                .seed(seed);
    }

    private Played played(SimulatedCluster emqx, String outcome, Duration took) {
        long total = counts.stream().mapToLong(Long::longValue).sum();
        long fullest =
                emqx.nodes().stream().mapToLong(SimulatedNode::live).max().orElseThrow();
        long live = emqx.nodes().stream().mapToLong(SimulatedNode::live).sum();
        return new Played(
                outcome,
                fullest * (double) counts.size() / live,
                peak(emqx, node -> emqx.ledger().connectsPerSecondPeak(node)),
                peak(emqx, node -> emqx.ledger().connectsInTenSecondsPeak(node)) / 10.0,
                emqx.ledger().history().stream()
                                .mapToLong(sample -> sample.offline())
                                .max()
                                .orElse(0)
                        / (double) total,
                took,
                emqx.ledger().starts().size());
    }

    private static long peak(SimulatedCluster emqx, java.util.function.ToLongFunction<String> ofNode) {
        return emqx.nodes().stream()
                .map(SimulatedNode::name)
                .mapToLong(ofNode)
                .max()
                .orElseThrow();
    }

    /** The same start within the level that is aimed at: without our brake. */
    static String unbraked(Wave wave) {
        StartParameters sent = wave.parameters();
        return startBody(wave, sent.withConnections(wave.level()), sent.waitHealthCheck(), sent.waitTakeover());
    }

    /** As we sent it: what goes on when nobody watches any more. */
    private static String braked(Wave wave) {
        StartParameters sent = wave.parameters();
        return startBody(wave, sent, sent.waitHealthCheck(), sent.waitTakeover());
    }

    /** The same rate and level with EMQX's own waits. */
    static String withDefaultWaits(Wave wave) {
        return startBody(wave, wave.parameters().withConnections(wave.level()), DEFAULT_WAIT, DEFAULT_WAIT);
    }

    private static String startBody(Wave wave, StartParameters parameters, Duration health, Duration takeover) {
        return String.format(
                Locale.ROOT,
                """
                {"nodes": [%s], "conn_evict_rate": %d, "sess_evict_rate": %d, "wait_health_check": %d,
                 "wait_takeover": %d, "abs_conn_threshold": %d, "rel_conn_threshold": %s,
                 "abs_sess_threshold": %d, "rel_sess_threshold": %s}
                """,
                wave.nodes().stream().map(node -> '"' + node + '"').collect(Collectors.joining(", ")),
                parameters.connEvictRate(),
                parameters.sessEvictRate(),
                health.toSeconds(),
                takeover.toSeconds(),
                parameters.connections().absolute(),
                parameters.connections().relative(),
                parameters.sessions().absolute(),
                parameters.sessions().relative());
    }

    /** The budget, with the back-off known: even between nothing and so many seconds. */
    static String knowing(int seconds) {
        return knowing(seconds, BUDGET);
    }

    static String knowing(int seconds, int budget) {
        String known = String.format(
                Locale.ROOT, ", \"reconnectP50\": \"%ds\", \"reconnectP95\": \"%ds\"", seconds / 2, seconds * 95 / 100);
        return "{\"maxConnectsPerSecondPerRecipient\": " + budget + (seconds == 0 ? "" : known) + "}";
    }

    static ReconnectDelay within(int seconds) {
        return ReconnectDelay.uniform(Duration.ZERO, Duration.ofSeconds(seconds));
    }

    /** Anything from a few thousand clients to a million, on a few nodes or many, in back-off or not. */
    static Storm random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int full = random.nextInt(3, 20);
        int empty = random.nextInt(1, 1 + full / 3);
        long each = (long) Math.pow(10, 3 + 2 * random.nextDouble());
        List<Long> counts = Stream.concat(
                        LongStream.generate(() -> each + random.nextLong(1 + each / 50))
                                .limit(full)
                                .boxed(),
                        LongStream.generate(() -> 0).limit(empty).boxed())
                .toList();
        int backoff = random.nextInt(4) * 30;
        double churn = random.nextBoolean()
                ? 0
                : counts.stream().mapToLong(Long::longValue).sum() / 20_000.0;
        return new Storm(full + " + " + empty + ", " + each, counts, within(backoff), churn, seed);
    }

    static ReconnectDelay exponential() {
        return ReconnectDelay.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    static Storm uneven(ReconnectDelay backoff, double churn, long seed) {
        return new Storm(
                "150k/110k/105k/…/0",
                Arrays.asList(
                        150_000L, 110_000L, 105_000L, 105_000L, 105_000L, 106_250L, 106_250L, 106_250L, 106_250L, 0L),
                backoff,
                churn,
                seed);
    }
}
