package dev.evenkeel.contract;

import java.util.List;
import java.util.Optional;

/**
 * One look at EMQX and Kubernetes, and the decision.
 *
 * @param verdict what follows
 * @param census the clients as they were counted
 * @param plan the plan, where the verdict is {@link Verdict#READY}
 * @param refusals why not, where it is {@link Verdict#REFUSED}
 * @param explanation the decision in a sentence, with the numbers
 */
public record Assessment(
        Verdict verdict, Census census, Optional<RebalancePlan> plan, List<Refusal> refusals, String explanation) {
    public Assessment {
        plan = plan == null ? Optional.empty() : plan;
        refusals = refusals == null ? List.of() : List.copyOf(refusals);
    }

    /** The same without what only a picture needs. */
    public Assessment withoutTimeline() {
        return new Assessment(verdict, census, plan.map(RebalancePlan::withoutTimeline), refusals, explanation);
    }

    /** What follows from a look. */
    public enum Verdict {
        READY,
        NOTHING_TO_BALANCE,
        REFUSED
    }
}
