package dev.evenkeel.client;

import dev.evenkeel.contract.ClusterRef;

/**
 * A run that was started.
 *
 * @param cluster its cluster
 * @param workflowId its workflow id
 * @param runId its run id
 */
public record RunHandle(ClusterRef cluster, String workflowId, String runId) {}
