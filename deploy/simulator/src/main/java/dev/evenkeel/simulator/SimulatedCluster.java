package dev.evenkeel.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An EMQX cluster: an HTTP server for each node, on 127.0.0.1 unless told otherwise, the machines behind them, and the clients.
 *
 * <p>The one clock is the caller's. One second of EMQX lasts {@code second} on it, so a wall clock and 250 ms make a
 * cluster that lives four times as fast; all other durations here are EMQX time. No thread is needed for time to pass:
 * every request and every look first brings the world up to the clock.
 *
 * <p>What it cannot do: MQTT itself, durable sessions, gateways.
 */
public final class SimulatedCluster implements AutoCloseable {
    private final World world;
    private final ExecutorService threads;
    private final Map<String, NodeServer> servers = new LinkedHashMap<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Faults faults;

    private SimulatedCluster(Settings settings) {
        this.world = new World(settings);
        this.threads = Executors.newCachedThreadPool(daemons());
        this.faults = new Faults(world, servers);
        NodeApi api = new NodeApi(world, faults);
        try {
            for (NodeSpec spec : settings.nodes()) {
                Node node = world.node(spec.name()).orElseThrow();
                NodeServer server = new NodeServer(node, api, threads, spec.address(), spec.port());
                servers.put(node.name, server);
                nodes.add(new SimulatedNode(world, node, server));
                server.open();
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Brings the world up to the clock. Needed only by those who want no request to do it. */
    public void advance() {
        world.run(() -> {});
    }

    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes);
    }

    public SimulatedNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No node " + name + " among " + nodes));
    }

    /** Of every node's EMQX. */
    public String version() {
        return world.settings().version();
    }

    public Faults faults() {
        return faults;
    }

    public Ledger ledger() {
        return world.ledger();
    }

    public LoadBalancer loadBalancer() {
        return world.loadBalancer();
    }

    /** The clients, counted now. */
    public Totals clients() {
        return world.call(() -> world.clients().totals());
    }

    /** EMQX time since the start. */
    public Duration elapsed() {
        return world.call(() -> world.timeline().now());
    }

    /** The clock's reading when the cluster was made. */
    public Instant startedAt() {
        return world.start();
    }

    /** Donors of the rebalances that run now. */
    public List<String> donors() {
        return world.call(() -> world.rebalances().running().stream()
                .flatMap(one -> one.donors.stream())
                .map(node -> node.name)
                .toList());
    }

    /** The state of the rebalance that this node coordinates, as on the wire, or {@code disabled}. */
    public String state(String coordinator) {
        return world.call(() -> world.rebalances()
                .coordinatedBy(world.node(coordinator).orElseThrow())
                .map(one -> StatusPages.wireName(one.state()))
                .orElse("disabled"));
    }

    @Override
    public void close() {
        world.close();
        servers.values().forEach(NodeServer::close);
        threads.shutdownNow();
    }

