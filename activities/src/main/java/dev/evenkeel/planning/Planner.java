package dev.evenkeel.planning;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.Wave;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what to do about a cluster, from one snapshot: a plan, nothing, or why not.
 *
 * <p>First what stands in the way (each reason is named, all of them at once), then whether there is anything to do by
 * EMQX's own rule, then the plan with its forecast. The same snapshot always gives the same answer.
 */
public final class Planner {
    private final Pace pace;

    public Planner(Pace pace) {
        this.pace = pace;
    }

    /** @param course what came before, in the same run */
    public Assessment assess(RebalanceRequest request, ClusterRef cluster, Snapshot snapshot, Course course) {
        Assessment decided = new Decision(pace, request, snapshot, course).made(cluster);
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
                        (counts, onward) -> new Decision(
                                        pace,
                                        request,
                                        snapshot.holding(counts),
                                        new Course(
                                                course.coordinator(),
                                                course.wave() + 1,
                                                Optional.empty(),
                                                onward,
                                                course.measured(snapshot.census()),
                                                true))
                                .made(cluster)
                                .plan())
                .foretell(plan));
    }

    static Assessment ready(Census census, RebalancePlan plan) {
        return new Assessment(Assessment.Verdict.READY, census, Optional.of(plan), List.of(), explain(plan));
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

    static Assessment refused(Census census, List<Refusal> refusals) {
        return new Assessment(
                Assessment.Verdict.REFUSED,
                census,
                Optional.empty(),
                refusals,
                refusals.stream().map(Refusal::display).collect(Collectors.joining("; ")));
    }

    private static String explain(RebalancePlan plan) {
        Wave wave = plan.out();
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
}
