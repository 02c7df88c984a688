package dev.evenkeel.kubernetes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The Leases by which a run's life is visible without Temporal, one per cluster ({@code coordination.k8s.io/v1}). Every
 * write is bound to the {@code resourceVersion} that was read, so that of two who write one learns that he was late.
 *
 * <p>All methods throw {@link KubernetesException} of kind {@code KUBERNETES_...} where the API refuses.
 */
public interface ClusterLeases {
    /** The Lease of a cluster; empty where there is none. */
    Optional<ClusterLease> read(String namespace, String statefulSet);

    /** Every Lease of ours in a namespace. */
    List<ClusterLease> all(String namespace);

    /**
     * Takes or keeps the Lease for a run, with what the run is about to do.
     *
     * @throws KubernetesException of kind {@code CLUSTER_HELD} where another run or a janitor holds it and its time is
     *     not over, or where it has not cleaned up yet
     */
    void hold(ClusterLease wanted);

    /**
     * Renews what this Lease's run holds, as it stands: another worker may have written another wave since. Where no wave
     * stands in it, this one is written again.
     *
     * @return false where the run does not hold it: nothing was written
     */
    boolean renew(ClusterLease lease, Instant now);

    /** Removes the Lease if this run holds it. */
    void release(String namespace, String statefulSet, String run);

    /**
     * Writes a Lease that was not there, or that says no longer whose it is: nobody could keep or free such a one. False
     * where somebody was faster.
     */
    boolean create(ClusterLease lease);

    /** Gives the Lease to a janitor, as it was read; empty where somebody was faster. */
    Optional<ClusterLease> takeOver(ClusterLease lease, String janitor, Instant now);

    /** Renews what a janitor holds, with word that all pods are back; empty where somebody was faster. */
    Optional<ClusterLease> endpointsRestored(ClusterLease lease, Instant now);

    /** Removes a Lease as it was read; false where somebody was faster. */
    boolean remove(ClusterLease lease);
}
