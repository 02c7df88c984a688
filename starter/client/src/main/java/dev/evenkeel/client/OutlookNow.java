package dev.evenkeel.client;

import dev.evenkeel.client.RunView.PendingStep;
import dev.evenkeel.client.RunView.Status;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceProgress.PhaseSpan;
import dev.evenkeel.contract.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The newest outlook of a run, brought up to now: what has passed since is taken off, but for pauses. */
final class OutlookNow {
    /** Time in which a run waits for people, or for things to be well again. */
    private static final Set<RunPhase> STANDING_STILL = EnumSet.of(RunPhase.AWAITING_APPROVAL, RunPhase.PAUSED);

    /** With which the note of a pause begins. */
    private static final String PAUSED = "paused";

    private OutlookNow() {}

    static Optional<RunView.Outlook> of(
            Status status,
            Instant now,
            Optional<RebalanceProgress> progress,
            Optional<Look> look,
            List<PendingStep> pending) {
        if (status != Status.RUNNING) {
            return progress.map(known ->
                    new RunView.Outlook(percent(known), Duration.ZERO, Duration.ZERO, false, Optional.empty()));
        }
        return Stream.concat(
                        look.flatMap(Look::outlook).stream(), progress.flatMap(RebalanceProgress::outlook).stream())
                .max((one, other) -> one.at().compareTo(other.at()))
                .or(() -> look.map(OutlookNow::ofOlderRelease))
                .map(newest -> upToDate(newest, now, progress, pending));
    }

    private static Outlook ofOlderRelease(Look look) {
        return new Outlook(
                look.at(), look.percent(), look.remaining(), look.remaining(), Optional.empty(), Optional.empty());
    }

    private static RunView.Outlook upToDate(
            Outlook newest, Instant now, Optional<RebalanceProgress> progress, List<PendingStep> pending) {
        Duration ran = progress.map(known -> ran(known, newest.at(), now)).orElse(Duration.between(newest.at(), now));
        Optional<RunPhase> phase = progress.map(RebalanceProgress::phase);
        return new RunView.Outlook(
                Math.max(newest.percent(), progress.map(OutlookNow::percent).orElse(0)),
                less(newest.earliest(), ran),
                less(newest.latest(), ran),
                phase.filter(STANDING_STILL::contains).isPresent(),
                progress.flatMap(OutlookNow::waitsFor)
                        .or(newest::blocker)
                        .or(() -> pending.stream()
                                .flatMap(step -> step.lastFailure().stream())
                                .findFirst()));
    }

    private static Duration less(Duration left, Duration ran) {
        Duration rest = left.minus(ran.isNegative() ? Duration.ZERO : ran);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** Between the two, pauses left out. */
    private static Duration ran(RebalanceProgress progress, Instant from, Instant until) {
        Duration stood = progress.spans().stream()
                .filter(span -> STANDING_STILL.contains(span.phase()))
                .map(span -> common(span, from, until))
                .reduce(Duration.ZERO, Duration::plus);
        return Duration.between(from, until).minus(stood);
    }

    private static Duration common(PhaseSpan span, Instant from, Instant until) {
        Instant began = span.began().isBefore(from) ? from : span.began();
        Instant ended = span.ended().filter(end -> end.isBefore(until)).orElse(until);
        return began.isBefore(ended) ? Duration.between(began, ended) : Duration.ZERO;
    }

    /** As far as the run itself knows. Verification comes once, and last. */
    private static int percent(RebalanceProgress progress) {
        boolean allMoved = progress.spans().stream().anyMatch(span -> span.phase() == RunPhase.VERIFYING);
        return allMoved ? 100 : progress.outlook().map(Outlook::percent).orElse(0);
    }

    private static Optional<String> waitsFor(RebalanceProgress progress) {
        return switch (progress.phase()) {
            case AWAITING_APPROVAL ->
                progress.plan().map(RebalancePlan::id).map(plan -> "awaiting approval of plan " + plan);
            case PAUSED ->
                progress.notes().stream()
                        .filter(note -> note.startsWith(PAUSED))
                        .reduce((earlier, later) -> later);
            case ASSESSING,
                    EXCLUDING,
                    STARTING,
                    WAIT_HEALTH_CHECK,
                    EVICTING_CONNS,
                    WAIT_TAKEOVER,
                    EVICTING_SESSIONS,
                    AWAITING_CLIENTS,
                    STOPPING,
                    RESTORING,
                    VERIFYING,
                    DELEGATED,
                    DONE -> Optional.empty();
        };
    }
}
