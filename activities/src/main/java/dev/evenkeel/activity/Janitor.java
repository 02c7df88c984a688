package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.kubernetes.MarkedPods;
import dev.evenkeel.kubernetes.MarkedPods.MarkedPod;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import dev.evenkeel.planning.Pace;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Cleans up after runs that are gone, with Kubernetes and EMQX and nothing else. First EMQX's rebalance is stopped if it
 * is that run's, then its pods come back: a donor that is restored before would bounce the clients that it gets. Only at
 * the hard stop do pods come back although EMQX does not answer.
 *
 * <p>A run that lives is never touched: its Lease must have run out, and be seen unchanged for long enough to be sure
 * whatever the clocks say; or Temporal must know that the run has ended. Several janitors may look after one namespace:
 * each takes a Lease over before it acts, and one of them is first.
 *
 * <p>Safe for use by several threads.
 */
public final class Janitor {
    /** Controllers need milliseconds and kubelets a second; longer is a reason to come again. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** How long EMQX is still tried after the pods came back at the hard stop. */
    private static final Duration STOP_AFTER_HARD_STOP = Duration.ofHours(1);

    private final ClusterLeases leases;
    private final MarkedPods marked;
    private final ServingLabel label;
    private final ReadinessGate gate;
    private final ClusterDirectory directory;
    private final RunFates fates;
    private final Pace pace;
    private final LifeTimes times;
    private final InstantSource clock;
    private final String name;
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    /** @param name tells this janitor from others; it stands in the Leases that it takes over */
    public Janitor(
            ClusterLeases leases,
            MarkedPods marked,
            ServingLabel label,
            ReadinessGate gate,
            ClusterDirectory directory,
            RunFates fates,
            Pace pace,
            LifeTimes times,
            InstantSource clock,
            String name) {
        this.leases = leases;
        this.marked = marked;
        this.label = label;
        this.gate = gate;
        this.directory = directory;
        this.fates = fates;
        this.pace = pace;
        this.times = times;
        this.clock = clock;
        this.name = "janitor/" + name;
    }

    /** Where a cluster that was looked at stands. */
    public enum State {
        /** Its run lives, or was heard of too lately to tell. */
        LEFT_ALONE,
        /** Its Lease seems to have run out: clocks may differ, so it is watched whether somebody renews it. */
        WATCHED,
        /** Its run is gone, and something of it is still there: come again. */
        CLEANING,
        /** Its run was gone, and nothing of it is left. */
        CLEAN
    }

    /**
     * What became of one cluster in one round.
     *
     * @param cluster the cluster
     * @param run mark of the run
     * @param state where it stands
     * @param alive whether the run was seen to renew its Lease
     * @param engineStopped whether EMQX's rebalance was on and was stopped
     * @param restored pods that were put back
     * @param words the same for people
     */
    public record Finding(
            ClusterRef cluster,
            String run,
            State state,
            boolean alive,
            boolean engineStopped,
            List<String> restored,
            String words) {
        public Finding {
            restored = List.copyOf(restored);
        }
    }

    /**
     * One round over a namespace.
     *
     * @throws KubernetesException where it could not be looked at; clusters that fail on their own are findings
     */
    public List<Finding> sweep(String namespace) {
        return sweep(namespace, lease -> true, Order.ROUND);
    }

    /**
     * One round over one cluster.
     *
     * @param cluster its namespace, and its name or that of its StatefulSet
     * @param withoutEngine whether pods come back although EMQX does not answer
     */
    public List<Finding> cleanUp(ClusterRef cluster, boolean withoutEngine) {
        return sweep(
                cluster.namespace(),
                lease -> lease.cluster().name().equals(cluster.name())
                        || lease.statefulSet().equals(cluster.name())
                        || lease.statefulSet().equals(cluster.name() + "-core"),
                withoutEngine ? Order.WITHOUT_ENGINE : Order.BY_HAND);
    }

    private List<Finding> sweep(String namespace, Predicate<ClusterLease> wanted, Order order) {
        List<ClusterLease> all = new ArrayList<>(leases.all(namespace));
        List<Finding> findings = new ArrayList<>();
        all.addAll(leasesForOrphans(marked.in(namespace), all, wanted, findings));
        sightings
                .keySet()
                .removeIf(key -> key.startsWith(namespace + "/")
                        && all.stream().noneMatch(lease -> lease.display().equals(key)));
        all.stream().filter(wanted).map(lease -> attend(lease, order)).forEach(findings::add);
        return findings;
    }

