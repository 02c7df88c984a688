package dev.evenkeel.e2e.house.crooked.workflow;

/** A workflow that calls Temporal's client is not deterministic. */
final class SeesTheClientApi {
    io.temporal.client.WorkflowClient wrong;
}
