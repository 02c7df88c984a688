package dev.evenkeel.e2e.house.crooked.command;

/** Works without Temporal. */
final class KnowsTheWorkflow {
    dev.evenkeel.e2e.house.crooked.workflow.Known wrong;
}
