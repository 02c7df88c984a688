package dev.evenkeel.e2e;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Temporal's skipping clock while a run is open, and standing still between runs: with nothing to do, the test server
 * skips to the end of the run's time limit, ten years on, which nobody wants simulated.
 */
final class RunClock implements InstantSource {
    private final InstantSource temporal;
    private Duration skipped = Duration.ZERO;
    private Instant stopped;

    RunClock(InstantSource temporal) {
        this.temporal = temporal;
        this.stopped = temporal.instant();
    }

    @Override
    public synchronized Instant instant() {
        return stopped != null ? stopped : temporal.instant().minus(skipped);
    }

    /** A run begins. */
    synchronized void go() {
        if (stopped != null) {
            skipped = Duration.between(stopped, temporal.instant());
            stopped = null;
        }
    }

    /** The run ended, at this reading of Temporal's clock. */
    synchronized void stop(Instant temporalTime) {
        if (stopped == null) {
            stopped = temporalTime.minus(skipped);
        }
    }
}
