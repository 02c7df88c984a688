package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.ServingLabel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Pulls the lever. Knows pods only by what Kubernetes shows, so that restoration needs no EMQX. Safe to repeat: each
 * attempt reads first and writes the difference.
 */
public final class EndpointActivitiesImpl implements EndpointActivities {
    /** Controllers need milliseconds and kubelets a second; longer is a reason to look again. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final ClusterDiscovery discovery;
    private final ServingLabel label;
    private final InstantSource clock;

    public EndpointActivitiesImpl(ClusterDiscovery discovery, ServingLabel label, InstantSource clock) {
        this.discovery = discovery;
        this.label = label;
        this.clock = clock;
    }

    @Override
    public Exclusion exclude(ExcludeOrder order) {
        ClusterRef cluster = order.cluster();
        List<String> pods = Heartbeats.during(() -> guarded(() -> label.exclude(
                cluster.namespace(),
                cluster.name(),
                pods(cluster, order.nodes()),
                order.run().mark(),
                order.until(),
                PATIENCE)));
        return new Exclusion(pods, clock.instant());
    }

    @Override
    public Restoration restore(RestoreOrder order) {
        ClusterRef cluster = order.cluster();
        ServingLabel.Restored restored = Heartbeats.during(() -> guarded(() -> label.restore(
                cluster.namespace(),
                cluster.name(),
                order.run().mark(),
                order.keep().isEmpty() ? List.of() : pods(cluster, order.keep()),
                order.servingBefore(),
                PATIENCE)));
        return new Restoration(restored.restored(), restored.gone(), restored.notServing(), clock.instant());
    }

    private List<String> pods(ClusterRef cluster, List<String> nodes) {
        DiscoveredCluster objects = discovery.discover(cluster.namespace(), cluster.name());
        return nodes.stream()
                .map(node -> NodePods.podOf(node, objects)
                        .map(DiscoveredCluster.DiscoveredPod::name)
                        .orElseThrow(() -> FailureKind.EXCLUSION_REFUSED.failure(
                                "no pod of " + cluster.display() + " is node " + node, null)))
                .toList();
    }
}
