package dev.evenkeel.workflow;

import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceProgress.PhaseSpan;
import java.util.Locale;

/** The page that Temporal's UI shows of a run while it lasts, in Markdown. */
final class DetailsPage {
    private DetailsPage() {}

    static String of(RebalanceProgress progress) {
        StringBuilder page = new StringBuilder();
        page.append("**")
                .append(progress.phase())
                .append("**: ")
                .append(progress.phase().meaning())
                .append("\n\n");
        progress.runsAs()
                .ifPresent(id -> page.append("Goes on as workflow `").append(id).append("`.\n\n"));
        progress.plan().ifPresent(plan -> plan(page, plan));
        page.append("| phase | began | took |\n|---|---|---|\n");
        progress.spans().forEach(span -> span(page, span));
        if (!progress.notes().isEmpty()) {
            page.append('\n');
            progress.notes().forEach(note -> page.append("- ").append(note).append('\n'));
        }
        return page.toString();
    }

    private static void plan(StringBuilder page, RebalancePlan plan) {
        page.append(String.format(
                Locale.ROOT,
                "Plan `%s`: move %,d connections in %d steps; lever `%s` (%s).\n\n",
                plan.id(),
                plan.forecast().connectionsToMove(),
                plan.forecast().ticks(),
                plan.lever(),
                plan.leverReason()));
        page.append("| node | role | now | expected |\n|---|---|---:|---:|\n");
        plan.nodes()
                .forEach(node -> page.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,d | %,d |\n",
                        node.node(),
                        node.role(),
                        node.connections(),
                        node.expected())));
        page.append('\n');
    }

    private static void span(StringBuilder page, PhaseSpan span) {
        page.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s |\n",
                span.phase(),
                span.began(),
                span.took().map(took -> took.toMillis() / 1000.0 + " s").orElse("")));
    }
}
