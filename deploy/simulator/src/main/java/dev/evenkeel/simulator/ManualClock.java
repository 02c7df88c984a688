package dev.evenkeel.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test moves by hand. Safe to read and move from several threads. */
public final class ManualClock implements InstantSource {
    private final AtomicReference<Instant> now;

    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves the clock forward; the worlds that read it follow at their next look. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("A clock does not go backwards: step " + step);
        }
        now.updateAndGet(instant -> instant.plus(step));
    }
}
