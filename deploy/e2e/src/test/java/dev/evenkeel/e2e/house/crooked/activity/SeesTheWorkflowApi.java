package dev.evenkeel.e2e.house.crooked.activity;

/** An activity is no workflow. */
final class SeesTheWorkflowApi {
    io.temporal.workflow.Promise<String> wrong;
}
