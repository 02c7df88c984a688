package dev.evenkeel.client;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalanceResult;
import io.temporal.client.WorkflowFailedException;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import java.util.Arrays;
import java.util.Optional;

/** The run is over and has no result of its own: it failed, was cancelled, or was killed. */
public final class RunFailedException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    private final Ending ending;
    private final String type;
    private final transient Optional<RebalanceResult> result;

    private RunFailedException(
            Ending ending, String type, String message, Optional<RebalanceResult> result, Throwable cause) {
        super(message, cause);
        this.ending = ending;
        this.type = type;
        this.result = result;
    }

    /** How it ended. */
    public enum Ending {
        /** It gave up, after putting everything back. */
        FAILED,
        /** Somebody cancelled it; EMQX was stopped and the pods are back. */
        CANCELED,
        /** Somebody terminated it in Temporal: no clean-up ran, the janitor restores when the run's Lease has run out. */
        TERMINATED,
        /** A timeout of Temporal's killed it, as {@link #TERMINATED}. */
        TIMED_OUT;

        /** Whether the workflow had no chance to clean up. */
        public boolean killed() {
            return switch (this) {
                case TERMINATED, TIMED_OUT -> true;
                case FAILED, CANCELED -> false;
            };
        }
    }

    static RunFailedException of(WorkflowFailedException failed) {
        String run = "workflow " + failed.getExecution().getWorkflowId() + ", run "
                + failed.getExecution().getRunId();
        Throwable cause = failed.getCause();
        if (cause instanceof ApplicationFailure failure) {
            return new RunFailedException(
                    Ending.FAILED, failure.getType(), failure.getOriginalMessage(), resultIn(failure), failed);
        }
        if (cause instanceof CanceledFailure) {
            return new RunFailedException(
                    Ending.CANCELED,
                    "Canceled",
                    "the run was cancelled; EMQX was stopped and the pods are back (" + run + ")",
                    Optional.empty(),
                    failed);
        }
        Ending ending = cause instanceof TerminatedFailure ? Ending.TERMINATED : Ending.TIMED_OUT;
        return new RunFailedException(
                ending,
                ending == Ending.TERMINATED ? "Terminated" : "TimedOut",
                "the run was killed in Temporal and could not clean up; the janitor stops EMQX and puts the pods back"
                        + " when the run's Lease has run out (" + run + ")",
                Optional.empty(),
                failed);
    }

    /** How it ended. */
    public Ending ending() {
        return ending;
    }

    /** The stable name of the failure, {@link FailureKind#wireName()} where the run failed by itself. */
    public String type() {
        return type;
    }

    /** The kind, where this release knows it. */
    public Optional<FailureKind> kind() {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> kind.wireName().equals(type))
                .findFirst();
    }

    /** What the run did until then, where it says so. */
    public Optional<RebalanceResult> result() {
        return result;
    }

    private static Optional<RebalanceResult> resultIn(ApplicationFailure failure) {
        if (failure.getDetails().getSize() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(failure.getDetails().get(0, RebalanceResult.class));
        } catch (DataConverterException otherDetails) {
            return Optional.empty();
        }
    }
}
