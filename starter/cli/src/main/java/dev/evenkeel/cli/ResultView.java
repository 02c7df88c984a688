package dev.evenkeel.cli;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalanceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A result as text: what it came to, and the proof. */
final class ResultView {
    private final int columns;
    private final boolean wide;

    ResultView(int columns, boolean wide) {
        this.columns = columns;
        this.wide = wide;
    }

    List<String> lines(RebalanceResult result) {
        Page page = new Page(columns)
                .paragraph(result.outcome().display() + ": " + result.summary())
                .field("cluster", result.cluster().map(ClusterRef::display).orElse("-"))
                .field("run", result.run().workflowId() + ", " + result.run().firstRunId());
        result.reason().ifPresent(reason -> page.field("reason", reason));
        nodes(page, result);
        phases(page, result);
        result.findings()
                .forEach(finding -> page.field(
                        finding.holds() ? "holds" : "DOES NOT",
                        finding.clause().claim() + " (" + finding.evidence() + ")"));
        result.restoration()
                .ifPresent(restoration -> page.field("restored", names(restoration.restored()))
                        .fields("gone", one(restoration.gone()))
                        .fields("not back", one(restoration.notServing())));
        return page.field("time", times(result.timing()))
                .field("starts", result.startsSent() + " sent, " + result.restarts() + " planned again")
                .fields("note", result.notes())
                .lines();
    }

    private void nodes(Page page, RebalanceResult result) {
        Census before = result.before().orElse(null);
        Census after = result.after().or(result::before).orElse(null);
        if (before == null || after == null) {
            return;
        }
        Map<String, String> names = NodeNames.shortened(before.nodes(), wide);
        List<List<String>> rows = new ArrayList<>();
        before.nodes().forEach(node -> rows.add(row(names.get(node), before.on(node), after.on(node))));
        rows.add(row("total", before.total(), after.total()));
        page.blank()
                .table(List.of("NODE", ">BEFORE", ">AFTER", ">CHANGE"), rows)
                .blank();
    }

    private static List<String> row(String name, long before, long after) {
        return List.of(name, Quantities.count(before), Quantities.count(after), Quantities.change(after - before));
    }

    private static void phases(Page page, RebalanceResult result) {
        List<List<String>> rows = result.spans().stream()
                .map(span -> List.of(
                        span.phase().name(),
                        Quantities.clock(span.began()),
                        span.took().map(Quantities::time).orElse("-"),
                        span.phase().meaning()))
                .toList();
        page.table(List.of("PHASE", "BEGAN", ">TOOK", "WHAT"), rows).blank();
    }

    private static String times(RebalanceResult.Timing timing) {
        return Quantities.time(Duration.between(timing.began(), timing.ended())) + " in all: "
                + Quantities.time(timing.engine()) + " in EMQX, " + Quantities.time(timing.clients())
                + " waiting for clients, " + Quantities.time(timing.overhead()) + " overhead";
    }

    private static List<String> one(List<String> pods) {
        return pods.isEmpty() ? List.of() : List.of(names(pods));
    }

    private static String names(List<String> pods) {
        return pods.isEmpty() ? "no pod had to be put back" : String.join(", ", pods);
    }
}
