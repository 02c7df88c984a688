package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.KubernetesException;
import io.temporal.client.ActivityNotExistsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the cluster's Lease while its run lives: each attempt of an activity is a sign of life, and renews it when that
 * is due, beside its own work. A Kubernetes API that is away holds nothing up; the Lease then runs out, and a janitor
 * that reaches the API acts.
 *
 * <p>Safe for use by several threads.
 */
public final class RunLife {
    private static final long ASKED_MILLIS_MAX = 1_500;

    /** Runs may end in another worker. One that lives and was forgotten is known again at its next sign. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final ClusterLeases leases;
    private final ClusterDirectory directory;
    private final LifeTimes times;
    private final InstantSource clock;
    private final Consumer<ClusterRef> onGone;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /** @param onGone told of clusters whose run Temporal no longer knows */
    public RunLife(
            ClusterLeases leases,
            ClusterDirectory directory,
            LifeTimes times,
            InstantSource clock,
            Consumer<ClusterRef> onGone) {
        this.leases = leases;
        this.directory = directory;
        this.times = times;
        this.clock = clock;
        this.onGone = onGone;
    }

    /**
     * Makes an attempt as a sign of life of its run, which must still hold the Lease.
     *
     * @throws io.temporal.failure.ApplicationFailure of kind {@code CLUSTER_HELD} where another run has it
     */
    <T> T living(ClusterRef cluster, RunRef run, Supplier<T> attempt) {
        sign(cluster, run);
        if (Optional.ofNullable(kept.get(run.mark())).filter(Kept::lost).isPresent()) {
            throw FailureKind.CLUSTER_HELD.failure(
                    "another run has taken the Lease of " + cluster.display() + ": this one touches EMQX no more",
                    null);
        }
        return cleaning(cluster, run, attempt);
    }

    /** The same for what a run that has lost its Lease must do as well: put back what it took out. */
    <T> T cleaning(ClusterRef cluster, RunRef run, Supplier<T> attempt) {
        sign(cluster, run);
        try {
            return attempt.get();
        } catch (ActivityNotExistsException gone) {
            kept.remove(run.mark());
            onGone.accept(cluster);
            throw gone;
        }
    }

    /** Takes the Lease, or writes into it what the run is about to do now. */
    void hold(String statefulSet, ClusterRef cluster, RunRef run, Lever lever, Wave wave, Instant hardStop) {
        Instant now = clock.instant();
        ClusterLease wanted = ClusterLease.of(
                statefulSet, cluster, run.mark(), lever, Optional.of(wave), hardStop, now, times.lease());
        Kept before = kept.get(run.mark());
        if (before == null || !before.says(wanted) || due(before, now)) {
            write(wanted);
        }
    }

    /**
     * The same before a start, and written in any case: who cleans up counts from this sign how long the start may still
     * take effect, and a start that comes late leaves a Lease behind which runs out.
     */
    void holdForStart(ClusterRef cluster, RunRef run, Lever lever, Wave wave, Instant hardStop) {
        Optional<String> statefulSet = guarded(() -> statefulSet(cluster));
        statefulSet.ifPresent(name -> write(ClusterLease.of(
                name, cluster, run.mark(), lever, Optional.of(wave), hardStop, clock.instant(), times.lease())));
    }

    private void write(ClusterLease wanted) {
        guarded(() -> {
            leases.hold(wanted);
            return null;
        });
        Instant old = wanted.renewedAt().minus(FORGOTTEN_AFTER);
        kept.values()
                .removeIf(other ->
                        other.renewedAt().isBefore(old) && !other.renewedAt().equals(Instant.MIN));
        kept.put(wanted.run(), new Kept(Optional.of(wanted), wanted.renewedAt(), false));
    }

    private Optional<String> statefulSet(ClusterRef cluster) {
        return directory.open(cluster).objects().map(objects -> objects.name());
    }

