package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A dry run: what {@link RebalanceCluster} would do now. Touches nothing, needs no particular id. */
@WorkflowInterface
public interface PlanRebalance {
    /** @param request as for {@link RebalanceCluster} */
    @WorkflowMethod(name = WorkflowNames.PLAN_REBALANCE)
    Assessment plan(JsonNode request);
}
