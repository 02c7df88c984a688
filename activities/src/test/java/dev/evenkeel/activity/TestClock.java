package dev.evenkeel.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so, or when somebody sleeps. */
final class TestClock implements InstantSource, Sleeper {
    static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private volatile Instant now = BEGAN;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void sleep(Duration duration) {
        pass(duration);
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }
}
