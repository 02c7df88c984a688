package dev.evenkeel.demo;

import java.time.Duration;

/** Waiting that ends early when the thread is interrupted, which is left set. */
final class Pause {
    private Pause() {}

    static void of(Duration length) {
        try {
            Thread.sleep(Math.max(0, length.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
