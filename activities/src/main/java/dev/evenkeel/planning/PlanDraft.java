package dev.evenkeel.planning;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Bounds;
import dev.evenkeel.contract.RebalancePlan.Forecast;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RebalancePlan.Role;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.StartParameters;
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
import java.util.stream.Stream;

/**
 * A plan with its forecast and its bounds, once it is decided who gives and who takes.
 *
 * @param pace of EMQX's seconds
 * @param request what was asked for
 * @param snapshot the cluster
 * @param course what came before
 * @param nodes that take part
 * @param lever and why
 * @param quiet how long clients must stay away from donors, where that is watched
 * @param filled what is sent, before it is widened
 * @param division who gives and who takes
 * @param goal that each donor is to be left with; empty where EMQX alone ends it
 * @param waves all of them, where it takes more than one
 */
record PlanDraft(
        Pace pace,
        RebalanceRequest request,
        Snapshot snapshot,
        Course course,
        List<Snapshot.Node> nodes,
        LeverChoice lever,
        Optional<Duration> quiet,
        Parameters filled,
        Division division,
        OptionalLong goal,
        Optional<Foretold> waves) {
    /** How much longer than foretold EMQX may stay in a state whose length is fixed, before we stop it. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** Eviction may take twice the steps it would take if nobody came back: RPC rounds make steps longer than a second. */
    private static final int PATIENCE = 2;

    /** How long before eviction begins donors must be out: so long EMQX may take to hear a stop. */
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /** Of a short wait not more than this part. */
    private static final int STOPPING_SHARE = 4;

    RebalancePlan plan(ClusterRef cluster) {
        Map<String, Long> counts = Participants.byName(nodes, Snapshot.Node::connections);
        Partition now = division.now();
        FirstBrake brake = new FirstBrake(counts, now, goal.orElse(Math.round(EngineModel.mean(counts.values()))));
        double lacking = division.isPortion() || course.onward().isPresent() ? brake.lacking() : 0;
        StartParameters parameters = FirstBrake.within(lacking, filled.parameters());
        Evolution expected = evolution(counts, parameters, true);
        Evolution worst = evolution(counts, parameters, false);
        Evolution sessions = EngineModel.evolve(
                Participants.away(nodes), now, parameters.sessEvictRate(), parameters.sessions(), true);
        // Only with a goal: where donors take clients again at once nothing goes on.
        StartParameters sent = goal.isPresent()
                ? brake.widened(
                        parameters,
                        division.outAtMost().isPresent() ? 0 : lacking,
                        expected,
                        request.pacing(),
                        filled.parameters().connections())
                : parameters;
        String coordinator = Coordinator.choose(snapshot, now, course.coordinator());
        Wave wave = wave(coordinator, now, sent);
        Map<String, Long> end = waves.map(Foretold::counts).orElse(expected.counts());
        Forecast forecast = forecast(counts, end, parameters, expected, worst, sessions);
        return new RebalancePlan(
                fingerprint(wave),
                snapshot.at(),
                cluster,
                lever.lever(),
                lever.reason(),
                nodes.stream().map(node -> nodePlan(node, end)).toList(),
                List.of(wave),
                goal,
                forecast,
                bounds(parameters, worst, sessions),
                filled.choices(),
                warnings(parameters, forecast),
                division.isPortion()
                        ? Optional.of(new Portion(
                                wave(coordinator, division.all(), filled.parameters()),
                                expected.moved(),
                                division.outAtMost(),
                                times(),
                                division.othersOut()))
                        : Optional.empty(),
                Optional.empty());
    }

    private Evolution evolution(Map<String, Long> counts, StartParameters parameters, boolean returning) {
        return EngineModel.evolve(
                counts, division.now(), parameters.connEvictRate(), parameters.connections(), returning);
    }

    private int times() {
        return waves.map(Foretold::waves).filter(many -> many > 0).orElse(1);
    }

    private Forecast forecast(
            Map<String, Long> counts,
            Map<String, Long> end,
            StartParameters parameters,
            Evolution expected,
            Evolution worst,
            Evolution sessions) {
        int ticks = waves.map(Foretold::ticks).orElse(expected.ticks());
        return new Forecast(
                waves.map(Foretold::moved).orElse(expected.moved()),
                ticks,
                worst.ticks(),
                sessions.ticks(),
                parameters
                        .waitHealthCheck()
                        .plus(parameters.waitTakeover())
                        .multipliedBy(times())
                        .plusSeconds(ticks)
                        .plusSeconds(sessions.ticks()),
                skew(counts),
                skew(end));
    }

    private List<String> warnings(StartParameters parameters, Forecast forecast) {
        List<String> warnings = new ArrayList<>();
        division.outAtMost()
                .ifPresent(most -> warnings.add(String.format(
                        Locale.ROOT,
                        "%d waves of at most %d donors: donors that are not out take clients too, and the fullest node is"
                                + " at %.2f times the mean on the way",
                        times(),
                        most,
                        waves.orElseThrow().skewPeak())));
        warnings.addAll(Warnings.of(
                snapshot,
                nodes,
                lever.lever(),
                parameters,
                forecast,
                division.othersOut() ? division.all() : division.now()));
        return warnings;
    }

    /** It is to end within what was asked for; what is sent may be wider. */
    private Wave wave(String coordinator, Partition partition, StartParameters sent) {
        List<String> named = Stream.concat(partition.donors().stream(), partition.recipients().stream())
                .sorted()
                .toList();
        return new Wave(
                course.wave(),
                coordinator,
                named,
                partition.donors(),
                partition.recipients(),
                sent,
                filled.parameters().connections());
    }

    private NodePlan nodePlan(Snapshot.Node node, Map<String, Long> end) {
        return new NodePlan(
                node.name(),
                node.pod().map(Snapshot.Pod::name),
                node.pod().map(Snapshot.Pod::servesByItself).orElse(true),
                division.giving().contains(node.name()) ? Role.DONOR : Role.RECIPIENT,
                node.connections(),
                end.get(node.name()));
    }

    private Bounds bounds(StartParameters parameters, Evolution worst, Evolution sessions) {
        long sessionTicks = sessions.ticks() + worst.moved() / parameters.sessEvictRate();
        boolean duringWait = lever.lever().verified() && !lever.lever().beforeStart();
        return new Bounds(
                pace.wall(parameters.waitHealthCheck()).plus(GRACE),
                pace.wall(Duration.ofSeconds((long) PATIENCE * worst.ticks())).plus(GRACE),
                pace.wall(parameters.waitTakeover()).plus(GRACE),
                pace.wall(Duration.ofSeconds(PATIENCE * sessionTicks)).plus(GRACE),
                duringWait || quiet.isPresent()
                        ? Optional.of(pace.wall(donorsOut(parameters.waitHealthCheck())))
                        : Optional.empty(),
                quiet.map(pace::wall));
    }

    private static Duration donorsOut(Duration wait) {
        Duration share = wait.dividedBy(STOPPING_SHARE);
        return wait.minus(share.compareTo(STOPPING) < 0 ? share : STOPPING);
    }

    /**
     * What an approval is given for: who gives, who takes, how, and what was asked for; not the counts, which move all the
     * time, and not the parameters that are chosen from them.
     */
    private String fingerprint(Wave wave) {
        String decided = wave.donors() + "|" + wave.recipients() + "|" + filled.asked() + "|" + lever.lever();
        return String.format(Locale.ROOT, "%08x", decided.hashCode());
    }

    private static double skew(Map<String, Long> counts) {
        double mean = EngineModel.mean(counts.values());
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return mean == 0 ? 1 : most / mean;
    }
}
