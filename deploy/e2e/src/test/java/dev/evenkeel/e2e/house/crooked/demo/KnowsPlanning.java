package dev.evenkeel.e2e.house.crooked.demo;

/** Goes through worker, command line and simulator. */
final class KnowsPlanning {
    dev.evenkeel.e2e.house.crooked.planning.Known wrong;
}
