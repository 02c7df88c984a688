package dev.evenkeel.contract;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What an examination came to.
 *
 * @param cluster which cluster
 * @param at when, by the worker's clock
 * @param findings the worst first
 * @param unexamined what could not be looked at, because of one of the findings
 */
public record Diagnosis(ClusterRef cluster, Instant at, List<Finding> findings, List<Unexamined> unexamined) {
    public Diagnosis {
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
        unexamined = unexamined == null ? List.of() : List.copyOf(unexamined);
    }

    /** The worst severity; {@link Severity#OK} where nothing was found. */
    public Severity worst() {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }

    /** How much a finding matters, from least to most. */
    public enum Severity {
        /** As it should be. */
        OK,
        /** Worth knowing; nothing to do. */
        NOTE,
        /** A run works, but not as well as it could, or not for long. */
        WARNING,
        /** A run would be refused, or could not do what it promises. */
        ERROR
    }

    /**
     * Something that was found.
     *
     * @param id stable name of this kind of finding, such as {@code service-without-label}
     * @param severity how much it matters
     * @param what what was seen, with names and numbers
     * @param why why it matters; empty where all is well
     * @param remedy what to do; empty where there is nothing to do
     */
    public record Finding(String id, Severity severity, String what, String why, String remedy) {}

    /**
     * Something that could not be looked at.
     *
     * @param what the subject
     * @param because what was in the way
     */
    public record Unexamined(String what, String because) {}
}
