package dev.evenkeel.contract;

/**
 * A run as Kubernetes marks name it.
 *
 * @param temporalNamespace the Temporal namespace
 * @param workflowId the workflow id
 * @param firstRunId the run id of the first execution, which continue-as-new and reset do not change
 */
public record RunRef(String temporalNamespace, String workflowId, String firstRunId) {
    /** The value of {@code evenkeel.dev/excluded-by}. */
    public String mark() {
        return temporalNamespace + "/" + workflowId + "/" + firstRunId;
    }
}
