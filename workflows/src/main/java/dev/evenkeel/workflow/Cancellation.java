package dev.evenkeel.workflow;

import io.temporal.failure.CanceledFailure;

/** Tells a cancellation, bare or wrapped in the failure of what it cancelled, from other ends. */
final class Cancellation {
    private Cancellation() {}

    static boolean is(Throwable failure) {
        return failure instanceof CanceledFailure
                || (failure.getCause() != null && failure.getCause() instanceof CanceledFailure);
    }
}
