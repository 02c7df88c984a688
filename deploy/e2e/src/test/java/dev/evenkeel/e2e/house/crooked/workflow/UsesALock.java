package dev.evenkeel.e2e.house.crooked.workflow;

import java.util.concurrent.locks.ReentrantLock;

/** Blocks Temporal's own thread. */
final class UsesALock {
    final ReentrantLock wrong = new ReentrantLock();
}
