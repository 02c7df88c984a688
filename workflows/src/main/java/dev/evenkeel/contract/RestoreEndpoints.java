package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.LifeActivities.CleanedUp;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Cleaning up by hand after a run that is gone: what the janitor does by itself, at once and for one cluster. Needs no
 * particular id.
 */
@WorkflowInterface
public interface RestoreEndpoints {
    /**
     * Stops EMQX's rebalance if it is that run's, then puts its pods back. Fails with type {@code ClusterHeld} where the
     * run is alive: such a run is aborted, not cleaned up after.
     *
     * @param request names the cluster, as for {@link RebalanceCluster}
     */
    @WorkflowMethod(name = WorkflowNames.RESTORE_ENDPOINTS)
    CleanedUp restore(JsonNode request);
}
