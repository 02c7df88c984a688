package dev.evenkeel.client;

import io.temporal.failure.TemporalFailure;

/** What lies at the bottom of an exception of Temporal's client. */
final class Causes {
    private static final int LINE_LENGTH_MAX = 200;

    private Causes() {}

    /** The innermost message, without the decoration that Temporal's failures add for histories. */
    static String message(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root instanceof TemporalFailure temporal ? temporal.getOriginalMessage() : root.getMessage();
        return text == null ? root.getClass().getSimpleName() : text;
    }

    /** The first line of it, cut to what a status line can hold. */
    static String line(Throwable failure) {
        String first = message(failure).lines().findFirst().orElse("");
        return first.length() > LINE_LENGTH_MAX ? first.substring(0, LINE_LENGTH_MAX) + "…" : first;
    }
}
