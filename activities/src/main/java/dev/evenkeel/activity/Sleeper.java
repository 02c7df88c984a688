package dev.evenkeel.activity;

import java.time.Duration;

/** Waits inside an attempt, while a change is near. */
@FunctionalInterface
public interface Sleeper {
    /** Sleeps; an interrupt ends it early and is kept on the thread. */
    void sleep(Duration duration);

    /** On the wall clock. */
    static Sleeper wallClock() {
        return duration -> {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
