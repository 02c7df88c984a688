package dev.evenkeel.e2e;

import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.SimulatedCluster;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Where a run plays: an EMQX, the Kubernetes around it, and how far the run of that cluster is. */
public interface Stage {
    /** The workflow id that is the cluster's lock. */
    String CLUSTER_ID = "emqx-rebalance/default/emqx-ee";

    Duration PATIENCE = Duration.ofSeconds(60);

    SimulatedCluster emqx();

    /** The pod of a node. */
    String podOf(String node);

    /** The pods that the listeners' EndpointSlices publish as ready now, in order of names. */
    List<String> servingPods();

    /**
     * Where the run of the cluster is.
     *
     * @throws WorkflowException while there is none, or no worker
     */
    RebalanceProgress progress();

    /** The article's cluster. */
    static SimulatedCluster.Builder article(SimulatedCluster.Builder builder) {
        return builder.statefulSet("emqx-ee", "default", 3334, 3333, 3333, 0);
    }

    /** The article's counts, and absent clients on the donors, so that sessions are moved as well. */
    static SimulatedCluster.Builder withSessions(SimulatedCluster.Builder builder) {
        long[] counts = {3334, 3333, 3333, 0};
        for (int ordinal = 0; ordinal < counts.length; ordinal++) {
            String node = "emqx-ee@emqx-ee-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
            builder.node(NodeSpec.core(node, counts[ordinal]).withDisconnectedSessions(counts[ordinal] == 0 ? 0 : 600));
        }
        return builder;
    }

    /** Waits until the run is so far; there may be no run yet. */
    default void await(Predicate<RebalanceProgress> reached) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(WorkflowException.class)
                .until(this::progress, reached);
    }

    default void awaitPhase(RunPhase phase) {
        await(progress -> progress.phase() == phase);
    }

    /** Does something as soon as a run of the cluster is in this phase. */
    default void onPhase(RunPhase phase, Runnable action) {
        Thread watcher = new Thread(() -> {
            awaitPhase(phase);
            action.run();
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Live connections by pod. */
    default Map<String, Long> connections() {
        Map<String, Long> live = new TreeMap<>();
        emqx().nodes().forEach(node -> live.put(podOf(node.name()), node.live()));
        return live;
    }

    default List<String> pods(int... ordinals) {
        return Arrays.stream(ordinals).mapToObj(ordinal -> "emqx-ee-" + ordinal).toList();
    }
}
