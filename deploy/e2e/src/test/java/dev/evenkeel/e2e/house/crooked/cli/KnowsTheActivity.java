package dev.evenkeel.e2e.house.crooked.cli;

/** Plan and doctor are workflows that the worker runs. */
final class KnowsTheActivity {
    dev.evenkeel.e2e.house.crooked.activity.Known wrong;
}
