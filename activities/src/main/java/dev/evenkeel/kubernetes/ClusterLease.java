package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The Lease of a cluster: a run's life as Kubernetes shows it, and all that somebody needs who must clean up after it
 * and has neither Temporal nor the worker to ask.
 *
 * @param namespace namespace of the cluster, and of the Lease
 * @param statefulSet the StatefulSet: what the Lease is named after, so that two names of one cluster share it
 * @param cluster the name that the run was asked for; {@code connection} in it is the reference to the credentials
 * @param run mark of the run that it was written for, even after a janitor took it over
 * @param lever how the run excludes
 * @param wave what the run has started, or is about to; empty where nothing is known of it
 * @param hardStop when pods come back even if EMQX does not answer
 * @param holder who renews it: the run itself by its mark, or a janitor
 * @param renewedAt when the holder last did, by the holder's clock
 * @param duration how long that is good for
 * @param lastSignAt when the run itself last renewed it
 * @param endpointsRestored whether a janitor has put all pods back, and only EMQX is left to stop
 * @param version {@code resourceVersion} of the Lease as it was read; empty for one that is to be written
 */
public record ClusterLease(
        String namespace,
        String statefulSet,
        ClusterRef cluster,
        String run,
        Lever lever,
        Optional<Wave> wave,
        Instant hardStop,
        String holder,
        Instant renewedAt,
        Duration duration,
        Instant lastSignAt,
        boolean endpointsRestored,
        Optional<String> version) {
    /** What the name of a Lease begins with. */
    public static final String NAME_PREFIX = "evenkeel-";

    /** Its first form, held by the run itself. */
    public static ClusterLease of(
            String statefulSet,
            ClusterRef cluster,
            String run,
            Lever lever,
            Optional<Wave> wave,
            Instant hardStop,
            Instant now,
            Duration duration) {
        return new ClusterLease(
                cluster.namespace(),
                statefulSet,
                cluster,
                run,
                lever,
                wave,
                hardStop,
                run,
                now,
                duration,
                now,
                false,
                Optional.empty());
    }

    /** The name of the Lease object. */
    public String name() {
        return NAME_PREFIX + statefulSet;
    }

    /** {@code namespace/name} of the Lease, for messages. */
    public String display() {
        return namespace + "/" + name();
    }

    /** Whether the run itself holds it, as opposed to a janitor that cleans up after it. */
    public boolean heldByRun() {
        return holder.equals(run);
    }

    /**
     * Whether its time is over by this clock, which need not be the holder's. A Lease from further ahead than it lasts
     * tells nothing of its time, and would be good for as long as the holder's clock was wrong: it counts as over too.
     */
    public boolean ranOut(Instant now) {
        return !now.isBefore(renewedAt.plus(duration)) || now.isBefore(renewedAt.minus(duration));
    }

    /** Renewed by who holds it. */
    ClusterLease renewed(Instant now) {
        return held(holder, now, heldByRun() ? now : lastSignAt, endpointsRestored);
    }

    /** Held by a janitor from now on. */
    ClusterLease takenOver(String janitor, Instant now) {
        return held(janitor, now, lastSignAt, endpointsRestored);
    }

    /** With word that all pods are back. */
    ClusterLease restored(Instant now) {
        return held(holder, now, lastSignAt, true);
    }

    private ClusterLease held(String newHolder, Instant now, Instant sign, boolean restored) {
        return new ClusterLease(
                namespace,
                statefulSet,
                cluster,
                run,
                lever,
                wave,
                hardStop,
                newHolder,
                now,
                duration,
                sign,
                restored,
                version);
    }
}
