package dev.evenkeel.worker;

import dev.evenkeel.contract.AssessActivities.Verification;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.EndpointActivities.Exclusion;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.EngineActivities.StopReport;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import java.util.Optional;

/** What an activity's result says has happened, in a sentence. Results by which nothing has happened say nothing. */
final class Outcomes {
    private Outcomes() {}

    static Optional<String> sentence(Object result) {
        if (result instanceof Assessment assessment) {
            return Optional.of("assessed, " + assessment.verdict() + ": " + assessment.explanation());
        }
        if (result instanceof Diagnosis diagnosis) {
            return Optional.of("examined, worst finding " + diagnosis.worst() + ": "
                    + diagnosis.findings().stream()
                            .filter(finding -> finding.severity() != Diagnosis.Severity.OK)
                            .map(Diagnosis.Finding::id)
                            .toList());
        }
        if (result instanceof Verification verification) {
            return Optional.of(
                    verification.balanced()
                            ? "verified: balanced"
                            : "verified, and not shown: "
                                    + verification.failing().stream()
                                            .map(finding -> finding.clause() + " (" + finding.evidence() + ")")
                                            .toList());
        }
        if (result instanceof Exclusion exclusion) {
            return Optional.of("out of the Service: pods " + exclusion.pods());
        }
        if (result instanceof Restoration restored) {
            return Optional.of("back in the Service: pods " + restored.restored()
                    + (restored.asBefore() ? "" : "; not serving: " + restored.notServing()));
        }
        return ofEngine(result);
    }

    private static Optional<String> ofEngine(Object result) {
        if (result instanceof StartReport start) {
            return Optional.of("start of EMQX's rebalance: " + start.outcome() + ", donors " + start.donors());
        }
        if (result instanceof WatchReport watch) {
            return Optional.of("EMQX's rebalance is now in state " + watch.state());
        }
        return result instanceof StopReport stop
                ? Optional.of(stop.stopped() ? "EMQX's rebalance is stopped" : "EMQX had no rebalance of ours to stop")
                : Optional.empty();
    }
}
