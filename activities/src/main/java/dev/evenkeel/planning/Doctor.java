package dev.evenkeel.planning;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Unexamined;

/**
 * Judges what an examination saw. The same facts always give the same diagnosis.
 *
 * <p>What could not be looked at is no finding: it is named apart, and what lies in the way of it is the finding.
 */
public final class Doctor {
    private Doctor() {}

    /** Every finding that the facts give. */
    public static Diagnosis examine(Facts facts) {
        Findings findings = new Findings(facts.cluster());
        facts.kubernetes().ifPresent(kubernetes -> {
            RightsCheck.judge(facts, kubernetes, findings);
            PodsCheck.judge(facts, kubernetes, findings);
            kubernetes.lease().filter(lease -> lease.run() != Facts.Run.OPEN).ifPresent(lease -> held(lease, findings));
        });
        LeverCheck.judge(facts, findings);
        EmqxCheck.judge(facts, findings);
        ClocksCheck.judge(facts, findings);
        facts.prometheus()
                .ifPresent(asked -> findings.subject(
                        "prometheus",
                        "Prometheus answers",
                        () -> asked.silence().ifPresent(why -> findings.found(Symptom.PROMETHEUS_UNREACHABLE, why))));
        if (facts.runOpen()) {
            findings.found(Symptom.RUN_UNDER_WAY, "a run of " + facts.cluster().display() + " is under way");
        }
        return new Diagnosis(
                facts.cluster(),
                facts.at(),
                findings.all(),
                facts.gaps().stream()
                        .map(gap -> new Unexamined(gap.what(), gap.because()))
                        .toList());
    }

    private static void held(Facts.Lease lease, Findings findings) {
        String known = lease.run() == Facts.Run.GONE ? ", which has ended" : ", which this Temporal does not know";
        findings.found(
                Symptom.LEASE_HELD,
                "Lease " + lease.name() + " was written for run " + lease.by() + known
                        + (lease.ranOut() ? "; nobody has renewed it in its time" : ""));
    }
}
