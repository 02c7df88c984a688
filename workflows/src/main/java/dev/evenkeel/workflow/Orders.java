package dev.evenkeel.workflow;

import dev.evenkeel.contract.DurationText;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs.Abort;
import dev.evenkeel.contract.Verbs.Acknowledgement;
import dev.evenkeel.contract.Verbs.Approve;
import dev.evenkeel.contract.Verbs.Pause;
import dev.evenkeel.contract.Verbs.Reject;
import dev.evenkeel.contract.Verbs.Relayed;
import dev.evenkeel.contract.Verbs.Resume;
import dev.evenkeel.contract.Verbs.Retune;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What people told the run. An abort ends whatever the run is doing, by cancelling the scope that it does it in; a pause
 * and another pace end the wave that is under way likewise.
 */
final class Orders {
    /** Where something can be held, or go on at another pace. */
    private static final Set<RunPhase> HOLDABLE = Set.of(
            RunPhase.ASSESSING,
            RunPhase.EXCLUDING,
            RunPhase.STARTING,
            RunPhase.WAIT_HEALTH_CHECK,
            RunPhase.EVICTING_CONNS,
            RunPhase.WAIT_TAKEOVER,
            RunPhase.EVICTING_SESSIONS,
            RunPhase.AWAITING_CLIENTS,
            RunPhase.PAUSED,
            RunPhase.DELEGATED);

    private final List<Retune> retunes = new ArrayList<>();
    private Optional<Abort> abort = Optional.empty();
    private Optional<String> approvedPlan = Optional.empty();
    private Optional<Reject> rejection = Optional.empty();
    private Optional<Pause> pause = Optional.empty();
    private Optional<CancellationScope> endable = Optional.empty();
    private Optional<CancellationScope> holdable = Optional.empty();
    private Optional<Consumer<Relayed>> relay = Optional.empty();

    /** Does this work so that an abort ends it; it then throws Temporal's cancellation. */
    void endable(Runnable work) {
        CancellationScope scope = Workflow.newCancellationScope(work::run);
        endable = Optional.of(scope);
        abort.ifPresent(order -> scope.cancel(order.display()));
        scope.run();
        endable = Optional.empty();
    }

    /** Does this work so that a pause or another pace ends it; empty where one did. An abort goes on as it does. */
    <T> Optional<T> holdable(Supplier<T> work) {
        if (held()) {
            return Optional.empty();
        }
        List<T> done = new ArrayList<>(1);
        CancellationScope scope = Workflow.newCancellationScope(() -> done.add(work.get()));
        holdable = Optional.of(scope);
        try {
            scope.run();
        } catch (TemporalFailure ended) {
            if (!held() || !Cancellation.is(ended)) {
                throw ended;
            }
        } finally {
            holdable = Optional.empty();
        }
        return done.stream().findFirst();
    }

    private boolean held() {
        return pause.isPresent() || !retunes.isEmpty();
    }

    /** From now on verbs are passed on as well. */
    void relayTo(Consumer<Relayed> other) {
        relay = Optional.of(other);
        abort.ifPresent(order -> other.accept(Relayed.of(order)));
        pause.ifPresent(order -> other.accept(Relayed.of(order)));
        retunes.forEach(order -> other.accept(Relayed.of(order)));
    }

    private void relayed(Relayed verb) {
        relay.ifPresent(other -> other.accept(verb));
    }

    Optional<Abort> aborted() {
        return abort;
    }

    boolean approved(String planId) {
        return approvedPlan.filter(planId::equals).isPresent();
    }

    Optional<Reject> rejected(String planId) {
        return rejection.filter(order -> order.planId().filter(planId::equals).isPresent());
    }

    Optional<Pause> paused() {
        return pause;
    }

    /** What was told of the pace since this was last asked. */
    List<Retune> takeRetunes() {
        List<Retune> told = List.copyOf(retunes);
        retunes.clear();
        return told;
    }

    Acknowledgement abort(Abort order) {
        if (abort.isPresent()) {
            return new Acknowledgement("already being aborted: " + abort.get().display());
        }
        abort = Optional.of(order);
        endable.ifPresent(scope -> scope.cancel(order.display()));
        relayed(Relayed.of(order));
        return new Acknowledgement("stopping EMQX if it is on, then restoring every excluded pod");
    }

