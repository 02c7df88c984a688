package dev.evenkeel.cli;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Timeline;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * One row of a what-if.
 *
 * @param alternative what it changes
 * @param verdict what a run would do
 * @param explanation in a sentence
 * @param refusals why it would not
 * @param connEvictRate connections evicted per donor and second; empty where nothing is done
 * @param run what is foretold of it; likewise
 */
record Alternative(
        String alternative,
        Assessment.Verdict verdict,
        String explanation,
        List<String> refusals,
        Optional<Integer> connEvictRate,
        Optional<WholeRun> run) {
    /** How it goes, where anything is done. */
    Optional<Timeline> timeline() {
        return run.flatMap(WholeRun::timeline);
    }

    static Alternative of(String name, Assessment assessment) {
        Optional<RebalancePlan> plan = assessment.plan();
        return new Alternative(
                name,
                assessment.verdict(),
                assessment.explanation(),
                assessment.refusals().stream().map(Refusal::display).toList(),
                plan.map(ready -> ready.waves().get(0).parameters().connEvictRate()),
                plan.flatMap(ready -> ready.forecast().run()));
    }
}
