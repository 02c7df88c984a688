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
import dev.evenkeel.contract.RebalancePlan.Portion;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
                                                course.measured(snapshot.census()),
                                                true))
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
        HealthWait healthWait = healthWait(request, lever, quiet, course);
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
        OptionalInt outAtMost = outAtMost(request, participants, partition, course);
        List<String> giving = course.onward()
                .map(onward -> common(partition.donors(), onward.donors()))
                .orElse(partition.donors());
        long level = goal(lever.lever(), course, counts).orElse(Math.round(mean));
        boolean heaviestFirst = outAtMost.isEmpty()
                && lever.lever().beforeStart()
                && request.pacing().maxConnectsPerSecondPerRecipient().isPresent();
        List<String> first = heaviestFirst ? Selection.heaviest(counts, giving, level) : giving;
        int out = outAtMost.orElse(first.size());
        int takers = outAtMost.isPresent()
                ? participants.size() - out
                : partition.recipients().size();
        Optional<Budget> budget = request.pacing()
                .maxConnectsPerSecondPerRecipient()
                .map(connects -> new Budget(connects, course.naturalConnects(census, pace.engineSecond())));
        Parameters filled = Parameters.fill(
                request.rebalanceStrategy(),
                request.pacing(),
                new Parameters.Situation(healthWait, mean, out, takers, budget));
        Optional<Partition> portion = outAtMost.isPresent()
                ? Optional.of(Selection.of(counts, fullest(participants, partition.donors(), out, filled.parameters())))
                : Optional.empty();
        boolean othersOut = false;
        if (course.onward().isEmpty() && first.size() < giving.size()) {
            portion = Optional.of(Selection.of(counts, first));
            othersOut = true;
        }
        if (withinThresholds(filled.parameters(), counts, participants, partition)) {
            List<String> hot = hot(counts, filled.parameters().connections());
            if (hot.isEmpty() || !course.moved() || course.onward().isPresent()) {
                return nothing(census, explainLevel(counts, partition, filled.parameters()) + explainHot(hot, counts));
            }
            portion = Optional.of(Selection.of(counts, fullest(participants, hot, out, filled.parameters())));
            othersOut = false;
        }
        if (budget.filter(limit -> limit.ratePerDonor(out, takers) < 1).isPresent()) {
            return refused(census, List.of(budgetTooSmall(budget.get(), out, takers)));
        }
        Optional<Foretold> waves = outAtMost.isPresent()
                ? Optional.of(Foretold.of(
                        counts,
                        out,
                        filled.parameters().connections(),
                        filled.parameters().connEvictRate()))
                : Optional.empty();
        if (othersOut) {
            waves = Optional.of(Foretold.heaviestFirst(
                    counts,
                    partition,
                    level,
                    donors -> Math.max(1, budget.orElseThrow().ratePerDonor(donors, takers))));
        }
        if (waves.filter(all -> all.waves() > Foretold.WAVES_MAX).isPresent()) {
            return refused(
                    census,
                    List.of(new Refusal(
                            RefusalReason.TOO_MANY_WAVES,
                            "with " + out + " of " + partition.donors().size()
                                    + " donors out at once, the others take clients too: it would take more than "
                                    + Foretold.WAVES_MAX + " waves")));
        }
        List<String> taking = portion.orElse(partition).recipients();
        if (participants.stream()
                .filter(node -> taking.contains(node.name()))
                .noneMatch(node -> node.pod().map(Snapshot.Pod::servesByItself).orElse(true))) {
            return refused(
                    census,
                    List.of(new Refusal(
                            RefusalReason.NO_RECIPIENT_SERVES, "none of the recipients " + taking + " is served")));
        }
        RebalancePlan plan = plan(
                request,
                cluster,
                snapshot,
                participants,
                portion.orElseGet(() -> course.onward().isPresent() ? Selection.of(counts, first) : partition),
                portion.isPresent() ? Optional.of(partition) : Optional.empty(),
                othersOut,
                lever,
                quiet,
                filled,
                course,
                outAtMost,
                waves);
        return ready(census, plan);
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
                                && node.connections() > Parameters.clearlyAbove(onward.goal()))
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

    private static HealthWait healthWait(
            RebalanceRequest request, LeverChoice lever, Optional<Duration> quiet, Course course) {
        boolean beforeStart = lever.lever().beforeStart();
        HealthWait first = request.pacing()
                .loadBalancerLag()
                .map(lever.healthWait()::behind)
                .orElse(lever.healthWait());
        HealthWait wait = beforeStart && course.onward().isPresent() ? HealthWait.onward() : first;
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
            Optional<Partition> all,
            boolean othersOut,
            LeverChoice lever,
            Optional<Duration> quiet,
            Parameters filled,
            Course course,
            OptionalInt outAtMost,
            Optional<Foretold> waves) {
        Map<String, Long> counts = byName(participants, Snapshot.Node::connections);
        OptionalLong goal = goal(lever.lever(), course, counts);
        double lacking = all.isPresent() || course.onward().isPresent()
                ? lacking(counts, partition, goal.orElse(Math.round(EngineModel.mean(counts.values()))))
                : 0;
        StartParameters parameters = within(lacking, filled.parameters());
        Map<String, Long> away = byName(participants, node -> Math.max(0, node.sessions() - node.connections()));
        Evolution expected =
                EngineModel.evolve(counts, partition, parameters.connEvictRate(), parameters.connections(), true);
        Evolution worst =
                EngineModel.evolve(counts, partition, parameters.connEvictRate(), parameters.connections(), false);
        Evolution sessions =
                EngineModel.evolve(away, partition, parameters.sessEvictRate(), parameters.sessions(), true);
        int times = waves.map(Foretold::waves).filter(many -> many > 0).orElse(1);
        long moved = waves.map(Foretold::moved).orElse(expected.moved());
        int ticks = waves.map(Foretold::ticks).orElse(expected.ticks());
        String coordinator = Coordinator.choose(snapshot, partition, course.coordinator());
        Wave wave = wave(
                course.wave(),
                coordinator,
                partition,
                goal.isPresent()
                        ? within(
                                Math.min(
                                        gap(counts, partition) - 1,
                                        (outAtMost.isPresent() ? 0 : lacking)
                                                + onTheirWay(
                                                        request,
                                                        expected,
                                                        partition,
                                                        filled.parameters(),
                                                        goal.getAsLong())),
                                parameters)
                        : parameters,
                filled.parameters().connections());
        Map<String, Long> end = waves.map(Foretold::counts).orElse(expected.counts());
        List<String> warnings = new ArrayList<>();
        outAtMost.ifPresent(most -> warnings.add(String.format(
                Locale.ROOT,
                "%d waves of at most %d donors: donors that are not out take clients too, and the fullest node is at"
                        + " %.2f times the mean on the way",
                times,
                most,
                waves.orElseThrow().skewPeak())));
        Forecast forecast = new Forecast(
                moved,
                ticks,
                worst.ticks(),
                sessions.ticks(),
                parameters
                        .waitHealthCheck()
                        .plus(parameters.waitTakeover())
                        .multipliedBy(times)
                        .plusSeconds(ticks)
                        .plusSeconds(sessions.ticks()),
                skew(counts),
                skew(end));
        warnings.addAll(Warnings.of(
                snapshot,
                participants,
                lever.lever(),
                parameters,
                forecast,
                othersOut ? all.orElseThrow() : partition));
        return new RebalancePlan(
                fingerprint(wave, filled.asked(), lever),
                snapshot.at(),
                cluster,
                lever.lever(),
                lever.reason(),
                participants.stream()
                        .map(node -> nodePlan(node, all.orElse(partition), end))
                        .toList(),
                List.of(wave),
                goal,
                forecast,
                bounds(lever.lever(), quiet, parameters, worst, sessions),
                filled.choices(),
                warnings,
                all.map(whole -> new Portion(
                        wave(
                                course.wave(),
                                coordinator,
                                whole,
                                filled.parameters(),
                                filled.parameters().connections()),
                        expected.moved(),
                        outAtMost,
                        times,
                        othersOut)),
                Optional.empty());
    }

    /** Empty where all donors may be out; what goes on with donors that are out is bounded by what was before it. */
    private static OptionalInt outAtMost(
            RebalanceRequest request, List<Snapshot.Node> participants, Partition partition, Course course) {
        long serving = participants.stream()
                .filter(node -> node.pod().map(Snapshot.Pod::servesByItself).orElse(true))
                .count();
        int most = request.pacing().outAtMost((int) serving);
        return course.onward().isEmpty() && most < partition.donors().size()
                ? OptionalInt.of(most)
                : OptionalInt.empty();
    }

    /** So many of them; where connections are level already, by the sessions that are still to be moved. */
    private static List<String> fullest(
            List<Snapshot.Node> participants, List<String> donors, int count, StartParameters parameters) {
        Map<String, Long> connections = byName(participants, Snapshot.Node::connections);
        Map<String, Long> away = byName(participants, node -> Math.max(0, node.sessions() - node.connections()));
        boolean level =
                hot(connections, parameters.connections()).isEmpty() && withinConnections(parameters, connections);
        Map<String, Long> height = level ? away : connections;
        return donors.stream()
                .sorted(Comparator.comparing(height::get, Comparator.reverseOrder()))
                .limit(count)
                .toList();
    }

    private static boolean withinConnections(StartParameters parameters, Map<String, Long> counts) {
        Partition partition = EngineModel.partition(counts);
        return parameters.connections().reached(mean(counts, partition.donors()), mean(counts, partition.recipients()));
    }

    private static List<String> common(List<String> nodes, List<String> others) {
        return nodes.stream().filter(others::contains).toList();
    }

    private static Wave wave(
            int number, String coordinator, Partition partition, StartParameters parameters, Threshold level) {
        List<String> nodes = Stream.concat(partition.donors().stream(), partition.recipients().stream())
                .sorted()
                .toList();
        return new Wave(number, coordinator, nodes, partition.donors(), partition.recipients(), parameters, level);
    }

    /** Of some of the nodes EMQX would make a level of their own: recipients lack this when the donors are at that of all. */
    private static double lacking(Map<String, Long> counts, Partition partition, double level) {
        double moved = partition.donors().stream()
                .mapToDouble(donor -> Math.max(0, counts.get(donor) - level))
                .sum();
        double taken = mean(counts, partition.recipients())
                + moved / partition.recipients().size();
        return Math.max(0, level - taken);
    }

    /** EMQX ends within so many, or within more where more is asked for. */
    private static StartParameters within(double apart, StartParameters parameters) {
        Threshold asked = parameters.connections();
        return apart <= asked.absolute()
                ? parameters
                : parameters.withConnections(new Threshold((int) Math.ceil(apart), asked.relative()));
    }

    private static double gap(Map<String, Long> counts, Partition partition) {
        return Math.ceil(mean(counts, partition.donors()) - mean(counts, partition.recipients()));
    }

    /** Nodes that hold more than is allowed when the means are level. */
    private static List<String> hot(Map<String, Long> counts, Threshold level) {
        double ceiling = level.ceiling(EngineModel.mean(counts.values()));
        return counts.keySet().stream()
                .filter(node -> counts.get(node) > ceiling)
                .toList();
    }

    private static String explainHot(List<String> hot, Map<String, Long> counts) {
        return hot.isEmpty()
                ? ""
                : "; fuller than that are "
                        + hot.stream()
                                .map(node -> node + " (" + counts.get(node) + ")")
                                .collect(Collectors.joining(", "));
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
     * It never keeps EMQX from beginning: of a gap that a few steps close more may be on their way than it is wide.
     */
    private static double onTheirWay(
            RebalanceRequest request, Evolution expected, Partition partition, StartParameters parameters, long goal) {
        return Backoff.of(request.pacing())
                .map(backoff -> backoff.onTheirWay(expected.moved(), expected.ticks())
                        / partition.recipients().size())
                .map(each -> (double)
                        Backoff.roundedUp(each, parameters.connections().ceiling(goal) - goal))
                .orElse(0.0);
    }

    private static NodePlan nodePlan(Snapshot.Node node, Partition partition, Map<String, Long> end) {
        return new NodePlan(
                node.name(),
                node.pod().map(Snapshot.Pod::name),
                node.pod().map(Snapshot.Pod::servesByItself).orElse(true),
                partition.donors().contains(node.name()) ? Role.DONOR : Role.RECIPIENT,
                node.connections(),
                end.get(node.name()));
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

    private static Refusal budgetTooSmall(Budget budget, int donors, int recipients) {
        return new Refusal(
                RefusalReason.BUDGET_TOO_SMALL,
                String.format(
                        Locale.ROOT,
                        "of %d connects a second on each of %d recipients, clients that come by themselves (%.0f a second)"
                                + " and what chance adds leave less than one a second for each of %d donors",
                        budget.connectsPerSecond(),
                        recipients,
                        budget.natural(),
                        donors));
    }

    /** The same decision, and refused where there are more reasons for it. */
    public static Assessment refusedToo(Assessment decided, List<Refusal> more) {
        return more.isEmpty()
                ? decided
                : refused(
                        decided.census(),
                        Stream.concat(decided.refusals().stream(), more.stream())
                                .toList());
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
