package dev.evenkeel.client;

import dev.evenkeel.contract.ClusterRef;

/** A run of this cluster is under way; there is one at a time. */
public final class AlreadyRunningException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    private final String workflowId;
    private final String runId;

    AlreadyRunningException(ClusterRef cluster, String workflowId, String runId, Throwable cause) {
        super(
                "a rebalance of " + cluster.display() + " is running already: workflow " + workflowId + ", run " + runId
                        + "; watch it, or abort it first",
                cause);
        this.workflowId = workflowId;
        this.runId = runId;
    }

    /** The running run's workflow id. */
    public String workflowId() {
        return workflowId;
    }

    /** The running run. */
    public String runId() {
        return runId;
    }
}