    private static ThreadFactory daemons() {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, "simulated-emqx-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * A cluster to be. Defaults: EMQX 5.10.3, the system clock at its own speed, seed 1, clients spread at random who
     * come back after 100 to 500 ms, no churn, a load balancer without lag, the key {@code key:secret}.
     */
    public static final class Builder {
        private final List<NodeSpec> nodes = new ArrayList<>();
        private final List<ApiKey> keys = new ArrayList<>();
        private String version = "5.10.3";
        private long seed = 1;
        private InstantSource clock = InstantSource.system();
        private Duration second = Duration.ofSeconds(1);
        private Spread spread = Spread.RANDOM;
        private ReconnectDelay reconnectDelay = ReconnectDelay.uniform(Duration.ofMillis(100), Duration.ofMillis(500));
        private Churn churn = Churn.NONE;
        private double neverReturnShare;
        private Duration loadBalancerLag = Duration.ZERO;
        private Duration apiLatency = Duration.ZERO;
        private Duration netTick = Duration.ofSeconds(60);

        private Builder() {}

        /** A core node with so many live connections. */
        public Builder node(String name, long connections) {
            return node(NodeSpec.core(name, connections));
        }

        public Builder node(NodeSpec spec) {
            nodes.add(spec);
            return this;
        }

        /** {@code emqx1@127.0.0.1} and so on, one for each count. */
        public Builder connections(long... counts) {
            for (long count : counts) {
                node("emqx" + (nodes.size() + 1) + "@127.0.0.1", count);
            }
            return this;
        }

        /**
         * Nodes named as EMQX Operator names them: {@code emqx-ee@emqx-ee-0.emqx-ee-headless.default.svc.cluster.local}
         * for the instance {@code emqx-ee}, one for each count.
         */
        public Builder statefulSet(String instance, String namespace, long... counts) {
            for (int ordinal = 0; ordinal < counts.length; ordinal++) {
                String host =
                        instance + "-" + ordinal + "." + instance + "-headless." + namespace + ".svc.cluster.local";
                node(instance + "@" + host, counts[ordinal]);
            }
            return this;
        }

        /** Moves the APIs of the nodes so far, each to an address of this machine, all to the same port. */
        public Builder listenOn(List<String> addresses, int port) {
            if (addresses.size() != nodes.size()) {
                throw new IllegalArgumentException(
                        "Wanted an address for each of " + nodes.size() + " nodes, got " + addresses);
            }
            for (int ordinal = 0; ordinal < addresses.size(); ordinal++) {
                nodes.set(
                        ordinal,
                        nodes.get(ordinal).withAddress(addresses.get(ordinal)).withPort(port));
            }
            return this;
        }

        public Builder version(String emqxVersion) {
            version = emqxVersion;
            return this;
        }

        /** Adds a key; without any there is {@code key:secret} as administrator. */
        public Builder key(String key, String secret, ApiKey.Permission permission) {
            keys.add(new ApiKey(key, secret, permission));
            return this;
        }

        /** Adds an administrator's key that is limited to these scopes, where the release knows scopes. */
        public Builder keyWithScopes(String key, String secret, String... scopes) {
            keys.add(new ApiKey(key, secret, ApiKey.Permission.ADMINISTRATOR, Optional.of(List.of(scopes))));
            return this;
        }

        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        public Builder clock(InstantSource newClock) {
            clock = newClock;
            return this;
        }

        /** How long a second of EMQX lasts on the clock. */
        public Builder second(Duration length) {
            second = length;
            return this;
        }

        /** Even spread also brings clients back at once, unless {@link #reconnectDelay} is called after it. */
        public Builder spread(Spread newSpread) {
            spread = newSpread;
            if (newSpread == Spread.EVEN) {
                reconnectDelay = ReconnectDelay.none();
            }
            return this;
        }

        public Builder reconnectDelay(ReconnectDelay delay) {
            reconnectDelay = delay;
            return this;
        }

        public Builder churn(double connectsPerSecond, double disconnectsPerSecond) {
            churn = new Churn(connectsPerSecond, disconnectsPerSecond, churn.expiriesPerSecond());
            return this;
        }

        /** Sessions a second that expire, of those whose clients will not come back. */
        public Builder expiry(double sessionsPerSecond) {
            churn = new Churn(churn.connectsPerSecond(), churn.disconnectsPerSecond(), sessionsPerSecond);
            return this;
        }

        /** The share, 0 to 1, of evicted clients that never come back; their sessions stay. */
        public Builder neverReturn(double share) {
            neverReturnShare = share;
            return this;
        }

        /** How much later than the endpoints change clients are sent elsewhere. */
        public Builder loadBalancerLag(Duration lag) {
            loadBalancerLag = lag;
            return this;
        }

        /** How long each request takes, at least; requests then wait for the clock. */
        public Builder apiLatency(Duration latency) {
            apiLatency = latency;
            return this;
        }

        /** After how long a frozen node is given up by the others; 45 to 75 s in reality. */
        public Builder netTick(Duration limit) {
            netTick = limit;
            return this;
        }

        /** Starts the cluster; its HTTP servers answer when this returns. */
        public SimulatedCluster start() {
            List<ApiKey> known =
                    keys.isEmpty() ? List.of(new ApiKey("key", "secret", ApiKey.Permission.ADMINISTRATOR)) : keys;
            return new SimulatedCluster(new Settings(
                    nodes,
                    version,
                    known,
                    seed,
                    clock,
                    second,
                    spread,
                    reconnectDelay,
                    churn,
                    neverReturnShare,
                    loadBalancerLag,
                    apiLatency,
                    netTick));
        }
    }
}
