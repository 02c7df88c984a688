package dev.evenkeel.planning;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
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
import java.util.stream.Collectors;

/** One decision of the {@link Planner}: what to do about a cluster as one snapshot shows it. */
final class Decision {
    /** Where nobody says how long clients must stay away from donors: the pause between two health checks, and more. */
    private static final Duration LANDING_QUIET = Duration.ofSeconds(10);

    private final Pace pace;
    private final RebalanceRequest request;
    private final Snapshot snapshot;
    private final Course course;
    private final List<Snapshot.Node> nodes;
    private final LeverChoice lever;
    private final Optional<Duration> quiet;
    private final HealthWait healthWait;
    private final Census census;
    private final Map<String, Long> counts;
    private final Partition all;
    private final OptionalLong goal;

    Decision(Pace pace, RebalanceRequest request, Snapshot snapshot, Course course) {
        this.pace = pace;
        this.request = request;
        this.snapshot = snapshot;
        this.course = course;
        this.nodes = course.onward()
                .map(onward -> Participants.remaining(onward, snapshot))
                .orElseGet(() -> Participants.of(request, snapshot));
        this.lever = LeverChoice.of(
                asked(),
                snapshot.front(),
                nodes.stream().filter(node -> !snapshot.besideReplicants(node)).toList());
        this.quiet = request.landingQuiet().or(this::observedOutside);
        this.healthWait = healthWait();
        this.census = snapshot.census();
        this.counts = Participants.byName(nodes, Snapshot.Node::connections);
        this.all = EngineModel.partition(counts);
        this.goal = goal();
    }

    /** Makes it. */
    Assessment made(ClusterRef cluster) {
        List<Refusal> refusals = refusals();
        if (!refusals.isEmpty()) {
            return Planner.refused(census, refusals);
        }
        Optional<String> nobodyGives = nobodyGives();
        if (nobodyGives.isPresent()) {
            return nothing(nobodyGives.get());
        }
        OptionalInt outAtMost = outAtMost();
        List<String> first = sideBySide(outAtMost);
        int out = outAtMost.orElse(first.size());
        int takers =
                outAtMost.isPresent() ? nodes.size() - out : all.recipients().size();
        Optional<Budget> budget = request.pacing()
                .maxConnectsPerSecondPerRecipient()
                .map(connects -> new Budget(connects, course.naturalConnects(census, pace.engineSecond())));
        Parameters filled = Parameters.fill(
                request.rebalanceStrategy(),
                request.pacing(),
                new Parameters.Situation(healthWait, EngineModel.mean(counts.values()), out, takers, budget));
        List<String> hot = List.of();
        if (withinThresholds(filled.parameters())) {
            hot = hot(filled.parameters().connections());
            if (hot.isEmpty() || !course.moved() || course.onward().isPresent()) {
                return nothing(level(filled.parameters(), hot));
            }
        }
        Division division = hot.isEmpty()
                ? division(outAtMost, first, filled.parameters())
                : portion(fullest(hot, out, filled.parameters()), outAtMost, false);
        Optional<Foretold> waves = waves(division, out, takers, budget, filled.parameters());
        List<Refusal> tooMuch = tooMuch(division, out, takers, budget, waves);
        return tooMuch.isEmpty()
                ? Planner.ready(
                        census,
                        new PlanDraft(
                                        pace, request, snapshot, course, nodes, lever, quiet, filled, division, goal,
                                        waves)
                                .plan(cluster))
                : Planner.refused(census, tooMuch);
    }

