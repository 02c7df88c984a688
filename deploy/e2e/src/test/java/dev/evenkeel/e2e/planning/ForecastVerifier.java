package dev.evenkeel.e2e.planning;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.RebalancePlan.Role;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.planning.Course;
import dev.evenkeel.planning.EngineModel;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.planning.Planner;
import dev.evenkeel.simulator.ManualClock;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds the planner's forecast against what the simulator then does, and names each law that is broken. */
final class ForecastVerifier {
    private final List<String> broken = new ArrayList<>();
    private final PlannedCase given;

    private ForecastVerifier(PlannedCase given) {
        this.given = given;
    }

    /** The laws that are broken; empty for a forecast that came true. */
    static List<String> brokenLaws(PlannedCase given) {
        ForecastVerifier verifier = new ForecastVerifier(given);
        Assessment assessment = new Planner(Pace.realTime())
                .assess(given.request(), PlannedCase.CLUSTER, given.snapshot(), Course.first());
        ManualClock clock = new ManualClock();
        try (SimulatedCluster emqx = given.simulated(clock)) {
            switch (assessment.verdict()) {
                case READY -> verifier.comesTrue(assessment.plan().orElseThrow(), emqx, clock);
                case NOTHING_TO_BALANCE -> verifier.emqxAgreesThereIsNothing(emqx);
                case REFUSED -> verifier.law("a healthy cluster is not refused", "nothing", assessment.refusals());
            }
        }
        return verifier.broken;
    }

    private void comesTrue(RebalancePlan plan, SimulatedCluster emqx, ManualClock clock) {
        Wave wave = plan.waves().get(0);
        emqx.faults().startBehindOurBack(wave.coordinator(), body(wave));
        law(
                "donors are EMQX's own",
                wave.donors(),
                emqx.donors().stream().sorted().toList());
        law("roles are the wave's", wave.donors(), nodes(plan, Role.DONOR));
        law(
                "the coordinator is a recipient where all are core nodes",
                true,
                wave.recipients().contains(wave.coordinator()));
        clock.advance(wave.parameters()
                .waitHealthCheck()
                .plusSeconds(plan.forecast().ticks())
                .plusMillis(500));
        Map<String, Long> live = emqx.nodes().stream()
                .collect(Collectors.toMap(SimulatedNode::name, SimulatedNode::live, (a, b) -> a, TreeMap::new));
        law("ticks", (long) plan.forecast().ticks(), emqx.ledger().evictionTicks());
        law("final counts", byEngineModel(plan), live);
        if (endsWithTheFirstWave(plan)) {
            law("final counts of the run", expected(plan), live);
        }
        clock.advance(plan.bounds().total());
        law("EMQX ends within its bounds", "disabled", emqx.state(wave.coordinator()));
        law("no tick comes after", (long) plan.forecast().ticks(), emqx.ledger().evictionTicks());
        law(
                "connections are conserved",
                total(plan),
                live.values().stream().mapToLong(Long::longValue).sum());
        law("what is moved is what donors lose", plan.forecast().connectionsToMove(), lostByDonors(plan, live));
    }

    private void emqxAgreesThereIsNothing(SimulatedCluster emqx) {
        String coordinator = given.nodes().get(0).name();
        List<String> all = given.nodes().stream().map(node -> node.name()).toList();
        String answer = "started";
        try {
            emqx.faults().startBehindOurBack(coordinator, body(all, parameters()));
        } catch (RuntimeException refused) {
            answer = refused.getMessage().replaceAll(".*: ", "");
        }
        law("EMQX finds nothing to balance either", "nothing_to_balance", answer);
    }

    private StartParameters parameters() {
        var strategy = given.strategy();
        return new StartParameters(
                strategy.connEvictRate().orElseThrow(),
                strategy.sessEvictRate().orElseThrow(),
                strategy.waitHealthCheck().orElseThrow(),
                strategy.waitTakeover().orElseThrow(),
                new dev.evenkeel.contract.Threshold(
                        strategy.absConnThreshold().orElseThrow(),
                        strategy.relConnThreshold().orElseThrow()),
                new dev.evenkeel.contract.Threshold(
                        strategy.absSessThreshold().orElseThrow(),
                        strategy.relSessThreshold().orElseThrow()));
    }

    private static String body(Wave wave) {
        return body(wave.nodes(), wave.parameters());
    }

    private static String body(List<String> nodes, StartParameters parameters) {
        return String.format(
                java.util.Locale.ROOT,
                """
                {"nodes": [%s], "conn_evict_rate": %d, "sess_evict_rate": %d, "wait_health_check": %d,
                 "wait_takeover": %d, "abs_conn_threshold": %d, "rel_conn_threshold": %s,
                 "abs_sess_threshold": %d, "rel_sess_threshold": %s}
                """,
                nodes.stream().map(node -> '"' + node + '"').collect(Collectors.joining(", ")),
                parameters.connEvictRate(),
                parameters.sessEvictRate(),
                parameters.waitHealthCheck().toSeconds(),
                parameters.waitTakeover().toSeconds(),
                parameters.connections().absolute(),
                parameters.connections().relative(),
                parameters.sessions().absolute(),
                parameters.sessions().relative());
    }

    private static List<String> nodes(RebalancePlan plan, Role role) {
        return plan.nodes().stream()
                .filter(node -> node.role() == role)
                .map(NodePlan::node)
                .sorted()
                .toList();
    }

    /** Where a node is too full although EMQX is through, the run goes on. */
    private static boolean endsWithTheFirstWave(RebalancePlan plan) {
        return plan.forecast().run().orElseThrow().starts() == 1;
    }

    private static Map<String, Long> byEngineModel(RebalancePlan plan) {
        Map<String, Long> counts =
                plan.nodes().stream().collect(Collectors.toMap(NodePlan::node, NodePlan::connections));
        Wave wave = plan.waves().get(0);
        return EngineModel.evolve(
                        counts,
                        EngineModel.partition(counts),
                        wave.parameters().connEvictRate(),
                        wave.parameters().connections(),
                        true)
                .counts();
    }

    private static Map<String, Long> expected(RebalancePlan plan) {
        return plan.nodes().stream()
                .collect(Collectors.toMap(NodePlan::node, NodePlan::expected, (a, b) -> a, TreeMap::new));
    }

    private static long total(RebalancePlan plan) {
        return plan.nodes().stream().mapToLong(NodePlan::connections).sum();
    }

    private static long lostByDonors(RebalancePlan plan, Map<String, Long> live) {
        return plan.nodes().stream()
                .filter(node -> node.role() == Role.DONOR)
                .mapToLong(node -> node.connections() - live.get(node.node()))
                .sum();
    }

    private void law(String law, Object expected, Object found) {
        if (!expected.equals(found)) {
            broken.add(law + ": expected " + expected + ", found " + found + " (seed " + given.seed() + ": " + given
                    + ")");
        }
    }
}
