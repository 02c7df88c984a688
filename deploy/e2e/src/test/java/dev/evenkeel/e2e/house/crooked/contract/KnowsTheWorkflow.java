package dev.evenkeel.e2e.house.crooked.contract;

/** The contract must know nothing of ours. */
final class KnowsTheWorkflow {
    dev.evenkeel.e2e.house.crooked.workflow.Known wrong;
}
