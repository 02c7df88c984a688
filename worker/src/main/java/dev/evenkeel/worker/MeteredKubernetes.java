package dev.evenkeel.worker;

import dev.evenkeel.kubernetes.Admission;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.InspectedCluster;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures what is asked of Kubernetes; excluding and restoring include the wait for the EndpointSlices. */
final class MeteredKubernetes implements ClusterDiscovery, ServingLabel, ReadinessGate {
    private final KubernetesAccess access;
    private final MeterRegistry registry;

    private MeteredKubernetes(KubernetesAccess access, MeterRegistry registry) {
        this.access = access;
        this.registry = registry;
    }

    static KubernetesAccess of(KubernetesAccess access, MeterRegistry registry) {
        MeteredKubernetes metered = new MeteredKubernetes(access, registry);
        return new KubernetesAccess(
                metered, metered, metered, access.leases(), access.marked(), access.routes(), access.closing());
    }

    @Override
    public DiscoveredCluster discover(String namespace, String name) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "discover",
                () -> access.discovery().discover(namespace, name));
    }

    @Override
    public Map<String, Set<String>> served(String namespace, Collection<String> services) {
        return Meters.timed(
                registry, Meters.KUBERNETES, "served", () -> access.discovery().served(namespace, services));
    }

    @Override
    public boolean mayPatchStatus(String namespace) {
        return Meters.timed(
                registry, Meters.KUBERNETES, "review", () -> access.discovery().mayPatchStatus(namespace));
    }

    @Override
    public List<String> exclude(
            String namespace,
            String name,
            Collection<String> pods,
            String mark,
            Instant until,
            Admission admission,
            Duration patience) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "exclude",
                () -> access.gate().exclude(namespace, name, pods, mark, until, admission, patience));
    }

    @Override
    public Restored restore(
            String namespace,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Admission admission,
            Duration patience) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "restore",
                () -> access.gate().restore(namespace, mark, keep, servingBefore, admission, patience));
    }

    @Override
    public Restored awaitServed(String namespace, Collection<String> servingBefore, Duration patience) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "await",
                () -> access.gate().awaitServed(namespace, servingBefore, patience));
    }

    @Override
    public InspectedCluster inspect(String namespace, String name, InstantSource clock) {
        return Meters.timed(
                registry, Meters.KUBERNETES, "inspect", () -> access.discovery().inspect(namespace, name, clock));
    }

    @Override
    public List<String> exclude(
            String namespace, String name, Collection<String> pods, String mark, Instant until, Duration patience) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "exclude",
                () -> access.label().exclude(namespace, name, pods, mark, until, patience));
    }

    @Override
    public Restored restore(
            String namespace,
            String name,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Duration patience) {
        return Meters.timed(
                registry,
                Meters.KUBERNETES,
                "restore",
                () -> access.label().restore(namespace, name, mark, keep, servingBefore, patience));
    }
}
