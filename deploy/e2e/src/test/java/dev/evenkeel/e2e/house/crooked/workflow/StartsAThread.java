package dev.evenkeel.e2e.house.crooked.workflow;

/** Temporal would not know of it. */
final class StartsAThread {
    void wrong() {
        new Thread().start();
    }
}
