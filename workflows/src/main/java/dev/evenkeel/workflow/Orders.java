package dev.evenkeel.workflow;

import dev.evenkeel.contract.DurationText;
import dev.evenkeel.contract.GuardrailsChange;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RequestProblem;
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
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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

    private static final Acknowledgement PASSED_ON = new Acknowledgement(
            "passed on to the run that this one follows; evenkeel status shows what it makes of it");

    private final List<Retune> retunes = new ArrayList<>();
    private Optional<Abort> abort = Optional.empty();
    private Optional<Proposal> proposal = Optional.empty();
    private Optional<Approve> approval = Optional.empty();
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

    /**
     * Looks so that other limits end it, which need no other start; empty where they did.
     *
     * @param begin begins to look
     * @param beforeTheyEnd what must be done while there are looks still
     */
    <T> Optional<T> untilRetuned(Supplier<Promise<T>> begin, Runnable beforeTheyEnd) {
        List<Promise<T>> begun = new ArrayList<>(1);
        CancellationScope scope = Workflow.newCancellationScope(() -> begun.add(begin.get()));
        scope.run();
        Promise<T> looks = begun.get(0);
        looks.exceptionally(failed -> null); // else the SDK warns of each that a pause or an abort ended
        Workflow.await(() -> looks.isCompleted() || limitsChanged());
        if (!looks.isCompleted()) {
            beforeTheyEnd.run();
        }
        if (looks.isCompleted()) {
            return Optional.of(looks.get());
        }
        scope.cancel("other guardrails");
        return Optional.empty();
    }

    private boolean held() {
        return pause.isPresent() || retunes.stream().anyMatch(Retune::ofThePace);
    }

    /** Whether all that was told is to look by other limits. */
    private boolean limitsChanged() {
        return !retunes.isEmpty() && !held();
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

    /** A plan may be approved or rejected from now on, for so long. */
    void propose(String planId, Instant staleAt) {
        proposal = Optional.of(new Proposal(planId, staleAt));
    }

    /** The wait for an answer is over. */
    void proposalClosed() {
        proposal = Optional.empty();
    }

    Optional<Approve> approved(String planId) {
        return approval.filter(order -> order.planId().filter(planId::equals).isPresent());
    }

    /** What was approved is not what would be done. */
    void withdrawApproval() {
        approval = Optional.empty();
    }

    Optional<Reject> rejected(String planId) {
        return rejection.filter(order -> order.planId().filter(planId::equals).isPresent());
    }

    Optional<Pause> paused() {
        return pause;
    }

    /** What was told of limits since this was last asked, where nothing else was. */
    List<Retune> takeLimits() {
        return limitsChanged() ? takeRetunes() : List.of();
    }

    /** What was told of pace and limits since this was last asked, in that order. */
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
        if (relay.isPresent()) {
            relayed(Relayed.of(order));
            return PASSED_ON;
        }
        if (alreadyApproved(order.planId())) {
            return new Acknowledgement(
                    "plan " + approval.flatMap(Approve::planId).orElse("") + " is already "
                            + approval.orElseThrow().display());
        }
        approval = Optional.of(new Approve(order.planId().or(() -> standing(progress)), order.by()));
        return new Acknowledgement("plan " + approval.flatMap(Approve::planId).orElse("")
                + " may begin, if the cluster is still like that");
    }

    Acknowledgement reject(Reject order, RebalanceProgress progress) {
        if (relay.isPresent()) {
            relayed(Relayed.of(order));
            return PASSED_ON;
        }
        if (rejection.isPresent()) {
            return new Acknowledgement(
                    "plan " + rejection.flatMap(Reject::planId).orElse("") + " is already "
                            + rejection.orElseThrow().display());
        }
        Optional<String> plan = order.planId().or(() -> standing(progress));
        rejection = Optional.of(new Reject(plan, order.by(), order.reason()));
        return new Acknowledgement("plan " + plan.orElse("") + " is rejected: the run ends");
    }

    private static Optional<String> standing(RebalanceProgress progress) {
        return progress.plan().map(RebalancePlan::id);
    }

    /** Said again of the plan that is meant: while another one waits "whichever stands" is that one. */
    private boolean alreadyApproved(Optional<String> planId) {
        return approval.flatMap(Approve::planId)
                .filter(approved -> planId.or(() -> proposal.map(Proposal::planId))
                        .orElse(approved)
                        .equals(approved))
                .isPresent();
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
        relayed(Relayed.of(order));
        if (!order.ofThePace()) {
            return new Acknowledgement("EMQX goes on; the next look judges by the new guardrails");
        }
        hold(order.display());
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

    void refuseApproval(Optional<String> planId, RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DELEGATED || alreadyApproved(planId)) {
            return;
        }
        rejection.ifPresent(no -> {
            throw new IllegalStateException("plan " + no.planId().orElse("") + " was " + no.display());
        });
        refuseUnlessWaiting(planId, progress);
        proposal.filter(plan -> !Journal.now().isBefore(plan.staleAt())).ifPresent(plan -> {
            throw new IllegalStateException("plan " + plan.planId() + " is too old since " + plan.staleAt()
                    + " and is being made again: read the new one, then approve that");
        });
    }

    void refuseRejection(Optional<String> planId, RebalanceProgress progress) {
        if (progress.phase() == RunPhase.DELEGATED || rejection.isPresent()) {
            return;
        }
        refuseUnlessWaiting(planId, progress);
        if (alreadyApproved(planId)) {
            throw new IllegalStateException(
                    "plan " + approval.flatMap(Approve::planId).orElse("") + " was "
                            + approval.orElseThrow().display() + ": evenkeel abort ends the run");
        }
    }

    /** @param planId the plan that is meant; empty: whichever stands */
    private static void refuseUnlessWaiting(Optional<String> planId, RebalanceProgress progress) {
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
        if (!order.ofThePace() && order.guardrails().isEmpty()) {
            throw new IllegalArgumentException(
                    "give connEvictRate, maxConnectsPerSecondPerRecipient, guardrails, or several of them");
        }
        order.connEvictRate().ifPresent(rate -> refuseBelowOne("connEvictRate", rate));
        order.maxConnectsPerSecondPerRecipient()
                .ifPresent(budget -> refuseBelowOne("maxConnectsPerSecondPerRecipient", budget));
        List<RequestProblem> problems =
                order.guardrails().map(GuardrailsChange::problems).orElse(List.of());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(RequestProblem::display).collect(Collectors.joining("; ")));
        }
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

    /**
     * A plan that waits for an answer.
     *
     * @param planId which
     * @param staleAt when it is too old to be approved, by Temporal's clock: a worker's may be another
     */
    private record Proposal(String planId, Instant staleAt) {}
}
