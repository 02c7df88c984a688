package dev.evenkeel.workflow;

import dev.evenkeel.contract.ApprovalPolicy;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Approval;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs.Approve;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Plans that somebody must approve: put up until they are answered or too old. What was approved begins if the next look
 * finds the cluster still so; else that look's plan is put up. All of what is judged comes with the plans.
 */
final class Approvals {
    private final ApprovalPolicy policy;
    private final Journal journal;
    private final Orders orders;
    private boolean madeAgain;

    Approvals(ApprovalPolicy policy, Journal journal, Orders orders) {
        this.policy = policy;
        this.journal = journal;
        this.orders = orders;
    }

    /**
     * Whether this plan begins, and a note of why.
     *
     * @param approved the plan that was approved just now
     */
    boolean letsBegin(RebalancePlan plan, Optional<RebalancePlan> approved) {
        Optional<Approval> judgement = plan.approval();
        String why = judgement.map(Approval::why).orElse("");
        boolean needed = judgement.map(Approval::needed).orElse(policy.required());
        if (approved.isPresent()) {
            noteApproved(approved.get(), plan, needed, why);
        } else if (judgement.isPresent() && !needed) {
            journal.note("plan " + plan.id() + " begins without anybody's approval: " + why);
        }
        // EMQX lost what was approved, and it is planned again: the same is not asked for twice.
        return !needed || (approved.isEmpty() && orders.approved(plan.id()).isPresent());
    }

    private void noteApproved(RebalancePlan approved, RebalancePlan plan, boolean needed, String why) {
        String by = orders.approved(approved.id()).map(Approve::display).orElse("approved");
        if (needed) {
            orders.withdrawApproval();
            journal.note("plan " + approved.id() + " was " + by + " and does not begin: " + why);
        } else {
            journal.note("plan " + approved.id() + " was " + by + " and begins"
                    + (plan.id().equals(approved.id()) ? "" : " as plan " + plan.id()) + ": " + why);
        }
    }

    /**
     * Waits for a person.
     *
     * @param patienceEnds when nobody is waited for any more
     * @return the plan, if it was approved; empty where it became too old
     */
    Optional<RebalancePlan> await(RebalancePlan plan, Instant patienceEnds) {
        noteWaiting(plan);
        Instant staleAt = Journal.now().plus(policy.maxAge());
        orders.propose(plan.id(), staleAt);
        journal.enter(RunPhase.AWAITING_APPROVAL);
        boolean answered = answered(plan.id(), staleAt.isBefore(patienceEnds) ? staleAt : patienceEnds);
        orders.rejected(plan.id()).ifPresent(no -> {
            throw ended(RefusalReason.PLAN_REJECTED, "plan " + plan.id() + " was " + no.display());
        });
        if (!answered && !Journal.now().isBefore(patienceEnds)) {
            throw ended(
                    RefusalReason.PLAN_NOT_APPROVED,
                    "nobody approved plan " + plan.id() + " within " + policy.timeout());
        }
        if (answered) {
            orders.proposalClosed();
            return Optional.of(plan);
        }
        noteTooOld(plan);
        return Optional.empty();
    }

    private boolean answered(String planId, Instant until) {
        Duration left = Duration.between(Journal.now(), until);
        return !left.isNegative()
                && Workflow.await(
                        left,
                        () -> orders.approved(planId).isPresent()
                                || orders.rejected(planId).isPresent());
    }

    /** Again only where there is something else to read. */
    private void noteWaiting(RebalancePlan plan) {
        String waiting = "plan " + plan.id() + " waits for approval: "
                + plan.approval().map(Approval::why).orElse("the request asks for it");
        if (!journal.progress().notes().contains(waiting)) {
            journal.note(waiting);
        }
    }

    /** Told once: it happens over and over while nobody answers. */
    private void noteTooOld(RebalancePlan plan) {
        if (!madeAgain) {
            journal.note("plan " + plan.id() + " has waited for "
                    + policy.maxAge().toSeconds() + " s and is made again, and so from then on");
        }
        madeAgain = true;
    }

    private static RuntimeException ended(RefusalReason reason, String words) {
        Refusal refusal = new Refusal(reason, words);
        return FailureKind.REFUSED.failure("refused: " + refusal.display(), null, List.of(refusal));
    }
}