    /**
     * Marked pods whose run has no Lease get one in its name. If the run lives it renews that, and otherwise it runs out
     * like any other; a Lease that is there and that no list has, its label being gone, is found as well. Where another
     * run holds the cluster's Lease the orphans wait until it is free.
     */
    private List<ClusterLease> leasesForOrphans(
            List<MarkedPod> pods, List<ClusterLease> all, Predicate<ClusterLease> wanted, List<Finding> findings) {
        List<ClusterLease> made = new ArrayList<>();
        for (MarkedPod pod : pods) {
            boolean known = all.stream().anyMatch(lease -> lease.run().equals(pod.mark()))
                    || made.stream().anyMatch(lease -> lease.run().equals(pod.mark()));
            if (!known) {
                ClusterLease lease = forOrphan(pod);
                try {
                    leases.create(lease);
                    leases.read(lease.namespace(), lease.statefulSet())
                            .filter(found -> found.run().equals(pod.mark()))
                            .ifPresent(made::add);
                } catch (KubernetesException refused) {
                    Optional.of(lease)
                            .filter(wanted)
                            .map(orphan -> finding(orphan, State.CLEANING, false, List.of(), refused.getMessage()))
                            .ifPresent(findings::add);
                }
            }
        }
        return made;
    }

    private ClusterLease forOrphan(MarkedPod pod) {
        Instant now = clock.instant();
        String owner = pod.cluster().orElse(pod.name());
        return ClusterLease.of(
                owner,
                ClusterRef.inKubernetes(pod.namespace(), owner),
                pod.mark(),
                pod.lever(),
                Optional.empty(),
                now,
                now,
                times.lease());
    }

    private Finding attend(ClusterLease lease, Order order) {
        Sighting seen = sightings.merge(
                lease.display(), Sighting.first(lease, clock.instant()), (before, first) -> before.again(lease, first));
        try {
            if (!dead(lease, seen, order)) {
                return leftAlone(lease, seen);
            }
            // Not renewed: a janitor that EMQX does not answer must not keep another from it that may be answered.
            Optional<ClusterLease> mine =
                    lease.holder().equals(name) ? Optional.of(lease) : leases.takeOver(lease, name, clock.instant());
            return mine.map(taken -> cleanUp(taken, order))
                    .orElseGet(() -> finding(
                            lease, State.LEFT_ALONE, false, List.of(), "somebody else has just written its Lease"));
        } catch (KubernetesException away) {
            return finding(lease, State.CLEANING, false, List.of(), away.getMessage());
        } catch (RuntimeException unforeseen) {
            // One cluster's trouble must not keep the janitor from the others of its namespace.
            return finding(lease, State.CLEANING, false, List.of(), "could not be looked after: " + unforeseen);
        }
    }

    private boolean dead(ClusterLease lease, Sighting seen, Order order) {
        if (lease.holder().equals(name) || (order != Order.ROUND && !lease.heldByRun())) {
            return true;
        }
        if (lease.heldByRun() && fates.ended(lease.run())) {
            return true;
        }
        Instant now = clock.instant();
        return lease.ranOut(now) && !now.isBefore(seen.since().plus(times.confirmation()));
    }

    private Finding leftAlone(ClusterLease lease, Sighting seen) {
        boolean ranOut = lease.ranOut(clock.instant());
        String words = "its Lease "
                + (ranOut
                        ? "seems to have run out; watching whether it is renewed"
                        : "is good until " + lease.renewedAt().plus(lease.duration()));
        return new Finding(
                lease.cluster(),
                lease.run(),
                ranOut && !seen.renewed() ? State.WATCHED : State.LEFT_ALONE,
                seen.renewed(),
                false,
                List.of(),
                words);
    }

    private Finding cleanUp(ClusterLease lease, Order order) {
        Engine engine = stop(lease);
        Instant now = clock.instant();
        if (!engine.off() && order != Order.WITHOUT_ENGINE && now.isBefore(lease.hardStop())) {
            return finding(
                    lease,
                    State.CLEANING,
                    false,
                    List.of(),
                    engine.words() + "; pods come back once it is off, or at " + lease.hardStop());
        }
        // A worker that was frozen in the middle of an exclusion may mark a pod after all were back.
        boolean allBack = lease.endpointsRestored() && !marksLeft(lease);
        List<String> restored = allBack ? List.of() : restore(lease);
        if (!engine.off() && now.isBefore(lease.hardStop().plus(STOP_AFTER_HARD_STOP))) {
            if (!lease.endpointsRestored()) {
                leases.endpointsRestored(lease, now);
            }
            return finding(
                    lease,
                    State.CLEANING,
                    false,
                    restored,
                    "all pods are back; EMQX may still be on: " + engine.words());
        }
        leases.remove(lease);
        return finding(lease, State.CLEAN, engine.stopped(), restored, engine.words() + "; pods put back: " + restored);
    }

