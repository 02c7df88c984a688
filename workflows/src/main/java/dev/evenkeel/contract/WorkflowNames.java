package dev.evenkeel.contract;

/** The names by which people and programs reach us through Temporal. Public API. */
public final class WorkflowNames {
    /** The task queue that every worker polls; runs are started on it. */
    public static final String TASK_QUEUE = "emqx-rebalance";

    /**
     * The task queue of what ends a run: stopping EMQX and putting pods back. Every worker polls it with slots of its own,
     * so that looks at clusters that hang keep nobody from being put back.
     */
    public static final String CLEAN_UP_QUEUE = "emqx-rebalance-clean-up";

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