    private void sign(ClusterRef cluster, RunRef run) {
        if (cluster.outsideKubernetes()) {
            return;
        }
        Instant now = clock.instant();
        Kept last = kept.computeIfAbsent(run.mark(), mark -> new Kept(Optional.empty(), Instant.MIN, false));
        if (!last.lost() && due(last, now) && kept.replace(run.mark(), last, last.at(now))) {
            Calls.THREADS.execute(() -> renew(cluster, run, now));
        }
    }

    private boolean due(Kept last, Instant now) {
        return !now.isBefore(last.renewedAt().plus(times.renewal()));
    }

    private void renew(ClusterRef cluster, RunRef run, Instant now) {
        try {
            Optional<ClusterLease> written = written(run);
            if (written.isEmpty() || !leases.renew(written.get(), now)) {
                renewFound(cluster, run, written, now);
            }
        } catch (RuntimeException away) {
            // The next attempt tries again; an API that is away must not end a run that it cannot see.
            kept.computeIfPresent(run.mark(), (mark, last) -> last.at(Instant.MIN));
        }
    }

    /**
     * Written by another worker: renewed as it stands. Removed by somebody: written again. Held by another run: this one
     * is over. A janitor's: EMQX will show what the janitor did.
     */
    private void renewFound(ClusterRef cluster, RunRef run, Optional<ClusterLease> written, Instant now) {
        Optional<ClusterLease> found = statefulSet(cluster).flatMap(name -> leases.read(cluster.namespace(), name));
        if (found.isEmpty()) {
            written.ifPresent(leases::create);
        } else if (!found.get().run().equals(run.mark())) {
            kept.computeIfPresent(run.mark(), (mark, last) -> new Kept(last.written(), last.renewedAt(), true));
        } else if (found.get().heldByRun()) {
            leases.renew(found.get(), now);
        }
    }

    /** Whether somebody else's run holds the Lease and may have started something; unknown counts as no. */
    boolean heldByAnother(ClusterRef cluster, RunRef run) {
        if (cluster.outsideKubernetes()) {
            return false;
        }
        return CompletableFuture.supplyAsync(() -> anothers(cluster, run), Calls.THREADS)
                .completeOnTimeout(false, ASKED_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .exceptionally(unknown -> false)
                .join();
    }

    private boolean anothers(ClusterRef cluster, RunRef run) {
        return statefulSet(cluster)
                .flatMap(name -> leases.read(cluster.namespace(), name))
                .filter(lease -> !lease.run().equals(run.mark()) && lease.wave().isPresent())
                .isPresent();
    }

    /** How many runs are known here. */
    int runs() {
        return kept.size();
    }

    /** Gives the Lease up, if this run has it. */
    void release(ClusterRef cluster, RunRef run) {
        guarded(() -> {
            Optional<String> statefulSet = written(run).map(ClusterLease::statefulSet);
            try {
                statefulSet
                        .or(() -> statefulSet(cluster))
                        .ifPresent(name -> leases.release(cluster.namespace(), name, run.mark()));
            } catch (KubernetesException gone) {
                if (gone.kind() != FailureKind.CLUSTER_NOT_FOUND) {
                    throw gone;
                }
            }
            kept.remove(run.mark());
            return null;
        });
    }

    private Optional<ClusterLease> written(RunRef run) {
        return Optional.ofNullable(kept.get(run.mark())).flatMap(Kept::written);
    }

    /**
     * @param written the Lease as this process wrote it; empty where another one did
     * @param renewedAt when it was renewed last, or that began
     * @param lost whether another run was seen to hold it
     */
    private record Kept(Optional<ClusterLease> written, Instant renewedAt, boolean lost) {
        Kept at(Instant now) {
            return new Kept(written, now, lost);
        }

        boolean says(ClusterLease wanted) {
            return written.filter(lease -> lease.wave().equals(wanted.wave())
                            && lease.hardStop().equals(wanted.hardStop()))
                    .isPresent();
        }
    }
}
