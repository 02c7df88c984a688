package dev.evenkeel.worker;

import io.temporal.failure.ApplicationFailure;

/** What failures say, for log lines. */
final class Failures {
    private Failures() {}

    /** The message as it was given: Temporal's own adds type and flags to it. */
    static String said(Throwable failure) {
        return failure instanceof ApplicationFailure application
                ? application.getOriginalMessage()
                : String.valueOf(failure.getMessage());
    }
}
