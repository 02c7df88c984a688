package dev.evenkeel.planning;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Bounds;
import dev.evenkeel.contract.RebalancePlan.Forecast;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.RebalancePlan.Role;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.planning.EngineModel.Evolution;
import dev.evenkeel.planning.EngineModel.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides what to do about a cluster, from one snapshot: a plan, nothing, or why not.
 *
 * <p>First what stands in the way (each reason is named, all of them at once), then whether there is anything to do by
 * EMQX's own rule, then the plan with its forecast. The same snapshot always gives the same answer.
 */
public final class Planner {
    /** How much longer than foretold EMQX may stay in a state whose length is fixed, before we stop it. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** Eviction may take twice the steps it would take if nobody came back: RPC rounds make steps longer than a second. */
    private static final int PATIENCE = 2;

    /** How long before eviction begins donors must be out: so long EMQX may take to hear a stop. */
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /** Where nobody says how long clients must stay away from donors: the pause between two health checks, and more. */
    private static final Duration LANDING_QUIET = Duration.ofSeconds(10);

    /** Of a short wait not more than this part. */
    private static final int STOPPING_SHARE = 4;

    private final Pace pace;

    public Planner(Pace pace) {
        this.pace = pace;
    }

    /** @param course what came before, in the same run */
    public Assessment assess(RebalanceRequest request, ClusterRef cluster, Snapshot snapshot, Course course) {
        Assessment decided = decide(request, cluster, snapshot, course);
        return course.onward().isPresent()
                ? decided
                : decided.plan()
                        .map(plan -> ready(decided.census(), foretold(request, cluster, snapshot, course, plan)))
                        .orElse(decided);
    }

    private RebalancePlan foretold(
            RebalanceRequest request, ClusterRef cluster, Snapshot snapshot, Course course, RebalancePlan plan) {
        double churn = course.naturalConnects(snapshot.census(), pace.engineSecond());
        return plan.within(new RunModel(
                        request.pacing(),
                        pace,
                        snapshot,
                        churn,
                        (counts, onward) -> decide(
                                        request,
                                        cluster,
                                        snapshot.holding(counts),
                                        new Course(
                                                course.coordinator(),
                                                course.wave() + 1,
                                                Optional.empty(),
                                                onward,
                                                course.measured(snapshot.census())))
                                .plan())
                .foretell(plan));
    }

    private static Assessment ready(Census census, RebalancePlan plan) {
        return new Assessment(Assessment.Verdict.READY, census, Optional.of(plan), List.of(), explain(plan));
    }

    private Assessment decide(RebalanceRequest request, ClusterRef cluster, Snapshot snapshot, Course course) {
        List<Snapshot.Node> participants = course.onward()
                .map(onward -> remaining(onward, snapshot))
                .orElseGet(() -> participants(request, snapshot));
        List<Refusal> refusals = new ArrayList<>(Obstacles.in(request, snapshot, participants));
        LeverChoice lever = LeverChoice.of(
                asked(request, snapshot),
                snapshot.front(),
                participants.stream()
                        .filter(node -> !snapshot.besideReplicants(node))
                        .toList());
        refusals.addAll(lever.refusals());
        Optional<Duration> quiet = request.landingQuiet().or(() -> observedOutside(lever, snapshot));
        HealthWait healthWait = healthWait(lever, quiet, course);
        tooShort(request, healthWait).ifPresent(refusals::add);
        Census census = snapshot.census();
        if (!refusals.isEmpty()) {
            return refused(census, refusals);
        }
        Map<String, Long> counts = byName(participants, Snapshot.Node::connections);
        Partition partition = EngineModel.partition(counts);
        double mean = EngineModel.mean(counts.values());
        if (course.onward().isPresent()
                && partition.donors().stream().noneMatch(course.onward().get().donors()::contains)) {
            return nothing(
                    census,
                    String.format(
                            Locale.ROOT,
                            "every donor is down to its goal of %d connections",
                            course.onward().get().goal()));
        }
        if (partition.recipients().isEmpty()) {
            return nothing(census, String.format(Locale.ROOT, "every node holds %.0f connections", mean));
        }
        Optional<Budget> budget = request.pacing()
                .maxConnectsPerSecondPerRecipient()
                .map(connects -> new Budget(connects, course.naturalConnects(census, pace.engineSecond())));
        Parameters filled = Parameters.fill(
                request.rebalanceStrategy(),
                request.pacing(),
                new Parameters.Situation(
                        healthWait,
                        mean,
                        partition.donors().size(),
                        partition.recipients().size(),
                        budget));
        if (withinThresholds(filled.parameters(), counts, participants, partition)) {
            return nothing(census, explainLevel(counts, partition, filled.parameters()));
        }
        if (budget.filter(limit -> limit.ratePerDonor(
                                partition.donors().size(),
                                partition.recipients().size())
                        < 1)
                .isPresent()) {
            return refused(census, List.of(budgetTooSmall(budget.get(), partition)));
        }
        if (participants.stream()
                .filter(node -> partition.recipients().contains(node.name()))
                .noneMatch(node -> node.pod().map(Snapshot.Pod::servesByItself).orElse(true))) {
            return refused(
                    census,
                    List.of(new Refusal(
                            RefusalReason.NO_RECIPIENT_SERVES,
                            "none of the recipients " + partition.recipients() + " is served")));
        }
        return ready(census, plan(request, cluster, snapshot, participants, partition, lever, quiet, filled, course));
    }

