package dev.evenkeel.cli;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.NodePlan;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An assessment as text: what would move, how long it takes, and why not. */
final class PlanView {
    private final int columns;
    private final boolean wide;

    PlanView(int columns, boolean wide) {
        this.columns = columns;
        this.wide = wide;
    }

    List<String> lines(Assessment assessment) {
        Page page = new Page(columns).paragraph(headline(assessment) + assessment.explanation());
        assessment.plan().ifPresentOrElse(plan -> plan(page, plan), () -> counts(page, assessment.census()));
        page.fields(
                "refused", assessment.refusals().stream().map(Refusal::display).toList());
        return page.lines();
    }

    private static String headline(Assessment assessment) {
        return switch (assessment.verdict()) {
            case READY -> "Ready: ";
            case NOTHING_TO_BALANCE -> "Nothing to balance: ";
            case REFUSED -> "Refused: ";
        };
    }

    private void counts(Page page, Census census) {
        Map<String, String> names = NodeNames.shortened(census.nodes(), wide);
        List<List<String>> rows = census.nodes().stream()
                .map(node -> List.of(names.get(node), Quantities.count(census.on(node))))
                .toList();
        page.blank().table(List.of("NODE", ">CONNECTIONS"), rows).blank();
    }

    private void plan(Page page, RebalancePlan plan) {
        nodes(page, plan);
        RebalancePlan.Forecast forecast = plan.forecast();
        page.field(
                        "moves",
                        Quantities.count(forecast.connectionsToMove()) + " connections in "
                                + Quantities.count(forecast.ticks()) + " ticks of 1 s; at most "
                                + Quantities.count(forecast.ticksWorst()) + " if no client came back")
                .field("time", times(plan))
                .field(
                        "skew",
                        Quantities.factor(forecast.skewBefore()) + " now, " + Quantities.factor(forecast.skewAfter())
                                + " after (fullest node over the mean)");
        plan.waves().forEach(wave -> page.field("sent", sent(wave)));
        page.field("lever", plan.lever().name().toLowerCase(Locale.ROOT) + ": " + plan.leverReason())
                .fields("chosen", plan.choices())
                .fields("warning", plan.warnings())
                .field("plan", plan.id() + ", made " + Quantities.clock(plan.madeAt()))
                .field("promise", promise(plan));
    }

    private void nodes(Page page, RebalancePlan plan) {
        Map<String, String> names =
                NodeNames.shortened(plan.nodes().stream().map(NodePlan::node).toList(), wide);
        List<List<String>> rows = new ArrayList<>();
        for (NodePlan node : plan.nodes()) {
            rows.add(row(
                    names.get(node.node()),
                    node.role().name().toLowerCase(Locale.ROOT),
                    node.connections(),
                    node.expected(),
                    node.pod().orElse("-")));
        }
        rows.add(row(
                "total",
                "",
                plan.nodes().stream().mapToLong(NodePlan::connections).sum(),
                plan.nodes().stream().mapToLong(NodePlan::expected).sum(),
                ""));
        List<String> heads = new ArrayList<>(List.of("NODE", "ROLE", ">NOW", ">AFTER", ">CHANGE"));
        if (wide) {
            heads.add("POD");
        }
        page.blank().table(heads, rows).blank();
    }

    private List<String> row(String name, String role, long now, long after, String pod) {
        List<String> row = new ArrayList<>(
                List.of(name, role, Quantities.count(now), Quantities.count(after), Quantities.change(after - now)));
        if (wide) {
            row.add(pod);
        }
        return row;
    }

    private static String times(RebalancePlan plan) {
        StartParameters sent = plan.waves().get(0).parameters();
        return Quantities.time(plan.forecast().total()) + " in EMQX: wait_health_check "
                + Quantities.time(sent.waitHealthCheck()) + ", evicting_conns "
                + Quantities.time(Duration.ofSeconds(plan.forecast().ticks())) + ", wait_takeover "
                + Quantities.time(sent.waitTakeover()) + ", evicting_sessions "
                + Quantities.time(Duration.ofSeconds(plan.forecast().sessionTicks())) + "; watched for "
                + Quantities.time(plan.bounds().total()) + " at most";
    }

    private static String sent(Wave wave) {
        StartParameters sent = wave.parameters();
        return sent.connEvictRate() + " connections and " + sent.sessEvictRate()
                + " sessions per donor and second, until within " + within(sent.connections()) + " (sessions "
                + within(sent.sessions()) + ")";
    }

    private static String within(Threshold threshold) {
        return Quantities.count(threshold.absolute()) + " or factor " + threshold.relative();
    }

    private static String promise(RebalancePlan plan) {
        return "whatever happens, every pod that leaves the Service comes back; "
                + ClusterFlags.typed("abort", plan.cluster())
                + " stops EMQX and restores at once, clients that have moved stay";
    }
}