    private List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>(Obstacles.in(request, snapshot, nodes));
        refusals.addAll(lever.refusals());
        tooShort().ifPresent(refusals::add);
        return refusals;
    }

    private Optional<String> nobodyGives() {
        if (course.onward()
                .filter(onward -> all.donors().stream().noneMatch(onward.donors()::contains))
                .isPresent()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "every donor is down to its goal of %d connections",
                    course.onward().get().goal()));
        }
        return all.recipients().isEmpty()
                ? Optional.of(String.format(
                        Locale.ROOT, "every node holds %.0f connections", EngineModel.mean(counts.values())))
                : Optional.empty();
    }

    /** Outside Kubernetes it is the wish to have it watched that makes the difference. */
    private Lever asked() {
        boolean watched = snapshot.front().isEmpty() && request.landingQuiet().isPresent();
        return request.lever() == Lever.AUTO && watched ? Lever.OBSERVE : request.lever();
    }

    /** Nothing else shows there whether donors are out. */
    private Optional<Duration> observedOutside() {
        return snapshot.front().isEmpty() && lever.lever() == Lever.OBSERVE
                ? Optional.of(LANDING_QUIET)
                : Optional.empty();
    }

    private HealthWait healthWait() {
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

    private Optional<Refusal> tooShort() {
        return request.rebalanceStrategy()
                .waitHealthCheck()
                .filter(wait -> request.strictWaits() && wait.compareTo(healthWait.least()) < 0)
                .map(wait -> new Refusal(
                        RefusalReason.WAIT_TOO_SHORT,
                        "waitHealthCheck is " + wait.toSeconds() + " s, and "
                                + healthWait.least().toSeconds() + " s are needed: " + healthWait.leastReason()));
    }

    private boolean withinThresholds(StartParameters parameters) {
        Map<String, Long> sessions = Participants.byName(nodes, Snapshot.Node::sessions);
        return parameters.connections().reached(mean(counts, all.donors()), mean(counts, all.recipients()))
                && parameters.sessions().reached(mean(sessions, all.donors()), mean(sessions, all.recipients()));
    }

    /** Empty where all donors may be out; what goes on with donors that are out is bounded by what was before it. */
    private OptionalInt outAtMost() {
        long serving = nodes.stream()
                .filter(node -> node.pod().map(Snapshot.Pod::servesByItself).orElse(true))
                .count();
        int most = request.pacing().outAtMost((int) serving);
        return course.onward().isEmpty() && most < all.donors().size() ? OptionalInt.of(most) : OptionalInt.empty();
    }

    /** Donors to evict from at once. Where a budget is what limits, fewer of them are each evicted from faster. */
    private List<String> sideBySide(OptionalInt outAtMost) {
        List<String> giving = giving();
        boolean heaviestFirst = outAtMost.isEmpty()
                && goal.isPresent()
                && request.pacing().maxConnectsPerSecondPerRecipient().isPresent();
        return heaviestFirst ? Selection.heaviest(counts, giving, goal.getAsLong()) : giving;
    }

    private List<String> giving() {
        return course.onward()
                .map(onward ->
                        all.donors().stream().filter(onward.donors()::contains).toList())
                .orElse(all.donors());
    }

    private Division division(OptionalInt outAtMost, List<String> first, StartParameters parameters) {
        if (outAtMost.isPresent()) {
            return portion(fullest(all.donors(), outAtMost.getAsInt(), parameters), outAtMost, false);
        }
        if (course.onward().isPresent()) {
            return new Division(all, Selection.of(counts, first), false, outAtMost, false);
        }
        return first.size() < all.donors().size()
                ? portion(first, outAtMost, true)
                : new Division(all, all, false, outAtMost, false);
    }

    private Division portion(List<String> donors, OptionalInt outAtMost, boolean othersOut) {
        return new Division(all, Selection.of(counts, donors), true, outAtMost, othersOut);
    }

    private Optional<Foretold> waves(
            Division division, int out, int takers, Optional<Budget> budget, StartParameters parameters) {
        if (division.outAtMost().isPresent()) {
            return Optional.of(Foretold.of(counts, out, parameters.connections(), parameters.connEvictRate()));
        }
        return division.othersOut()
                ? Optional.of(Foretold.heaviestFirst(
                        counts,
                        all,
                        goal.orElseThrow(),
                        donors -> Math.max(1, budget.orElseThrow().ratePerDonor(donors, takers))))
                : Optional.empty();
    }

    private List<Refusal> tooMuch(
            Division division, int out, int takers, Optional<Budget> budget, Optional<Foretold> waves) {
        List<Refusal> refusals = new ArrayList<>();
        budget.filter(limit -> limit.ratePerDonor(out, takers) < 1)
                .ifPresent(limit -> refusals.add(budgetTooSmall(limit, out, takers)));
        if (waves.filter(foretold -> foretold.waves() > Foretold.WAVES_MAX).isPresent()) {
            refusals.add(new Refusal(
                    RefusalReason.TOO_MANY_WAVES,
                    "with " + out + " of " + all.donors().size()
                            + " donors out at once, the others take clients too: it would take more than "
                            + Foretold.WAVES_MAX + " waves"));
        }
        List<String> taking = division.now().recipients();
        if (nodes.stream()
                .filter(node -> taking.contains(node.name()))
                .noneMatch(node -> node.pod().map(Snapshot.Pod::servesByItself).orElse(true))) {
            refusals.add(
                    new Refusal(RefusalReason.NO_RECIPIENT_SERVES, "none of the recipients " + taking + " is served"));
        }
        return refusals;
    }

    /** So many of them; where connections are level already, by the sessions that are still to be moved. */
    private List<String> fullest(List<String> donors, int count, StartParameters parameters) {
        boolean level = hot(parameters.connections()).isEmpty()
                && parameters.connections().reached(mean(counts, all.donors()), mean(counts, all.recipients()));
        Map<String, Long> height = level ? Participants.away(nodes) : counts;
        return donors.stream()
                .sorted(Comparator.comparing(height::get, Comparator.reverseOrder()))
                .limit(count)
                .toList();
    }

    /** Nodes that hold more than is allowed when the means are level. */
    private List<String> hot(Threshold level) {
        double ceiling = level.ceiling(EngineModel.mean(counts.values()));
        return counts.keySet().stream()
                .filter(node -> counts.get(node) > ceiling)
                .toList();
    }

    /** Only donors that stay out when EMQX is stopped can be left at their goal: others would take clients again. */
    private OptionalLong goal() {
        return lever.lever().beforeStart()
                ? OptionalLong.of(
                        course.onward().map(Onward::goal).orElse(Math.round(EngineModel.mean(counts.values()))))
                : OptionalLong.empty();
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

    private Assessment nothing(String explanation) {
        return new Assessment(Assessment.Verdict.NOTHING_TO_BALANCE, census, Optional.empty(), List.of(), explanation);
    }

    private String level(StartParameters parameters, List<String> hot) {
        String level = String.format(
                Locale.ROOT,
                "donors hold %.1f on average and recipients %.1f: within %d connections or a factor of %s",
                mean(counts, all.donors()),
                mean(counts, all.recipients()),
                parameters.connections().absolute(),
                parameters.connections().relative());
        return hot.isEmpty()
                ? level
                : level + "; fuller than that are "
                        + hot.stream()
                                .map(node -> node + " (" + counts.get(node) + ")")
                                .collect(Collectors.joining(", "));
    }

    private static double mean(Map<String, Long> counts, List<String> nodes) {
        return nodes.stream().mapToLong(counts::get).average().orElse(0);
    }
}