    /** Replicants only, where there are any: clients are theirs, and cores are left alone. */
    private static List<Snapshot.Node> participants(RebalanceRequest request, Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(node -> request.nodes().isEmpty()
                        ? node.running() && !snapshot.besideReplicants(node)
                        : request.nodes().contains(node.name()))
                .toList();
    }

    /** Donors that are clearly above their goal, and the recipients; as far as they still run. */
    private static List<Snapshot.Node> remaining(Onward onward, Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(Snapshot.Node::running)
                .filter(node -> onward.recipients().contains(node.name())
                        || onward.donors().contains(node.name())
                                && node.connections() > onward.goal() * (1 + Parameters.STEP_SHARE))
                .toList();
    }

    /** Outside Kubernetes it is the wish to have it watched that makes the difference. */
    private static Lever asked(RebalanceRequest request, Snapshot snapshot) {
        boolean watched = snapshot.front().isEmpty() && request.landingQuiet().isPresent();
        return request.lever() == Lever.AUTO && watched ? Lever.OBSERVE : request.lever();
    }

    /** Nothing else shows there whether donors are out. */
    private static Optional<Duration> observedOutside(LeverChoice lever, Snapshot snapshot) {
        return snapshot.front().isEmpty() && lever.lever() == Lever.OBSERVE
                ? Optional.of(LANDING_QUIET)
                : Optional.empty();
    }

    private static HealthWait healthWait(LeverChoice lever, Optional<Duration> quiet, Course course) {
        boolean beforeStart = lever.lever().beforeStart();
        HealthWait wait = beforeStart && course.onward().isPresent() ? HealthWait.onward() : lever.healthWait();
        if (quiet.isPresent()) {
            HealthWait quietly = wait.quietFor(quiet.get());
            return course.waitedInVain().map(quietly::afterLandings).orElse(quietly);
        }
        return course.waitedInVain()
                .filter(inVain -> !beforeStart)
                .map(wait::after)
                .orElse(wait);
    }

    private static Optional<Refusal> tooShort(RebalanceRequest request, HealthWait healthWait) {
        return request.rebalanceStrategy()
                .waitHealthCheck()
                .filter(wait -> request.strictWaits() && wait.compareTo(healthWait.least()) < 0)
                .map(wait -> new Refusal(
                        RefusalReason.WAIT_TOO_SHORT,
                        "waitHealthCheck is " + wait.toSeconds() + " s, and "
                                + healthWait.least().toSeconds() + " s are needed: " + healthWait.leastReason()));
    }

    private static boolean withinThresholds(
            StartParameters parameters,
            Map<String, Long> counts,
            List<Snapshot.Node> participants,
            Partition partition) {
        Map<String, Long> sessions = byName(participants, Snapshot.Node::sessions);
        return parameters.connections().reached(mean(counts, partition.donors()), mean(counts, partition.recipients()))
                && parameters
                        .sessions()
                        .reached(mean(sessions, partition.donors()), mean(sessions, partition.recipients()));
    }

