package dev.evenkeel.planning;

import dev.evenkeel.contract.ApprovalPolicy;
import dev.evenkeel.contract.ApprovalPolicy.Limits;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Approval;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.RebalanceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a plan needs a person's approval: by itself it needs none where it is within every limit that is given, and
 * after an approval none where the cluster is still what was approved. What cannot be told is above the limit.
 */
public final class ApprovalRule {
    private final ApprovalPolicy policy;
    private final boolean backoffKnown;

    /** @param request who has to approve what, and what is known of the clients */
    public ApprovalRule(RebalanceRequest request) {
        this.policy = request.approval();
        this.backoffKnown = Backoff.of(request.pacing()).isPresent();
    }

    /**
     * The assessment with its plan judged.
     *
     * @param approved the plan that somebody has approved a moment ago; empty: none
     */
    public Assessment judged(Assessment assessment, Optional<RebalancePlan> approved) {
        if (!policy.required() || assessment.plan().isEmpty()) {
            return assessment;
        }
        RebalancePlan plan = assessment.plan().get();
        Approval judgement = approved.map(before -> still(before, plan)).orElseGet(() -> byItself(plan));
        return new Assessment(
                assessment.verdict(),
                assessment.census(),
                Optional.of(plan.judged(judgement)),
                assessment.refusals(),
                assessment.explanation());
    }

    private Approval byItself(RebalancePlan plan) {
        if (policy.autoApprove().isEmpty()) {
            return new Approval(true, "the request asks for it");
        }
        List<Measure> measures = measures(plan, policy.autoApprove().get());
        List<Measure> above = measures.stream().filter(Measure::above).toList();
        return new Approval(
                !above.isEmpty(),
                (above.isEmpty() ? measures : above)
                        .stream().map(Measure::words).collect(Collectors.joining("; ")));
    }

    private List<Measure> measures(RebalancePlan plan, Limits limits) {
        List<Measure> measures = new ArrayList<>();
        limits.maxMovedPercent()
                .ifPresent(most -> measures.add(Measure.percent(
                        "maxMovedPercent",
                        OptionalDouble.of(100.0 * plan.forecast().connectionsToMove() / Math.max(1, total(plan))),
                        "of all connections move",
                        most)));
        limits.maxOfflinePercent()
                .ifPresent(most -> measures.add(Measure.percent(
                        "maxOfflinePercent", offlinePercent(plan), "of all clients are offline at once", most)));
        limits.maxDonorsOut().ifPresent(most -> measures.add(Measure.count(donorsOut(plan), most)));
        limits.maxTime()
                .ifPresent(most -> measures.add(Measure.time(
                        plan.forecast()
                                .run()
                                .map(WholeRun::took)
                                .orElse(plan.forecast().total()),
                        most)));
        return measures;
    }

    /** A forecast that takes clients to come back at once, for want of better, tells nothing of who is offline. */
    private OptionalDouble offlinePercent(RebalancePlan plan) {
        return plan.forecast().run().stream()
                .filter(run -> backoffKnown)
                .mapToDouble(run -> 100 * run.offlineShare())
                .findFirst();
    }

    private static int donorsOut(RebalancePlan plan) {
        int first = plan.out().donors().size();
        OptionalInt most = plan.portion().map(Portion::outAtMost).orElse(OptionalInt.empty());
        return Math.max(first, most.orElse(0));
    }

    /** Counts move all the time, and with them a node near the mean changes its role; the rest of a plan does not. */
    private Approval still(RebalancePlan approved, RebalancePlan plan) {
        Map<String, Long> then = counts(approved);
        Map<String, Long> now = counts(plan);
        if (!now.keySet().equals(then.keySet())) {
            return new Approval(
                    true,
                    "plan " + approved.id() + " was approved for nodes "
                            + String.join(", ", new TreeSet<>(then.keySet()))
                            + ", and now these take part: " + String.join(", ", new TreeSet<>(now.keySet())));
        }
        if (plan.lever() != approved.lever()) {
            return new Approval(
                    true,
                    "plan " + approved.id() + " was approved with lever " + lower(approved.lever()) + ", and now it is "
                            + lower(plan.lever()));
        }
        double drift = driftPercent(then, now);
        boolean adrift = drift > policy.maxDriftPercent();
        String words = String.format(
                Locale.ROOT,
                "nodes' counts differ from those of approved plan %s by %.1f %% of all connections, %s",
                approved.id(),
                drift,
                limit(policy.maxDriftPercent(), adrift, "maxDriftPercent"));
        return new Approval(adrift, words);
    }

    private static double driftPercent(Map<String, Long> then, Map<String, Long> now) {
        long differ = then.keySet().stream()
                .mapToLong(node -> Math.abs(now.get(node) - then.get(node)))
                .sum();
        long all = then.values().stream().mapToLong(Long::longValue).sum();
        return 100.0 * differ / Math.max(1, all);
    }

    private static Map<String, Long> counts(RebalancePlan plan) {
        return plan.nodes().stream().collect(Collectors.toMap(NodePlan::node, NodePlan::connections));
    }

    private static long total(RebalancePlan plan) {
        return plan.nodes().stream().mapToLong(NodePlan::connections).sum();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String limit(Object most, boolean above, String field) {
        return (above ? "above " : "within ") + field + " " + most;
    }

    /**
     * One of a plan's figures beside its limit.
     *
     * @param above whether it is above
     * @param words both, in a sentence
     */
    private record Measure(boolean above, String words) {
        static Measure percent(String field, OptionalDouble figure, String what, double most) {
            boolean above = figure.isEmpty() || figure.getAsDouble() > most;
            String words = figure.isEmpty()
                    ? "nobody can tell how many percent "
                    : String.format(Locale.ROOT, "%.1f %% ", figure.getAsDouble());
            return new Measure(above, words + what + ", " + limit(most, above, field));
        }

        static Measure count(int donors, int most) {
            boolean above = donors > most;
            return new Measure(
                    above,
                    donors + (donors == 1 ? " donor is" : " donors are") + " out at once, "
                            + limit(most, above, "maxDonorsOut"));
        }

        static Measure time(Duration took, Duration most) {
            boolean above = took.compareTo(most) > 0;
            return new Measure(
                    above, "it takes " + took.toSeconds() + " s, " + limit(most.toSeconds() + " s", above, "maxTime"));
        }
    }
}
