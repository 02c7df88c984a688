package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Looks for whatever would keep {@link RebalanceCluster} from working on this cluster, from where the worker stands: with
 * its rights, its network, its credentials and its clock. Touches nothing, needs no particular id.
 */
@WorkflowInterface
public interface ExamineCluster {
    /** @param request as for {@link RebalanceCluster}; only what names the cluster matters */
    @WorkflowMethod(name = WorkflowNames.EXAMINE_CLUSTER)
    Diagnosis examine(JsonNode request);
}