    private RebalancePlan plan(
            RebalanceRequest request,
            ClusterRef cluster,
            Snapshot snapshot,
            List<Snapshot.Node> participants,
            Partition partition,
            LeverChoice lever,
            Optional<Duration> quiet,
            Parameters filled,
            Course course) {
        StartParameters parameters = filled.parameters();
        Map<String, Long> counts = byName(participants, Snapshot.Node::connections);
        Map<String, Long> away = byName(participants, node -> Math.max(0, node.sessions() - node.connections()));
        Evolution expected =
                EngineModel.evolve(counts, partition, parameters.connEvictRate(), parameters.connections(), true);
        Evolution worst =
                EngineModel.evolve(counts, partition, parameters.connEvictRate(), parameters.connections(), false);
        Evolution sessions =
                EngineModel.evolve(away, partition, parameters.sessEvictRate(), parameters.sessions(), true);
        OptionalLong goal = goal(lever.lever(), course, counts);
        Wave wave = new Wave(
                course.wave(),
                Coordinator.choose(snapshot, partition, course.coordinator()),
                List.copyOf(counts.keySet()),
                partition.donors(),
                partition.recipients(),
                goal.isPresent() ? withClientsOnTheirWay(parameters, request, expected, partition) : parameters,
                parameters.connections());
        Forecast forecast = new Forecast(
                expected.moved(),
                expected.ticks(),
                worst.ticks(),
                sessions.ticks(),
                parameters
                        .waitHealthCheck()
                        .plusSeconds(expected.ticks())
                        .plus(parameters.waitTakeover())
                        .plusSeconds(sessions.ticks()),
                skew(counts),
                skew(expected.counts()));
        return new RebalancePlan(
                fingerprint(wave, filled.asked(), lever),
                snapshot.at(),
                cluster,
                lever.lever(),
                lever.reason(),
                participants.stream()
                        .map(node -> nodePlan(node, partition, expected))
                        .toList(),
                List.of(wave),
                goal,
                forecast,
                bounds(lever.lever(), quiet, parameters, worst, sessions),
                filled.choices(),
                Warnings.of(snapshot, participants, lever.lever(), parameters, forecast, partition));
    }

    /** Only donors that stay out when EMQX is stopped can be left at their goal: others would take clients again. */
    private static OptionalLong goal(Lever lever, Course course, Map<String, Long> counts) {
        return lever.beforeStart()
                ? OptionalLong.of(
                        course.onward().map(Onward::goal).orElse(Math.round(EngineModel.mean(counts.values()))))
                : OptionalLong.empty();
    }

    /**
     * EMQX's own brake, which works when nobody watches: at the goal the recipients lack the clients that are on their
     * way, and within so many EMQX ends. Only with a goal: where donors take clients again at once nothing goes on.
     */
    private static StartParameters withClientsOnTheirWay(
            StartParameters parameters, RebalanceRequest request, Evolution expected, Partition partition) {
        long onTheirWay = Backoff.of(request.pacing())
                .map(backoff -> backoff.onTheirWay(expected.moved(), expected.ticks()))
                .orElse(0L);
        int each = (int) Math.min(Integer.MAX_VALUE, (long)
                Math.ceil((double) onTheirWay / partition.recipients().size()));
        Threshold level = parameters.connections();
        return each <= level.absolute()
                ? parameters
                : parameters.withConnections(new Threshold(each, level.relative()));
    }

    private static NodePlan nodePlan(Snapshot.Node node, Partition partition, Evolution expected) {
        return new NodePlan(
                node.name(),
                node.pod().map(Snapshot.Pod::name),
                node.pod().map(Snapshot.Pod::servesByItself).orElse(true),
                partition.donors().contains(node.name()) ? Role.DONOR : Role.RECIPIENT,
                node.connections(),
                expected.counts().get(node.name()));
    }

