package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.AssessActivities;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.ClusterLeases;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.planning.ApprovalRule;
import dev.evenkeel.planning.ConditionJudge;
import dev.evenkeel.planning.ConditionReading;
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
import java.util.concurrent.CompletableFuture;

/** Looks at EMQX and Kubernetes and lets the planner decide. Safe to repeat: it changes nothing. */
public final class AssessActivitiesImpl implements AssessActivities {
    private final ClusterDirectory directory;
    private final ClusterLeases leases;
    private final RunFates fates;
    private final Pace pace;
    private final InstantSource clock;
    private final Conditions conditions;
    private final Planner planner;

    public AssessActivitiesImpl(
            ClusterDirectory directory,
            ClusterLeases leases,
            RunFates fates,
            Pace pace,
            InstantSource clock,
            Conditions conditions) {
        this.directory = directory;
        this.leases = leases;
        this.fates = fates;
        this.pace = pace;
        this.clock = clock;
        this.conditions = conditions;
        this.planner = new Planner(pace);
    }

    @Override
    public Assessment assess(AssessOrder order) {
        return Heartbeats.during(() -> guarded(() -> {
            CompletableFuture<List<ConditionReading>> answers = conditions.asked(conditionsOf(order));
            ClusterDirectory.Found cluster = directory.discover(order.cluster());
            String mark = order.run().mark();
            Snapshot snapshot = Snapshots.take(
                    cluster, othersLease(cluster, mark), gates(order.cluster(), cluster), mark, clock.instant());
            Assessment decided = planner.assess(
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
            Assessment all = Planner.refusedToo(decided, ConditionJudge.refusals(answers.join()));
            Assessment judged = new ApprovalRule(order.request()).judged(all, order.approved());
            return order.timeline() ? judged : judged.withoutTimeline();
        }));
    }

    /** Once something was touched they are the looks' affair. */
    private static List<GuardCondition> conditionsOf(AssessOrder order) {
        return order.wave() > 1 ? List.of() : order.request().guardrails().conditions();
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
        Census began = order.evictionBegan().orElse(order.before());
        boolean settled = donorsAnswer(findings) && Verifier.clientsAreBack(order.before(), began, after);
        if (!settled && waited.compareTo(patience) < 0) {
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
            Duration waited = Duration.between(order.since(), clock.instant());
            boolean timeIsOver = waited.compareTo(pace.wall(order.patience())) >= 0;
            Clause.Finding back =
                    Verifier.donorsMayServe(order.whole(), order.before(), order.evictionBegan(), after, timeIsOver);
            if (!back.holds() && !timeIsOver) {
                throw FailureKind.lookAgain(
                        Verifier.soonCaughtUp(order.whole(), after) ? pace.engineSecond() : pace.steady());
            }
            return new Returned(back.holds(), back.evidence());
        });
    }

    /** An answer of a donor may be missed once. */
    private static boolean donorsAnswer(List<Clause.Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.clause() == Clause.DONORS_AVAILABLE)
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
