package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.AssessActivities;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.planning.Course;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.planning.Planner;
import dev.evenkeel.planning.Snapshot;
import dev.evenkeel.planning.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at EMQX and Kubernetes and lets the planner decide. Safe to repeat: it changes nothing. */
public final class AssessActivitiesImpl implements AssessActivities {
    private final ClusterDirectory directory;
    private final ClusterLeases leases;
    private final RunFates fates;
    private final Pace pace;
    private final InstantSource clock;
    private final Planner planner;

    public AssessActivitiesImpl(
            ClusterDirectory directory, ClusterLeases leases, RunFates fates, Pace pace, InstantSource clock) {
        this.directory = directory;
        this.leases = leases;
        this.fates = fates;
        this.pace = pace;
        this.clock = clock;
        this.planner = new Planner(pace);
    }

    @Override
    public Assessment assess(AssessOrder order) {
        return Heartbeats.during(() -> guarded(() -> {
            ClusterDirectory.Found cluster = directory.discover(order.cluster());
            String mark = order.run().mark();
            Snapshot snapshot = Snapshots.take(
                    cluster, othersLease(cluster, mark), gates(order.cluster(), cluster), mark, clock.instant());
            Assessment assessment = planner.assess(
                    order.request(),
                    order.cluster(),
                    snapshot,
                    new Course(
                            order.coordinator(),
                            order.wave(),
                            order.waitedInVain(),
                            order.onward(),
                            order.calm(),
                            order.moved()));
            return order.timeline() ? assessment : assessment.withoutTimeline();
        }));
    }

    /** Asked only where there are gates. */
    private Optional<Boolean> gates(ClusterRef named, ClusterDirectory.Found cluster) {
        return cluster.objects()
                .filter(objects -> objects.pods().stream().anyMatch(DiscoveredPod::operatorGate))
                .flatMap(objects -> directory.maySetGates(named));
    }

    /** One that has run out, or whose run Temporal knows to have ended, is left by a dead run. */
    private Optional<Snapshot.OthersLease> othersLease(ClusterDirectory.Found cluster, String mark) {
        return cluster.objects()
                .flatMap(objects -> leases.read(objects.namespace(), objects.name()))
                .filter(lease -> !lease.run().equals(mark))
                .map(lease -> new Snapshot.OthersLease(
                        lease.run(), lease.ranOut(clock.instant()) || fates.ended(lease.run())));
    }

    @Override
    public Verification verify(VerifyOrder order) {
        return Heartbeats.during(() -> counted(order));
    }

    private Verification counted(VerifyOrder order) {
        EmqxClient emqx = guarded(() -> directory.open(order.cluster())).emqx();
        Census after = guarded(() -> Snapshots.census(emqx, true, clock.instant()));
        Wave judged = order.inWaves() ? Verifier.dividedBy(order.wave(), after) : order.wave();
        List<Clause.Finding> findings = Verifier.judge(
                judged,
                order.before(),
                order.evictionBegan(),
                after,
                availability(emqx, judged.donors()),
                order.endpoints());
        Instant now = clock.instant();
        Duration waited = Duration.between(order.since(), now);
        Duration patience = order.patience().map(pace::wall).orElse(pace.clientsBack());
        if (!settled(findings) && waited.compareTo(patience) < 0) {
            throw FailureKind.lookAgain(pace.steady());
        }
        // The order's time is Temporal's clock, which may be ahead of ours.
        return new Verification(findings, after, waited.isNegative() ? Duration.ZERO : waited);
    }

    @Override
    public Returned awaitClients(AwaitOrder order) {
        return Heartbeats.during(() -> {
            EmqxClient emqx = guarded(() -> directory.open(order.cluster())).emqx();
            Census after = guarded(() -> Snapshots.census(emqx, true, clock.instant()));
            Clause.Finding back = Verifier.donorsMayServe(order.whole(), order.before(), order.evictionBegan(), after);
            Duration patience = pace.wall(order.patience());
            Duration waited = Duration.between(order.since(), clock.instant());
            if (!back.holds() && waited.compareTo(patience) < 0) {
                throw FailureKind.lookAgain(pace.steady());
            }
            return new Returned(back.holds(), back.evidence());
        });
    }

    /** Clients take their time, and an answer of a donor may be missed once. */
    private static boolean settled(List<Clause.Finding> findings) {
        return findings.stream()
                .filter(finding ->
                        finding.clause() == Clause.CLIENTS_BACK || finding.clause() == Clause.DONORS_AVAILABLE)
                .allMatch(Clause.Finding::holds);
    }

    /** A donor that cannot be asked is left out: nothing is shown of it. */
    private static Map<String, Boolean> availability(EmqxClient emqx, List<String> donors) {
        Map<String, Boolean> available = new HashMap<>();
        for (String donor : donors) {
            try {
                available.put(donor, emqx.available(donor));
            } catch (EmqxException unreachable) {
                available.remove(donor);
            }
        }
        return available;
    }
}