    private Bounds bounds(
            Lever lever, Optional<Duration> quiet, StartParameters parameters, Evolution worst, Evolution sessions) {
        long sessionTicks = sessions.ticks() + worst.moved() / parameters.sessEvictRate();
        return new Bounds(
                pace.wall(parameters.waitHealthCheck()).plus(GRACE),
                pace.wall(Duration.ofSeconds((long) PATIENCE * worst.ticks())).plus(GRACE),
                pace.wall(parameters.waitTakeover()).plus(GRACE),
                pace.wall(Duration.ofSeconds(PATIENCE * sessionTicks)).plus(GRACE),
                (lever.verified() && !lever.beforeStart()) || quiet.isPresent()
                        ? Optional.of(pace.wall(donorsOut(parameters.waitHealthCheck())))
                        : Optional.empty(),
                quiet.map(pace::wall));
    }

    private static Duration donorsOut(Duration wait) {
        Duration share = wait.dividedBy(STOPPING_SHARE);
        return wait.minus(share.compareTo(STOPPING) < 0 ? share : STOPPING);
    }

    private static Refusal budgetTooSmall(Budget budget, Partition partition) {
        return new Refusal(
                RefusalReason.BUDGET_TOO_SMALL,
                String.format(
                        Locale.ROOT,
                        "of %d connects a second on each of %d recipients, clients that come by themselves (%.0f a second)"
                                + " and what chance adds leave less than one a second for each of %d donors",
                        budget.connectsPerSecond(),
                        partition.recipients().size(),
                        budget.natural(),
                        partition.donors().size()));
    }

    private static Assessment refused(Census census, List<Refusal> refusals) {
        return new Assessment(
                Assessment.Verdict.REFUSED,
                census,
                Optional.empty(),
                refusals,
                refusals.stream().map(Refusal::display).collect(Collectors.joining("; ")));
    }

    private static Assessment nothing(Census census, String explanation) {
        return new Assessment(Assessment.Verdict.NOTHING_TO_BALANCE, census, Optional.empty(), List.of(), explanation);
    }

    private static String explain(RebalancePlan plan) {
        Wave wave = plan.waves().get(0);
        return String.format(
                Locale.ROOT,
                "move %,d connections from %s to %s in %d steps, about %d s; fullest node %.2f -> %.2f"
                        + " times the mean",
                plan.forecast().connectionsToMove(),
                counted(wave.donors(), "donor"),
                counted(wave.recipients(), "recipient"),
                plan.forecast().ticks(),
                plan.forecast().total().toSeconds(),
                plan.forecast().skewBefore(),
                plan.forecast().skewAfter());
    }

    private static String counted(List<String> nodes, String role) {
        return nodes.size() + " " + role + (nodes.size() == 1 ? "" : "s");
    }

    private static String explainLevel(Map<String, Long> counts, Partition partition, StartParameters parameters) {
        return String.format(
                Locale.ROOT,
                "donors hold %.1f on average and recipients %.1f: within %d connections or a factor of %s",
                mean(counts, partition.donors()),
                mean(counts, partition.recipients()),
                parameters.connections().absolute(),
                parameters.connections().relative());
    }

    /**
     * What an approval is given for: who gives, who takes, how, and what was asked for; not the counts, which move all the
     * time, and not the parameters that are chosen from them.
     */
    private static String fingerprint(Wave wave, RebalanceStrategy asked, LeverChoice lever) {
        String decided = wave.donors() + "|" + wave.recipients() + "|" + asked + "|" + lever.lever();
        return String.format(Locale.ROOT, "%08x", decided.hashCode());
    }

    private static Map<String, Long> byName(List<Snapshot.Node> nodes, Function<Snapshot.Node, Long> count) {
        return nodes.stream()
                .collect(Collectors.toMap(Snapshot.Node::name, count, (first, second) -> first, TreeMap::new));
    }

    private static double mean(Map<String, Long> counts, List<String> nodes) {
        return nodes.stream().mapToLong(counts::get).average().orElse(0);
    }

    private static double skew(Map<String, Long> counts) {
        double mean = EngineModel.mean(counts.values());
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return mean == 0 ? 1 : most / mean;
    }
}
