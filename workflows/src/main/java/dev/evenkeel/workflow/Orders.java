package dev.evenkeel.workflow;

import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs.Abort;
import dev.evenkeel.contract.Verbs.Acknowledgement;
import dev.evenkeel.contract.Verbs.Approve;
import dev.evenkeel.contract.Verbs.Relayed;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import java.util.function.Consumer;

/** What people told the run. An abort ends whatever the run is doing, by cancelling the scope that it does it in. */
final class Orders {
    private Optional<Abort> abort = Optional.empty();
    private Optional<String> approvedPlan = Optional.empty();
    private Optional<CancellationScope> endable = Optional.empty();
    private Optional<Consumer<Relayed>> relay = Optional.empty();

    /** Does this work so that an abort ends it; it then throws Temporal's cancellation. */
    void endable(Runnable work) {
        CancellationScope scope = Workflow.newCancellationScope(work::run);
        endable = Optional.of(scope);
        abort.ifPresent(order -> scope.cancel(order.display()));
        scope.run();
        endable = Optional.empty();
    }

    /** From now on verbs are passed on as well. */
    void relayTo(Consumer<Relayed> other) {
        relay = Optional.of(other);
        abort.ifPresent(order -> other.accept(new Relayed(Optional.of(order), null)));
    }

    Optional<Abort> aborted() {
        return abort;
    }

    boolean approved(String planId) {
        return approvedPlan.filter(planId::equals).isPresent();
    }

    Acknowledgement abort(Abort order) {
        if (abort.isPresent()) {
            return new Acknowledgement("already being aborted: " + abort.get().display());
        }
        abort = Optional.of(order);
        endable.ifPresent(scope -> scope.cancel(order.display()));
        relay.ifPresent(other -> other.accept(new Relayed(Optional.of(order), null)));
        return new Acknowledgement("stopping EMQX if it is on, then restoring every excluded pod");
    }

    Acknowledgement approve(Approve order, RebalanceProgress progress) {
        relay.ifPresent(other -> other.accept(new Relayed(null, Optional.of(order))));
        approvedPlan = order.planId().or(() -> progress.plan().map(plan -> plan.id()));
        return new Acknowledgement("plan " + approvedPlan.orElse("") + " may begin");
    }

    /** Validators check only; what they throw is the answer. */
    static void refuseWhenOver(RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DONE) {
            throw new IllegalStateException("the run is over: there is nothing to abort");
        }
    }

    static void refuseApproval(Approve order, RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DELEGATED) {
            return;
        }
        if (progress.phase() != RunPhase.AWAITING_APPROVAL) {
            throw new IllegalStateException("no plan waits for approval: the run is " + progress.phase());
        }
        String standing = progress.plan().orElseThrow().id();
        if (!order.planId().orElse(standing).equals(standing)) {
            throw new IllegalStateException(
                    "plan " + order.planId().orElse("") + " no longer stands: read plan " + standing);
        }
    }
}
