package dev.evenkeel.e2e.planning;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.planning.Snapshot;
import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.Spread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * A random cluster and strategy, for the planner and for the simulator alike.
 *
 * @param seed says all of it
 * @param nodes connections and absent clients' sessions by node
 * @param strategy every field given
 */
record PlannedCase(long seed, List<NodeSpec> nodes, RebalanceStrategy strategy) {
    static final ClusterRef CLUSTER = ClusterRef.outside("edge");

    static PlannedCase random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<NodeSpec> nodes = new ArrayList<>();
        int size = random.nextInt(1, 9);
        long scale = (long) Math.pow(10, random.nextInt(1, 5));
        for (int i = 0; i < size; i++) {
            long connections = random.nextInt(4) == 0 ? 0 : random.nextLong(scale);
            long away = random.nextInt(5) == 0 ? random.nextLong(scale) : 0;
            nodes.add(NodeSpec.core("emqx" + i + "@127.0.0.1", connections).withDisconnectedSessions(away));
        }
        if (random.nextInt(20) == 0) {
            nodes.replaceAll(node -> NodeSpec.core(node.name(), 500));
        }
        return new PlannedCase(
                seed,
                List.copyOf(nodes),
                new RebalanceStrategy(
                        Optional.of(random.nextInt(1, 1 + (int) Math.max(2, scale / 10))),
                        Optional.of(random.nextInt(1, 1000)),
                        Optional.of(Duration.ofSeconds(random.nextInt(0, 30))),
                        Optional.of(Duration.ofSeconds(random.nextInt(0, 30))),
                        Optional.of(random.nextInt(1, 1 + (int) Math.max(2, scale / 10))),
                        Optional.of(1 + random.nextInt(1, 50) / 100.0),
                        Optional.of(random.nextInt(1, 1 + (int) Math.max(2, scale / 10))),
                        Optional.of(1 + random.nextInt(1, 50) / 100.0)));
    }

    RebalanceRequest request() {
        return new RebalanceRequest(
                        Optional.empty(),
                        null,
                        null,
                        Optional.of("edge"),
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        null,
                        3,
                        null,
                        null)
                .withStrategy(strategy);
    }

    Snapshot snapshot() {
        return new Snapshot(
                Instant.EPOCH,
                nodes.stream()
                        .map(node -> new Snapshot.Node(
                                node.name(),
                                true,
                                true,
                                "5.10.3",
                                node.connections(),
                                node.connections() + node.disconnectedSessions(),
                                Optional.empty()))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Clients come back at once and in turn, so that nothing is left to chance. */
    SimulatedCluster simulated(ManualClock clock) {
        SimulatedCluster.Builder builder =
                SimulatedCluster.builder().clock(clock).seed(seed).spread(Spread.EVEN);
        nodes.forEach(builder::node);
        return builder.start();
    }
}
