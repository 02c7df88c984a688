package dev.evenkeel.cli;

import dev.evenkeel.contract.RebalancePlan.WholeRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Alternatives side by side. */
final class WhatIfView {
    private static final List<String> HEADS =
            List.of("IF", ">RATE", ">TICKS", ">TIME", ">OFFLINE", ">SHARE", ">CONNECTS/S", ">SKEW");

    private final int columns;

    WhatIfView(int columns) {
        this.columns = columns;
    }

    List<String> lines(List<Alternative> alternatives) {
        Page page = new Page(columns);
        List<List<String>> rows = new ArrayList<>();
        for (Alternative alternative : alternatives) {
            alternative.run().ifPresent(run -> rows.add(row(alternative, run)));
        }
        if (!rows.isEmpty()) {
            page.table(HEADS, rows).blank();
            page.paragraph("TIME is the whole run's; OFFLINE the most clients that are evicted and not back, CONNECTS/S"
                    + " the most on the fullest recipient, SKEW the fullest node over the mean when all are back.");
        }
        alternatives.stream()
                .filter(alternative -> alternative.run().isEmpty())
                .forEach(alternative -> page.field(alternative.alternative(), alternative.explanation()));
        return page.lines();
    }

    private static List<String> row(Alternative alternative, WholeRun run) {
        return List.of(
                alternative.alternative(),
                alternative.connEvictRate().map(Quantities::count).orElse("-"),
                Quantities.count(run.ticks()),
                Quantities.time(run.took()),
                Quantities.count(run.offlinePeak()),
                String.format(Locale.ROOT, "%.1f %%", 100 * run.offlineShare()),
                Quantities.count(run.connectsPerSecond()),
                String.format(Locale.ROOT, "%.3f", run.skew()));
    }
}
