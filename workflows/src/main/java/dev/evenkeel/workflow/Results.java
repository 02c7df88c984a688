package dev.evenkeel.workflow;

import dev.evenkeel.contract.AssessActivities.Verification;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceProgress.PhaseSpan;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a run ends: as a result where it is complete, as a failure that carries the result where it is not. */
final class Results {
    private static final Set<RunPhase> ENGINE = EnumSet.of(
            RunPhase.WAIT_HEALTH_CHECK, RunPhase.EVICTING_CONNS, RunPhase.WAIT_TAKEOVER, RunPhase.EVICTING_SESSIONS);

    private final RebalanceRequest request;
    private final Journal journal;
    private final Orders orders;
    private Optional<Verification> verification = Optional.empty();

    Results(RebalanceRequest request, Journal journal, Orders orders) {
        this.request = request;
        this.journal = journal;
        this.orders = orders;
    }

    void verified(Verification found) {
        verification = Optional.of(found);
    }

    /**
     * The run's end.
     *
     * @param failure what ended the work; empty where it came to its own end
     */
    RebalanceResult end(Optional<TemporalFailure> failure, Optional<Restoration> restoration) {
        if (failure.isPresent() && orders.aborted().isPresent()) {
            return result(Outcome.ABORTED, orders.aborted().get().display(), restoration);
        }
        if (failure.isPresent()) {
            throw asFailure(failure.get(), restoration);
        }
        return verification
                .map(found -> judged(found, restoration))
                .orElseGet(() -> result(Outcome.NOTHING_TO_BALANCE, lastNote(), restoration));
    }

    private RebalanceResult judged(Verification found, Optional<Restoration> restoration) {
        if (!found.balanced()) {
            String failing = found.failing().stream()
                    .map(finding -> finding.clause() + ": " + finding.evidence())
                    .collect(Collectors.joining("; "));
            return result(Outcome.PARTIALLY_BALANCED, "not shown: " + failing, restoration);
        }
        return emqxFoundNothing()
                ? result(Outcome.NOTHING_TO_BALANCE, lastNote(), restoration)
                : result(Outcome.BALANCED, "every clause was shown to hold", restoration);
    }

    /** The one start that was sent was answered, and moved nobody. A start that was lost may have. */
    private boolean emqxFoundNothing() {
        RebalanceProgress progress = journal.progress();
        return progress.evictionBegan().isEmpty() && progress.restarts() == 0;
    }

    private TemporalFailure asFailure(TemporalFailure failure, Optional<Restoration> restoration) {
        Throwable cause = failure instanceof ActivityFailure ? failure.getCause() : failure;
        if (cause instanceof ApplicationFailure application && !FailureKind.NOT_YET.is(cause)) {
            return ApplicationFailure.newNonRetryableFailureWithCause(
                    application.getOriginalMessage(),
                    application.getType(),
                    failure,
                    result(Outcome.FAILED, application.getOriginalMessage(), restoration));
        }
        if (Cancellation.is(failure)) {
            return failure;
        }
        return failed(
                FailureKind.TIMED_OUT,
                "no answer while " + journal.progress().phase().meaning(),
                failure,
                restoration);
    }

    ApplicationFailure failed(
            FailureKind kind, String message, TemporalFailure cause, Optional<Restoration> restoration) {
        return kind.failure(message, cause, result(Outcome.FAILED, message, restoration));
    }

    private String lastNote() {
        List<String> notes = journal.progress().notes();
        return notes.isEmpty() ? "" : notes.get(notes.size() - 1);
    }

    private RebalanceResult result(Outcome outcome, String summary, Optional<Restoration> restoration) {
        RebalanceProgress progress = journal.progress();
        Optional<Census> after = verification.map(Verification::after);
        return new RebalanceResult(
                outcome,
                summary,
                progress.cluster(),
                progress.run(),
                request.reason(),
                progress.before(),
                after,
                progress.plan(),
                verification.map(Verification::findings).orElse(List.of()),
                restoration,
                progress.spans(),
                timing(progress),
                progress.startsSent(),
                progress.restarts(),
                progress.notes());
    }

    private RebalanceResult.Timing timing(RebalanceProgress progress) {
        Duration engine = progress.spans().stream()
                .filter(span -> ENGINE.contains(span.phase()))
                .flatMap(span -> span.took().stream())
                .reduce(Duration.ZERO, Duration::plus);
        PhaseSpan first = progress.spans().get(0);
        return new RebalanceResult.Timing(
                first.began(),
                Journal.now(),
                engine,
                verification.map(Verification::waited).orElse(Duration.ZERO));
    }
}
