package dev.evenkeel.client;

/**
 * What became of an abort.
 *
 * @param how whether the run itself answered
 * @param message what happens now
 */
public record AbortReport(How how, String message) {
    /** Which way the abort took. */
    public enum How {
        /** The run took it, and cleans up. */
        ACCEPTED,
        /** No worker answered; a cancel request waits in Temporal and takes effect as soon as one is back. */
        CANCEL_REQUESTED
    }
}
