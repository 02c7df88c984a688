package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@link ClusterLeases} by fabric8: replace and delete with the version that was read. */
public final class Fabric8ClusterLeases implements ClusterLeases {
    private static final int CONFLICT = 409;
    private static final int GONE = 404;
    private static final int HOLD_ATTEMPTS = 5;

    private final KubernetesClient client;

    public Fabric8ClusterLeases(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<ClusterLease> read(String namespace, String statefulSet) {
        return Optional.ofNullable(stored(namespace, statefulSet)).flatMap(LeaseObjects::read);
    }

    private Lease stored(String namespace, String statefulSet) {
        return call(
                "get",
                namespace,
                () -> client.leases()
                        .inNamespace(namespace)
                        .withName(ClusterLease.NAME_PREFIX + statefulSet)
                        .get());
    }

    @Override
    public List<ClusterLease> all(String namespace) {
        return call(
                        "list",
                        namespace,
                        () -> client.leases()
                                .inNamespace(namespace)
                                .withLabel(LeaseObjects.MANAGED_BY_LABEL, LeaseObjects.MANAGED_BY)
                                .list()
                                .getItems())
                .stream()
                .flatMap(lease -> LeaseObjects.read(lease).stream())
                .toList();
    }

    /** This run's own renewal may come in between, and anybody's edit; so it is tried a few times. */
    @Override
    public void hold(ClusterLease wanted) {
        for (int attempt = 0; attempt < HOLD_ATTEMPTS; attempt++) {
            Optional<ClusterLease> found = read(wanted.namespace(), wanted.statefulSet());
            found.filter(lease -> !lease.run().equals(wanted.run())).ifPresent(lease -> {
                throw held(lease);
            });
            if (found.map(lease -> replace(LeaseObjects.object(wanted), lease)).orElseGet(() -> create(wanted))) {
                return;
            }
        }
        throw new KubernetesException(
                FailureKind.KUBERNETES_UNAVAILABLE,
                "Lease " + wanted.display() + " changed each of the " + HOLD_ATTEMPTS
                        + " times that it was to be taken",
                null);
    }

    private static KubernetesException held(ClusterLease lease) {
        return new KubernetesException(
                FailureKind.CLUSTER_HELD,
                "Lease " + lease.display() + " is not free: "
                        + (lease.heldByRun()
                                ? "run " + lease.run() + " holds it"
                                : lease.holder() + " cleans up after run " + lease.run()),
                null);
    }

    @Override
    public boolean renew(ClusterLease lease, Instant now) {
        return read(lease.namespace(), lease.statefulSet())
                .filter(held -> held.holder().equals(lease.run()))
                .map(held -> replace(LeaseObjects.object((held.wave().isEmpty() ? lease : held).renewed(now)), held))
                .orElse(false);
    }

    @Override
    public void release(String namespace, String statefulSet, String run) {
        read(namespace, statefulSet).filter(lease -> lease.run().equals(run)).ifPresent(this::remove);
    }

    @Override
    public boolean create(ClusterLease lease) {
        return written(() ->
                        call("create", lease.namespace(), () -> object(lease).create()))
                || mended(lease);
    }

    private boolean mended(ClusterLease lease) {
        return Optional.ofNullable(stored(lease.namespace(), lease.statefulSet()))
                .filter(damaged -> LeaseObjects.read(damaged).isEmpty())
                .map(damaged -> replace(
                        LeaseObjects.object(lease),
                        lease.namespace(),
                        damaged.getMetadata().getResourceVersion()))
                .orElse(false);
    }

    @Override
    public Optional<ClusterLease> takeOver(ClusterLease lease, String janitor, Instant now) {
        return written(lease, lease.takenOver(janitor, now));
    }

    @Override
    public Optional<ClusterLease> endpointsRestored(ClusterLease lease, Instant now) {
        return written(lease, lease.restored(now));
    }

    @Override
    public boolean remove(ClusterLease lease) {
        return written(() -> call(
                "delete",
                lease.namespace(),
                () -> object(lease)
                        .lockResourceVersion(lease.version().orElseThrow())
                        .delete()));
    }

    private Optional<ClusterLease> written(ClusterLease before, ClusterLease after) {
        return replace(LeaseObjects.object(after), before)
                ? read(before.namespace(), before.statefulSet())
                        .filter(lease -> lease.holder().equals(after.holder()))
                : Optional.empty();
    }

    private boolean replace(Lease object, ClusterLease before) {
        return replace(object, before.namespace(), before.version().orElseThrow());
    }

    private boolean replace(Lease object, String namespace, String version) {
        object.getMetadata().setResourceVersion(version);
        return written(() -> call(
                "update",
                namespace,
                () -> client.resource(object).inNamespace(namespace).update()));
    }

    private Resource<Lease> object(ClusterLease lease) {
        return client.resource(LeaseObjects.object(lease)).inNamespace(lease.namespace());
    }

    /** False where somebody was faster: the version is another one, or the Lease is gone or there. */
    private static boolean written(Supplier<?> write) {
        try {
            write.get();
            return true;
        } catch (KubernetesException late) {
            int status = ApiCall.status(late);
            if (status == CONFLICT || status == GONE) {
                return false;
            }
            throw late;
        }
    }

    private static <T> T call(String verb, String namespace, Supplier<T> request) {
        return new ApiCall(verb, "leases.coordination.k8s.io", namespace).make(request);
    }
}
