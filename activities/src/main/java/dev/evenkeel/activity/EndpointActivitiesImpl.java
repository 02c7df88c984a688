package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import dev.evenkeel.kubernetes.ServingLabel.Restored;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Pulls the lever. Knows pods only by what Kubernetes shows, so that restoration needs no EMQX. Safe to repeat: each
 * attempt reads first and writes the difference.
 */
public final class EndpointActivitiesImpl implements EndpointActivities {
    /** Controllers need milliseconds and kubelets a second; longer is a reason to look again. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** EMQX Operator puts donors back after 29 s at the latest (measured), and a kubelet's probe within its period. */
    private static final Duration BACK_BY_OTHERS_AT_MOST = Duration.ofSeconds(60);

    private final ClusterDiscovery discovery;
    private final ServingLabel label;
    private final ReadinessGate gate;
    private final ClusterDirectory directory;
    private final RunLife life;
    private final InstantSource clock;

    public EndpointActivitiesImpl(
            ClusterDiscovery discovery,
            ServingLabel label,
            ReadinessGate gate,
            ClusterDirectory directory,
            RunLife life,
            InstantSource clock) {
        this.discovery = discovery;
        this.label = label;
        this.gate = gate;
        this.directory = directory;
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
        String mark = order.run().mark();
        return guarded(() -> switch (order.lever()) {
            case LABEL -> label.exclude(cluster.namespace(), cluster.name(), pods, mark, order.until(), PATIENCE);
            case GATE ->
                gate.exclude(
                        cluster.namespace(),
                        cluster.name(),
                        pods,
                        mark,
                        order.until(),
                        new EmqxAdmission(directory, cluster),
                        PATIENCE);
            case AUTO, OBSERVE, NONE ->
                throw new IllegalStateException("lever " + order.lever() + " takes no pod out by itself");
        });
    }

    @Override
    public Restoration restore(RestoreOrder order) {
        ClusterRef cluster = order.cluster();
        Instant asked =
                Instant.ofEpochMilli(Activity.getExecutionContext().getInfo().getScheduledTimestamp());
        Restored restored = life.cleaning(
                cluster,
                order.run(),
                () -> Heartbeats.during(() -> guarded(() -> restored(order, kept(order), asked))));
        return new Restoration(restored.restored(), restored.gone(), restored.notServing(), clock.instant());
    }

    private Restored restored(RestoreOrder order, List<String> keep, Instant asked) {
        ClusterRef cluster = order.cluster();
        String mark = order.run().mark();
        return switch (order.lever()) {
            case LABEL, AUTO, NONE ->
                label.restore(cluster.namespace(), cluster.name(), mark, keep, order.servingBefore(), PATIENCE);
            case GATE -> {
                byLabel(cluster, mark, keep);
                Restored ours = gate.restore(
                        cluster.namespace(),
                        mark,
                        keep,
                        order.servingBefore(),
                        new EmqxAdmission(directory, cluster),
                        PATIENCE);
                yield ours.notServing().isEmpty() ? ours : byOthers(order, ours.restored(), asked);
            }
            case OBSERVE -> byOthers(order, byLabel(cluster, mark, keep).restored(), asked);
        };
    }

    /** What an earlier wave of this run took out by label, before the Services were changed. */
    private Restored byLabel(ClusterRef cluster, String mark, List<String> keep) {
        return label.restore(cluster.namespace(), cluster.name(), mark, keep, List.of(), PATIENCE);
    }

    /** Waits, over some attempts since this was asked for, for whoever else puts pods back. */
    private Restored byOthers(RestoreOrder order, List<String> restored, Instant asked) {
        Restored served = gate.awaitServed(order.cluster().namespace(), order.servingBefore(), PATIENCE);
        boolean patient = clock.instant().isBefore(asked.plus(BACK_BY_OTHERS_AT_MOST));
        if (!served.notServing().isEmpty() && patient) {
            throw new KubernetesException(
                    FailureKind.STILL_SERVED, "others have not put back yet: " + served.notServing(), null);
        }
        return new Restored(restored, served.gone(), served.notServing());
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
