package dev.evenkeel.e2e.house.crooked.activity;

/** The worker knows activities, not the other way. */
final class KnowsTheWorker {
    dev.evenkeel.e2e.house.crooked.worker.Known wrong;
}
