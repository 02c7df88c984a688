package dev.evenkeel.cli;

import dev.evenkeel.client.AlreadyRunningException;
import dev.evenkeel.client.EvenkeelException;
import dev.evenkeel.client.InvalidRequestException;
import dev.evenkeel.client.RunFailedException;
import dev.evenkeel.client.VerbRefusedException;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;

/** What a script may rely on. */
enum ExitCode {
    DONE(0, "done, or nothing to do"),
    FAILED(1, "failed, or only partially balanced"),
    USAGE(2, "the command or the request is wrong; nothing was sent"),
    REFUSED(3, "refused, or a run is under way already"),
    ABORTED(4, "somebody ended the run; everything is restored"),
    NOT_RESTORED(5, "pods may still be out: the run was killed, or the wait is over");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(Outcome outcome) {
        return switch (outcome) {
            case BALANCED, NOTHING_TO_BALANCE -> DONE;
            case PARTIALLY_BALANCED, FAILED -> FAILED;
            case ABORTED -> ABORTED;
        };
    }

    static ExitCode of(EvenkeelException failure) {
        if (failure instanceof InvalidRequestException) {
            return USAGE;
        }
        if (failure instanceof AlreadyRunningException || failure instanceof VerbRefusedException) {
            return REFUSED;
        }
        return failure instanceof RunFailedException run ? of(run) : FAILED;
    }

    private static ExitCode of(RunFailedException run) {
        return switch (run.ending()) {
            case CANCELED -> ABORTED;
            case TERMINATED, TIMED_OUT -> NOT_RESTORED;
            case FAILED -> run.kind().map(ExitCode::of).orElse(FAILED);
        };
    }

    private static ExitCode of(FailureKind kind) {
        if (kind == FailureKind.INVALID_REQUEST) {
            return USAGE;
        }
        return kind == FailureKind.REFUSED || kind == FailureKind.ALREADY_RUNNING ? REFUSED : FAILED;
    }
}
