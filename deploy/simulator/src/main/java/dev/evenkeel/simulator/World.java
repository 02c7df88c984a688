package dev.evenkeel.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Everything that the parts share: the clock, the lock, the nodes. Time passes only when somebody looks: each {@link
 * #run} and {@link #call} first lets all events happen that the clock has reached, in their order and at their own
 * times.
 */
final class World {
    /** How often a request that waits looks at the clock, in real time: nobody tells us that a clock was moved. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Settings settings;
    private final Instant start;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Timeline timeline = new Timeline();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> nodesByName;
    private final Release release;
    private final Dialect dialect;
    private final Draws draws;
    private final Draws faultDraws;
    private final Ledger ledger;
    private final LoadBalancer loadBalancer;
    private final Clients clients;
    private final Rebalances rebalances;
    private final FaultState faultState = new FaultState();
    private boolean closed;

    World(Settings settings) {
        this.settings = settings;
        this.start = settings.clock().instant();
        this.release = Release.of(settings.version());
        settings.nodes().forEach(spec -> nodes.add(new Node(spec, nodes.size(), release)));
        this.nodesByName =
                nodes.stream().sorted(Comparator.comparing(node -> node.name)).toList();
        SplittableRandom random = new SplittableRandom(settings.seed());
        this.draws = new Draws(random.split());
        this.faultDraws = new Draws(random.split());
        this.ledger = new Ledger(this);
        this.loadBalancer = new LoadBalancer(this, settings.loadBalancerLag(), settings.spread());
        this.rebalances = new Rebalances(this);
        this.clients = new Clients(this, settings.reconnectDelay(), settings.churn(), settings.neverReturnShare());
        this.dialect = Dialect.of(this);
        timeline.at(Duration.ZERO, this::sampleEverySecond);
    }

    /** Acts on the world as it is now. */
    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    /** Acts on the world as it is now and returns what came of it. */
    <T> T call(Supplier<T> action) {
        lock.lock();
        try {
            timeline.runUntil(simulated(settings.clock().instant()));
            T result = action.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Waits in the calling thread until {@code done}, at most {@code limit} of EMQX time. */
    void await(BooleanSupplier done, Duration limit) {
        lock.lock();
        try {
            timeline.runUntil(simulated(settings.clock().instant()));
            Duration deadline = timeline.now().plus(limit);
            while (!closed && !done.getAsBoolean() && timeline.now().compareTo(deadline) < 0) {
                changed.awaitNanos(LOOK_NANOS);
                timeline.runUntil(simulated(settings.clock().instant()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        run(() -> closed = true);
    }

    boolean closed() {
        return closed;
    }

    /** The clock's reading at a time of the simulation. */
    Instant instantAt(Duration elapsed) {
        long second = settings.second().toNanos();
        return start.plusNanos(elapsed.getSeconds() * second + elapsed.getNano() * second / 1_000_000_000L);
    }

    Settings settings() {
        return settings;
    }

    Instant start() {
        return start;
    }

    Timeline timeline() {
        return timeline;
    }

    /** In the order of the settings: the order of EMQX's answers, and of {@link Node#index}. */
    List<Node> nodes() {
        return nodes;
    }

    List<Node> nodesByName() {
        return nodesByName;
    }

    Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst();
    }

    Release release() {
        return release;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether whoever asks all nodes must wait for one. */
    boolean someNodeFrozen(Call call) {
        return nodes.stream().anyMatch(node -> node.running() && node.frozen);
    }

    Draws draws() {
        return draws;
    }

    /** A stream of its own, so that faults do not change what the clients do. */
    Draws faultDraws() {
        return faultDraws;
    }

    Ledger ledger() {
        return ledger;
    }

    LoadBalancer loadBalancer() {
        return loadBalancer;
    }

    Clients clients() {
        return clients;
    }

    Rebalances rebalances() {
        return rebalances;
    }

    FaultState faultState() {
        return faultState;
    }

    boolean acceptsClients(Node node) {
        return node.acceptsClients()
                && !(faultState.refuseAtRecipients && rebalances.recipient(node))
                && !faultState.refusing.contains(node.name);
    }

    private Duration simulated(Instant instant) {
        long real = Duration.between(start, instant).toNanos();
        long second = settings.second().toNanos();
        return Duration.ofSeconds(real / second, real % second * 1_000_000_000L / second);
    }

    private void sampleEverySecond() {
        ledger.sample();
        nodes.forEach(Node::sample);
        timeline.after(Duration.ofSeconds(1), this::sampleEverySecond);
    }
}
