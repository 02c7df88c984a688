package dev.evenkeel.demo;

import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.demo.Moment.NodeNow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a {@link Moment} of what the simulator counts and what the run says. */
final class Observer {
    private final Stage stage;
    private final RebalancePlan plan;

    Observer(Stage stage, RebalancePlan plan) {
        this.stage = stage;
        this.plan = plan;
    }

    /** Before the run was asked for. */
    Moment before(Duration sinceStart) {
        return moment(sinceStart, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Moment during(Duration sinceStart, RunWatcher run, Optional<String> worker) {
        return moment(
                sinceStart,
                run.progress().map(RebalanceProgress::phase).or(() -> Optional.of(RunPhase.ASSESSING)),
                run.look(),
                worker);
    }

    private Moment moment(Duration sinceStart, Optional<RunPhase> phase, Optional<Look> look, Optional<String> worker) {
        List<String> serving = stage.kubernetes.servingPods();
        List<NodeNow> nodes = stage.emqx.nodes().stream()
                .map(node -> {
                    String pod = stage.kubernetes.podOf(node.name());
                    RebalancePlan.NodePlan planned = planned(node.name());
                    return new NodeNow(
                            pod,
                            node.live(),
                            planned.expected(),
                            planned.role() == RebalancePlan.Role.DONOR,
                            serving.contains(pod));
                })
                .toList();
        return new Moment(
                sinceStart,
                nodes,
                stage.emqx.clients().offline(),
                phase,
                percent(nodes),
                look.map(this::remaining),
                worker);
    }

    /** Foretold at the look, less what has passed since. */
    private Duration remaining(Look look) {
        return look.remaining().minus(Duration.between(look.at(), Instant.now()));
    }

    /** Of the clients that the plan moves, those who have arrived. */
    private static int percent(List<NodeNow> nodes) {
        long arrived = nodes.stream()
                .filter(node -> !node.donor())
                .mapToLong(NodeNow::connections)
                .sum();
        long wanted = nodes.stream()
                .filter(node -> !node.donor())
                .mapToLong(NodeNow::goal)
                .sum();
        return wanted == 0 ? 100 : (int) Math.min(100, 100 * arrived / wanted);
    }

    private RebalancePlan.NodePlan planned(String node) {
        return plan.nodes().stream()
                .filter(planned -> planned.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the plan says nothing of " + node));
    }
}