    Acknowledgement approve(Approve order, RebalanceProgress progress) {
        relayed(Relayed.of(order));
        approvedPlan = order.planId().or(() -> progress.plan().map(plan -> plan.id()));
        return new Acknowledgement("plan " + approvedPlan.orElse("") + " may begin");
    }

    Acknowledgement reject(Reject order, RebalanceProgress progress) {
        relayed(Relayed.of(order));
        Optional<String> plan = order.planId().or(() -> progress.plan().map(standing -> standing.id()));
        rejection = Optional.of(new Reject(plan, order.by(), order.reason()));
        return new Acknowledgement("plan " + plan.orElse("") + " is rejected: the run ends");
    }

    Acknowledgement pause(Pause order) {
        if (pause.isPresent()) {
            return new Acknowledgement("already " + pause.get().display());
        }
        pause = Optional.of(order);
        hold(order.display());
        relayed(Relayed.of(order));
        return new Acknowledgement("stopping EMQX if it is on; evenkeel resume lets the run go on");
    }

    Acknowledgement resume(Resume order) {
        pause = Optional.empty();
        relayed(Relayed.of(order));
        return new Acknowledgement("counting and planning again, then going on");
    }

    Acknowledgement retune(Retune order) {
        retunes.add(order);
        hold(order.display());
        relayed(Relayed.of(order));
        return new Acknowledgement(
                pause.isPresent()
                        ? "the run goes on so when it is resumed"
                        : "stopping EMQX if it is on, then going on so with what is left");
    }

    private void hold(String why) {
        holdable.ifPresent(scope -> scope.cancel(why));
    }

    /** Validators check only; what they throw is the answer. */
    static void refuseWhenOver(RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DONE) {
            throw new IllegalStateException("the run is over: there is nothing to abort");
        }
    }

    /** @param planId the plan that is meant; empty: whichever stands */
    static void refuseUnlessWaiting(Optional<String> planId, RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DELEGATED) {
            return;
        }
        if (progress.phase() != RunPhase.AWAITING_APPROVAL) {
            throw new IllegalStateException("no plan waits for approval: the run is " + progress.phase());
        }
        String standing = progress.plan().orElseThrow().id();
        if (!planId.orElse(standing).equals(standing)) {
            throw new IllegalStateException("plan " + planId.orElse("") + " no longer stands: read plan " + standing);
        }
    }

    static void refusePause(Pause order, RebalanceProgress progress) {
        if (order.duration().isEmpty()) {
            throw new IllegalArgumentException(
                    "atMost is '" + order.atMost().orElse("") + "' and must be from 1s to 24h: " + DurationText.FORMS);
        }
        refuseUnlessHoldable(progress, "paused");
    }

    void refuseResume(RebalanceProgress progress) {
        if (pause.isEmpty() && progress.phase() != RunPhase.DELEGATED) {
            throw new IllegalStateException("the run is not paused: it is " + progress.phase());
        }
    }

    static void refuseRetune(Retune order, RebalanceProgress progress) {
        if (order.connEvictRate().isEmpty()
                && order.maxConnectsPerSecondPerRecipient().isEmpty()) {
            throw new IllegalArgumentException("give connEvictRate, maxConnectsPerSecondPerRecipient or both");
        }
        order.connEvictRate().ifPresent(rate -> refuseBelowOne("connEvictRate", rate));
        order.maxConnectsPerSecondPerRecipient()
                .ifPresent(budget -> refuseBelowOne("maxConnectsPerSecondPerRecipient", budget));
        refuseUnlessHoldable(progress, "retuned");
    }

    private static void refuseBelowOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + " and must be 1 or more");
        }
    }

    private static void refuseUnlessHoldable(RebalanceProgress progress, String verb) {
        if (!HOLDABLE.contains(progress.phase())) {
            throw new IllegalStateException("the run cannot be " + verb + ": it is " + progress.phase() + " ("
                    + progress.phase().meaning() + ")");
        }
    }
}
