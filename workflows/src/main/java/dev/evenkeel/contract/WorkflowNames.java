package dev.evenkeel.contract;

/** The names by which people and programs reach us through Temporal. Public API. */
public final class WorkflowNames {
    /** The task queue that every worker polls. */
    public static final String TASK_QUEUE = "emqx-rebalance";

    /** Workflow type of one rebalance, {@link RebalanceCluster}. */
    public static final String REBALANCE_CLUSTER = "RebalanceCluster";

    /** Workflow type of a dry run, {@link PlanRebalance}. */
    public static final String PLAN_REBALANCE = "PlanRebalance";

    /** Workflow type of an examination, {@link ExamineCluster}. */
    public static final String EXAMINE_CLUSTER = "ExamineCluster";

    /** Workflow type of cleaning up by hand, {@link RestoreEndpoints}. */
    public static final String RESTORE_ENDPOINTS = "RestoreEndpoints";

    private WorkflowNames() {}

    /**
     * The workflow id that is the lock of a cluster: Temporal lets one open run have it.
     *
     * @return {@code emqx-rebalance/<namespace>/<name>}
     */
    public static String rebalanceId(ClusterRef cluster) {
        return "emqx-rebalance/" + cluster.namespace() + "/" + cluster.name();
    }
}
