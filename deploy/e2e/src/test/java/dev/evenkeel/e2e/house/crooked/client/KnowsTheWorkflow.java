package dev.evenkeel.e2e.house.crooked.client;

/** The contract is enough. */
final class KnowsTheWorkflow {
    dev.evenkeel.e2e.house.crooked.workflow.Known wrong;
}