    private boolean marksLeft(ClusterLease lease) {
        return marked.in(lease.namespace()).stream().anyMatch(pod -> pod.mark().equals(lease.run()));
    }

    /** By what the pods show: a run may have changed its lever. A gate stays closed while EMQX refuses clients there. */
    private List<String> restore(ClusterLease lease) {
        List<String> donors = donorPods(lease);
        List<String> restored = new ArrayList<>(
                label.restore(lease.namespace(), lease.cluster().name(), lease.run(), List.of(), donors, PATIENCE)
                        .restored());
        boolean gated = marked.in(lease.namespace()).stream()
                .anyMatch(pod -> pod.lever() == Lever.GATE && pod.mark().equals(lease.run()));
        if (gated) {
            restored.addAll(gate.restore(
                            lease.namespace(),
                            lease.run(),
                            List.of(),
                            donors,
                            new EmqxAdmission(directory, lease.cluster()),
                            PATIENCE)
                    .restored());
        }
        return restored;
    }

    /** The pods whose return is waited for; if they cannot be told, they come back all the same. */
    private List<String> donorPods(ClusterLease lease) {
        try {
            Optional<DiscoveredCluster> objects =
                    directory.open(lease.cluster()).objects();
            return lease.wave().stream()
                    .flatMap(wave -> wave.donors().stream())
                    .flatMap(node -> objects.flatMap(found -> NodePods.podOf(node, found)).stream())
                    .map(DiscoveredCluster.DiscoveredPod::name)
                    .toList();
        } catch (KubernetesException | EmqxException | ApplicationFailure unknown) {
            return List.of();
        }
    }

    private Engine stop(ClusterLease lease) {
        if (lease.wave().isEmpty()) {
            return new Engine(true, false, "nothing is known of a rebalance");
        }
        try {
            EngineStop.Answer answer = EngineStop.of(
                    lease.wave().get(),
                    Rim.guarded(() -> directory.open(lease.cluster())).emqx(),
                    () -> stillHeld(lease));
            return switch (answer) {
                case STOPPED -> new Engine(true, true, "EMQX's rebalance was stopped");
                case NOT_OURS -> new Engine(true, false, "EMQX runs no rebalance of this run");
                case NOT_ON -> notOn(lease);
            };
        } catch (ApplicationFailure unknown) {
            return FailureKind.CLUSTER_NOT_FOUND.is(unknown) && !marksLeft(lease)
                    ? new Engine(true, false, "the cluster is gone")
                    : new Engine(false, false, "EMQX could not be asked: " + unknown.getOriginalMessage());
        }
    }

    /** This process may have been frozen since it took the Lease: another run may have it by now, and evict. */
    private void stillHeld(ClusterLease lease) {
        boolean held = leases.read(lease.namespace(), lease.statefulSet())
                .filter(now -> now.version().equals(lease.version()))
                .isPresent();
        if (!held) {
            throw new KubernetesException(
                    FailureKind.CLUSTER_HELD,
                    "Lease " + lease.display() + " was written by somebody else meanwhile",
                    null);
        }
    }

    /** A start that the run had sent may still take effect for a while. */
    private Engine notOn(ClusterLease lease) {
        boolean settled = !clock.instant().isBefore(lease.lastSignAt().plus(pace.lateStart()));
        return settled
                ? new Engine(true, false, "EMQX runs no rebalance")
                : new Engine(false, false, "EMQX runs no rebalance yet; a start may be on its way");
    }

    private static Finding finding(
            ClusterLease lease, State state, boolean engineStopped, List<String> restored, String words) {
        return new Finding(lease.cluster(), lease.run(), state, false, engineStopped, restored, words);
    }

    /** Who wants it. */
    private enum Order {
        /** Nobody in particular: another janitor may be at it. */
        ROUND,
        /** A person, who does not wait for another janitor: both do the same, and either may be late. */
        BY_HAND,
        /** The same, and pods come back although EMQX does not answer. */
        WITHOUT_ENGINE
    }

    /**
     * @param off whether it is certain that EMQX runs nothing of this run
     * @param stopped whether it was stopped just now
     * @param words what was found
     */
    private record Engine(boolean off, boolean stopped, String words) {}

    /**
     * How long a Lease has been seen as it is, by our own clock alone.
     *
     * @param version of the Lease
     * @param since when this version was seen first
     * @param renewed whether an older one was seen before it
     */
    private record Sighting(String version, Instant since, boolean renewed) {
        static Sighting first(ClusterLease lease, Instant now) {
            return new Sighting(lease.version().orElseThrow(), now, false);
        }

        Sighting again(ClusterLease lease, Sighting now) {
            return version.equals(now.version) ? this : new Sighting(now.version, now.since, lease.heldByRun());
        }
    }
}
