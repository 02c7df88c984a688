package dev.evenkeel.client;

import dev.evenkeel.contract.ClusterRef;

/** Temporal knows no such run, or it is over and can no longer be told anything. */
public final class RunNotFoundException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    RunNotFoundException(ClusterRef cluster, String workflowId, Throwable cause) {
        super(
                "no run of " + cluster.display() + " is there to be asked (workflow " + workflowId
                        + "): none was started, or it is over. Temporal says: " + Causes.message(cause),
                cause);
    }
}
