package dev.evenkeel.contract;

import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * Every kind of failure that leaves this program, with its stable wire name (the {@code type} of Temporal's application
 * failure), whether trying again may help, and who must act.
 */
public enum FailureKind {
    INVALID_REQUEST("InvalidRequest", false, "whoever sent the request"),
    REFUSED("Refused", false, "whoever sent the request"),
    ALREADY_RUNNING("AlreadyRunning", false, "nobody: the running run does the work"),
    CLUSTER_NOT_FOUND("ClusterNotFound", false, "whoever sent the request"),
    CLUSTER_AMBIGUOUS("ClusterAmbiguous", false, "whoever sent the request"),
    NO_CONNECTION_PROFILE("NoConnectionProfile", false, "the platform team: bind credentials to the cluster"),
    EMQX_UNAUTHORIZED("EmqxUnauthorized", false, "the platform team: the API key or its secret is wrong"),
    EMQX_FORBIDDEN(
            "EmqxForbidden",
            false,
            "the platform team: the API key needs the role administrator, and where keys have scopes cluster_operations"),
    EMQX_REJECTED("EmqxRejected", false, "whoever sent the request: EMQX names the parameter"),
    EMQX_NOT_SUPPORTED(
            "EmqxNotSupported",
            false,
            "the platform team: this EMQX has no rebalance API, which Enterprise has from 4.4.12 and 5.0.4 on"),
    EMQX_UNAVAILABLE("EmqxUnavailable", true, "nobody yet: it is tried again"),
    EMQX_BUSY("EmqxBusy", false, "whoever runs the other rebalance or evacuation"),
    EMQX_OUTCOME_UNKNOWN("EmqxOutcomeUnknown", false, "nobody: the status is looked at before anything is sent again"),
    EMQX_SILENT("EmqxSilent", false, "the person on call: EMQX has not answered for too long"),
    EMQX_MAY_BE_ON("EmqxMayBeOn", false, "the person on call: all pods are back, EMQX could not be stopped"),
    KUBERNETES_UNAVAILABLE("KubernetesUnavailable", true, "nobody yet: it is tried again"),
    KUBERNETES_FORBIDDEN("KubernetesForbidden", true, "the platform team: the worker's Role lacks a verb"),
    CLUSTER_HELD("ClusterHeld", false, "nobody: another run holds the cluster's Lease, and is named"),
    YIELDED(
            "Yielded",
            false,
            "whoever runs the evacuation, purge, rebalance or rollout that is named; start again when it is over"),
    EXCLUSION_REFUSED("ExclusionRefused", false, "whoever owns the Service: the last serving pod stays"),
    TIMED_OUT("TimedOut", false, "the person on call: an activity did not end in its time"),
    UNREADABLE("Unreadable", false, "the person on call: two versions of the worker do not understand each other"),
    STILL_SERVED("StillServed", true, "nobody yet: EndpointSlices are looked at again"),
    DONORS_SERVED("DonorsServed", false, "nobody: they are taken out again, or EMQX is stopped"),
    CLIENTS_LAND("ClientsLand", false, "nobody yet: EMQX is stopped, and waits longer once"),
    NOBODY_SERVES("NobodyServes", false, "nobody yet: EMQX is stopped, and planned again"),
    EXCLUSION_LATE("ExclusionLate", false, "whoever owns the Service: donors were still served before eviction, twice"),
    NOT_YET("NotYet", true, "nobody: nothing has changed since the last look");

    private final String wireName;
    private final boolean retryable;
    private final String whoActs;

    FailureKind(String wireName, boolean retryable, String whoActs) {
        this.wireName = wireName;
        this.retryable = retryable;
        this.whoActs = whoActs;
    }

    /** The {@code type} that stands in histories. */
    public String wireName() {
        return wireName;
    }

    /** Whether trying again may help. */
    public boolean retryable() {
        return retryable;
    }

    /** Who must act. */
    public String whoActs() {
        return whoActs;
    }

    /** Whether this failure is of this kind. */
    public boolean is(Throwable failure) {
        return failure instanceof ApplicationFailure application && wireName.equals(application.getType());
    }

    /** A failure of this kind, for Temporal. */
    public ApplicationFailure failure(String message, Throwable cause, Object... details) {
        return ApplicationFailure.newBuilder()
                .setMessage(message)
                .setType(wireName)
                .setNonRetryable(!retryable)
                .setCause(cause)
                .setDetails(details)
                .build();
    }

    /** A look that saw no change: no error, and the next look after this delay. */
    public static ApplicationFailure lookAgain(Duration delay) {
        return ApplicationFailure.newBuilder()
                .setMessage("nothing has changed; the next look follows")
                .setType(NOT_YET.wireName)
                .setCategory(ApplicationErrorCategory.BENIGN)
                .setNextRetryDelay(delay)
                .build();
    }
}
