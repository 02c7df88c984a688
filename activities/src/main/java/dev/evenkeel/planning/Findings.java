package dev.evenkeel.planning;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects findings, subject by subject: one of which nothing was found is said to be fine. */
final class Findings {
    /** In a cluster of thirty pods the first few names tell enough. */
    private static final int NAMES_MAX = 5;

    private final ClusterRef cluster;
    private final List<Finding> findings = new ArrayList<>();

    Findings(ClusterRef cluster) {
        this.cluster = cluster;
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }

    /**
     * Checks a subject.
     *
     * @param fine what to say where the check finds nothing
     */
    void subject(String id, String fine, Runnable check) {
        int before = findings.size();
        check.run();
        if (findings.size() == before) {
            findings.add(new Finding(id, Severity.OK, fine, "", ""));
        }
    }

    void found(Symptom symptom, String what) {
        found(symptom, symptom.severity(), what);
    }

    void found(Symptom symptom, Severity severity, String what) {
        String remedy = symptom.remedy().replace("{name}", cluster.name()).replace("{namespace}", cluster.namespace());
        findings.add(new Finding(symptom.id(), severity, what, symptom.why(), remedy));
    }

    /** One finding about all of these; none where there are none. */
    void foundIfAny(Symptom symptom, Collection<String> names, String before, String after) {
        if (!names.isEmpty()) {
            found(symptom, before + listed(names) + after);
        }
    }

    /** {@code a, b, c, d, e and 25 more}. */
    static String listed(Collection<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        int more = sorted.size() - NAMES_MAX;
        return String.join(", ", sorted.subList(0, Math.min(NAMES_MAX, sorted.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
