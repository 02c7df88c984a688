package dev.evenkeel.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has happened to the cluster since it was started, for tests and reports: what was asked of it, and what its
 * clients lived through. All answers are copies.
 */
public final class Ledger {
    /** More than a day of seconds; older samples are dropped. */
    private static final int SAMPLES_MAX = 100_000;

    /** Seconds. */
    private static final int WINDOW = 10;

    private final World world;
    private final List<Start> starts = new ArrayList<>();
    private final Map<String, Long> refusedStarts = new TreeMap<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<Finish> finishes = new ArrayList<>();
    private final Map<String, Long> requests = new TreeMap<>();
    private final Map<String, Long> evictionTicks = new TreeMap<>();
    private final Map<String, Attempts> attempts = new TreeMap<>();
    private final Map<String, Long> connectsThisSecond = new TreeMap<>();
    private final Map<String, Long> connectPeaks = new TreeMap<>();
    private final Map<String, Deque<Long>> connectsLately = new TreeMap<>();
    private final Map<String, Long> connectPeaksLately = new TreeMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long second;

    Ledger(World world) {
        this.world = world;
    }

    /**
     * A start that took effect, whether or not its reply arrived.
     *
     * @param beside rebalances that ran already
     */
    public record Start(Instant at, Duration elapsed, String coordinator, String body, int beside) {}

    /** A stop that took effect. */
    public record Stop(Instant at, Duration elapsed, String coordinator) {}

    /** A rebalance that ended by itself, balanced in EMQX's sense: EMQX's log would say "finished successfully". */
    public record Finish(Instant at, Duration elapsed, String coordinator) {}

    /**
     * Tries of clients to connect to one node.
     *
     * @param accepted at any time
     * @param refused at any time, by a node that is dead or refuses
     * @param acceptedAsDonor while the node was a donor
     * @param refusedAsDonor while the node was a donor
     * @param sinceEviction accepted and refused, while the node was a donor and wait_health_check was over
     */
    public record Attempts(long accepted, long refused, long acceptedAsDonor, long refusedAsDonor, long sinceEviction) {
        static final Attempts NONE = new Attempts(0, 0, 0, 0, 0);

        Attempts plus(Attempts other) {
            return new Attempts(
                    accepted + other.accepted,
                    refused + other.refused,
                    acceptedAsDonor + other.acceptedAsDonor,
                    refusedAsDonor + other.refusedAsDonor,
                    sinceEviction + other.sinceEviction);
        }
    }

    /** The cluster at a whole second of EMQX time: live connections by node, and clients that are away. */
    public record Sample(Instant at, Duration elapsed, Map<String, Long> live, long offline) {}

    public List<Start> starts() {
        return world.call(() -> List.copyOf(starts));
    }

    /** Refused starts by reason: {@code nothing_to_balance}, {@code already_started}, or the error's code. */
    public Map<String, Long> refusedStarts() {
        return world.call(() -> Map.copyOf(refusedStarts));
    }

    public List<Stop> stops() {
        return world.call(() -> List.copyOf(stops));
    }

    public List<Finish> finishes() {
        return world.call(() -> List.copyOf(finishes));
    }

    /** Requests by method and path, node names replaced by {@code :node}; those of {@code /_sim} are not counted. */
    public Map<String, Long> requests() {
        return world.call(() -> Map.copyOf(requests));
    }

    public long requestsTotal() {
        return requests().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Ticks at which connections were evicted, over all rebalances. */
    public long evictionTicks() {
        return world.call(
                () -> evictionTicks.values().stream().mapToLong(Long::longValue).sum());
    }

    public Map<String, Attempts> attempts() {
        return world.call(() -> Map.copyOf(attempts));
    }

    /** Over all nodes. */
    public Attempts attemptsTotal() {
        return attempts().values().stream().reduce(Attempts.NONE, Attempts::plus);
    }

    /** The most clients that the node has accepted in one second of EMQX time. */
    public long connectsPerSecondPeak(String node) {
        return world.call(
                () -> Math.max(connectPeaks.getOrDefault(node, 0L), connectsThisSecond.getOrDefault(node, 0L)));
    }

    /** The most clients that the node has accepted in ten seconds of EMQX time, one after the other. */
    public long connectsInTenSecondsPeak(String node) {
        return world.call(() -> connectPeaksLately.getOrDefault(node, 0L));
    }

    /** One sample for every second since the start, the oldest first. */
    public List<Sample> history() {
        return world.call(() -> List.copyOf(samples));
    }

    void started(String coordinator, String body, int beside) {
        starts.add(new Start(now(), elapsed(), coordinator, body, beside));
    }

    void startRefused(Refusal refusal) {
        refusedStarts.merge(refusal.reason().orElseGet(refusal::code), 1L, Long::sum);
    }

    void stopped(String coordinator) {
        stops.add(new Stop(now(), elapsed(), coordinator));
    }

    void finished(Rebalance rebalance) {
        finishes.add(new Finish(now(), elapsed(), rebalance.coordinator.name));
    }

    void requested(String method, String path) {
        requests.merge(method + " " + path, 1L, Long::sum);
    }

    void evictionTick(String coordinator) {
        evictionTicks.merge(coordinator, 1L, Long::sum);
    }

    void attempts(Node node, long accepted, long refused) {
        boolean donor = world.rebalances().drainedBy(node).isPresent();
        boolean evicting = world.rebalances()
                .drainedBy(node)
                .filter(one -> one.state() != Rebalance.State.WAIT_HEALTH_CHECK)
                .isPresent();
        Attempts more = new Attempts(
                accepted, refused, donor ? accepted : 0, donor ? refused : 0, evicting ? accepted + refused : 0);
        attempts.merge(node.name, more, Attempts::plus);
        countPeak(node.name, accepted);
    }

    void sample() {
        endSecond();
        Map<String, Long> live = new LinkedHashMap<>();
        world.nodes().forEach(node -> live.put(node.name, node.live));
        samples.addLast(
                new Sample(now(), elapsed(), live, world.clients().totals().offline()));
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
    }

    private void countPeak(String node, long accepted) {
        endSecond();
        connectsThisSecond.merge(node, accepted, Long::sum);
    }

    private void endSecond() {
        for (; second < elapsed().getSeconds(); second++) {
            for (Node node : world.nodes()) {
                long count = connectsThisSecond.getOrDefault(node.name, 0L);
                connectPeaks.merge(node.name, count, Math::max);
                Deque<Long> lately = connectsLately.computeIfAbsent(node.name, name -> new ArrayDeque<>());
                lately.addLast(count);
                if (lately.size() > WINDOW) {
                    lately.removeFirst();
                }
                connectPeaksLately.merge(
                        node.name, lately.stream().mapToLong(Long::longValue).sum(), Math::max);
            }
            connectsThisSecond.clear();
        }
    }

    private Duration elapsed() {
        return world.timeline().now();
    }

    private Instant now() {
        return world.instantAt(elapsed());
    }
}
