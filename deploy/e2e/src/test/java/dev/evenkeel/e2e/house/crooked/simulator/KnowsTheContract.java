package dev.evenkeel.e2e.house.crooked.simulator;

/** What it imitates must not depend on what it tests. */
final class KnowsTheContract {
    dev.evenkeel.e2e.house.crooked.contract.Known wrong;
}
