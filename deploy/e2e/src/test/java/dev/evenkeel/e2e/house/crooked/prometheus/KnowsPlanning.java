package dev.evenkeel.e2e.house.crooked.prometheus;

/** What an answer means is decided elsewhere. */
final class KnowsPlanning {
    dev.evenkeel.e2e.house.crooked.planning.Known wrong;
}
