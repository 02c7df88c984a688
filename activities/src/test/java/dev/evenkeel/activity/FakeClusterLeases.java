package dev.evenkeel.activity;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Leases in memory, with versions as the API gives them; counts writes, and can be away. */
final class FakeClusterLeases implements ClusterLeases {
    private final Map<String, ClusterLease> leases = new TreeMap<>();
    private int version;
    private int writes;
    private boolean away;
    private boolean unlabelled;

    synchronized void away(boolean now) {
        away = now;
    }

    /** Somebody has taken the label off them all: they are there, and no list has them. */
    synchronized void unlabelled() {
        unlabelled = true;
    }

    synchronized int writes() {
        return writes;
    }

    /** As somebody else would, whatever stands there. */
    synchronized ClusterLease put(ClusterLease lease) {
        return write(lease);
    }

    private ClusterLease write(ClusterLease lease) {
        writes++;
        ClusterLease stored = new ClusterLease(
                lease.namespace(),
                lease.statefulSet(),
                lease.cluster(),
                lease.run(),
                lease.lever(),
                lease.wave(),
                lease.hardStop(),
                lease.holder(),
                lease.renewedAt(),
                lease.duration(),
                lease.lastSignAt(),
                lease.endpointsRestored(),
                Optional.of(String.valueOf(++version)));
        leases.put(lease.display(), stored);
        return stored;
    }

    private void answer() {
        if (away) {
            throw new KubernetesException(FailureKind.KUBERNETES_UNAVAILABLE, "the API is away", null);
        }
    }

    @Override
    public synchronized Optional<ClusterLease> read(String namespace, String statefulSet) {
        answer();
        return Optional.ofNullable(leases.get(namespace + "/" + ClusterLease.NAME_PREFIX + statefulSet));
    }

    @Override
    public synchronized List<ClusterLease> all(String namespace) {
        answer();
        return leases.values().stream()
                .filter(lease -> !unlabelled && lease.namespace().equals(namespace))
                .toList();
    }

    @Override
    public synchronized void hold(ClusterLease wanted) {
        read(wanted.namespace(), wanted.statefulSet())
                .filter(held -> !held.run().equals(wanted.run()))
                .ifPresent(held -> {
                    throw new KubernetesException(FailureKind.CLUSTER_HELD, "run " + held.run() + " holds it", null);
                });
        write(wanted);
    }

    @Override
    public synchronized boolean renew(ClusterLease lease, Instant now) {
        Optional<ClusterLease> held = read(lease.namespace(), lease.statefulSet())
                .filter(found -> found.holder().equals(lease.run()));
        held.map(found -> found.wave().isEmpty() ? lease : found)
                .ifPresent(standing -> write(ClusterLease.of(
                        standing.statefulSet(),
                        standing.cluster(),
                        standing.run(),
                        standing.lever(),
                        standing.wave(),
                        standing.hardStop(),
                        now,
                        standing.duration())));
        return held.isPresent();
    }

    @Override
    public synchronized void release(String namespace, String statefulSet, String run) {
        read(namespace, statefulSet).filter(held -> held.run().equals(run)).ifPresent(this::remove);
    }

    @Override
    public synchronized boolean create(ClusterLease lease) {
        if (lease.holder().isEmpty()) {
            throw new KubernetesException(FailureKind.KUBERNETES_UNAVAILABLE, "HTTP 422: holderIdentity", null);
        }
        boolean free = read(lease.namespace(), lease.statefulSet()).isEmpty();
        if (free) {
            write(lease);
        }
        return free;
    }

    @Override
    public synchronized Optional<ClusterLease> takeOver(ClusterLease lease, String janitor, Instant now) {
        return current(lease)
                ? Optional.of(write(heldBy(lease, janitor, now, lease.endpointsRestored())))
                : Optional.empty();
    }

    @Override
    public synchronized Optional<ClusterLease> endpointsRestored(ClusterLease lease, Instant now) {
        return current(lease) ? Optional.of(write(heldBy(lease, lease.holder(), now, true))) : Optional.empty();
    }

    private static ClusterLease heldBy(ClusterLease lease, String holder, Instant now, boolean restored) {
        return new ClusterLease(
                lease.namespace(),
                lease.statefulSet(),
                lease.cluster(),
                lease.run(),
                lease.lever(),
                lease.wave(),
                lease.hardStop(),
                holder,
                now,
                lease.duration(),
                lease.lastSignAt(),
                restored,
                lease.version());
    }

    @Override
    public synchronized boolean remove(ClusterLease lease) {
        boolean current = current(lease);
        if (current) {
            writes++;
            leases.remove(lease.display());
        }
        return current;
    }

    private boolean current(ClusterLease lease) {
        return read(lease.namespace(), lease.statefulSet())
                .filter(found -> found.version().equals(lease.version()))
                .isPresent();
    }
}
