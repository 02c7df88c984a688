package dev.evenkeel.cli;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.Diagnosis.Unexamined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis as text: what it comes to, then every finding with its remedy, the worst first. */
final class DiagnosisView {
    private final int columns;

    DiagnosisView(int columns) {
        this.columns = columns;
    }

    List<String> lines(Diagnosis diagnosis) {
        Page page = new Page(columns).paragraph(headline(diagnosis));
        diagnosis.findings().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .forEach(finding -> finding(page, finding));
        if (!diagnosis.unexamined().isEmpty()) {
            page.blank();
            diagnosis.unexamined().forEach(gap -> page.field("not seen", words(gap)));
        }
        List<String> fine = diagnosis.findings().stream()
                .filter(finding -> finding.severity() == Severity.OK)
                .map(Finding::what)
                .toList();
        if (!fine.isEmpty()) {
            page.blank().fields("ok", fine);
        }
        return page.lines();
    }

    private static void finding(Page page, Finding finding) {
        page.blank()
                .field(finding.severity().name().toLowerCase(Locale.ROOT), finding.what() + " [" + finding.id() + "]")
                .field("  why", finding.why())
                .field("  do", finding.remedy());
    }

    private static String words(Unexamined gap) {
        return gap.what() + " (" + gap.because() + ")";
    }

    private static String headline(Diagnosis diagnosis) {
        String cluster = diagnosis.cluster().display();
        List<String> counts = new ArrayList<>();
        count(diagnosis, Severity.ERROR, "error", counts);
        count(diagnosis, Severity.WARNING, "warning", counts);
        count(diagnosis, Severity.NOTE, "note", counts);
        String found = counts.isEmpty() ? "nothing found" : String.join(", ", counts);
        String verdict = switch (diagnosis.worst()) {
            case OK, NOTE -> "ready for a rebalance";
            case WARNING -> "a rebalance would run, but read the warnings first";
            case ERROR -> "a rebalance would be refused or could not do what it promises";
        };
        return cluster + ": " + found + "; " + verdict;
    }

    private static void count(Diagnosis diagnosis, Severity severity, String word, List<String> counts) {
        long found = diagnosis.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        if (found > 0) {
            counts.add(found + " " + word + (found == 1 ? "" : "s"));
        }
    }
}
