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
    private final RunLife life;
    private final InstantSource clock;

    public EndpointActivitiesImpl(ClusterDiscovery discovery, ServingLabel label, RunLife life, InstantSource clock) {
        this.discovery = discovery;
        this.label = label;
        this.life = life;
        this.clock = clock;
    }

    /** The Lease comes first: whoever finds a pod with our mark finds with whom to clean up after us. */
    @Override
    public Exclusion exclude(ExcludeOrder order) {
        List<String> pods = life.living(order.cluster(), order.run(), () -> Heartbeats.during(() -> excluded(order)));
        return new Exclusion(pods, clock.instant());
    }

    private List<String> excluded(ExcludeOrder order) {
        ClusterRef cluster = order.cluster();
        DiscoveredCluster objects = guarded(() -> discovery.discover(cluster.namespace(), cluster.name()));
        List<String> pods = pods(objects, order.wave().donors());
        life.hold(objects.name(), cluster, order.run(), order.lever(), order.wave(), order.until());
        return guarded(() -> label.exclude(
                cluster.namespace(), cluster.name(), pods, order.run().mark(), order.until(), PATIENCE));
    }

    @Override
    public Restoration restore(RestoreOrder order) {
        ClusterRef cluster = order.cluster();
        ServingLabel.Restored restored = life.cleaning(
                cluster,
                order.run(),
                () -> Heartbeats.during(() -> guarded(() -> label.restore(
                        cluster.namespace(),
                        cluster.name(),
                        order.run().mark(),
                        kept(order),
                        order.servingBefore(),
                        PATIENCE))));
        return new Restoration(restored.restored(), restored.gone(), restored.notServing(), clock.instant());
    }

    private List<String> kept(RestoreOrder order) {
        ClusterRef cluster = order.cluster();
        return order.keep().isEmpty()
                ? List.of()
                : pods(discovery.discover(cluster.namespace(), cluster.name()), order.keep());
    }

    private static List<String> pods(DiscoveredCluster objects, List<String> nodes) {
        return nodes.stream()
                .map(node -> NodePods.podOf(node, objects)
                        .map(DiscoveredCluster.DiscoveredPod::name)
                        .orElseThrow(() -> FailureKind.EXCLUSION_REFUSED.failure(
                                "no pod of cluster " + objects.name() + " in namespace " + objects.namespace()
                                        + " is node " + node,
                                null)))
                .toList();
    }
}
