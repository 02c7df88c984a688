package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.util.function.Supplier;

/**
 * One request to the Kubernetes API, for the messages about it.
 *
 * @param verb RBAC verb
 * @param resource RBAC resource, with its group where it has one
 */
record ApiCall(String verb, String resource, String namespace) {
    /** Workers, janitors and people's own commands ask by this way. */
    private static final String ACCOUNT = "the account that asked (the worker's, the janitor's or your own)";

    /** Who wrote a field, in {@code managedFields}. */
    static final String FIELD_MANAGER = "evenkeel";

    /** Makes the request; whatever fabric8 throws becomes one of our kinds. */
    <T> T make(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException failed) {
            throw translated(failed);
        }
    }

    private KubernetesException translated(KubernetesClientException failed) {
        String what = verb + " " + resource + " in namespace " + namespace;
        return switch (answered(failed)) {
            case 401 ->
                new KubernetesException(
                        FailureKind.KUBERNETES_FORBIDDEN,
                        what + ": the Kubernetes API does not know " + ACCOUNT + " (HTTP 401)",
                        failed);
            case 403 ->
                new KubernetesException(
                        FailureKind.KUBERNETES_FORBIDDEN,
                        what + ": no Role of " + ACCOUNT + " allows verb '" + verb + "' on '" + resource + "'",
                        failed);
            case 0 ->
                new KubernetesException(
                        FailureKind.KUBERNETES_UNAVAILABLE, what + ": no answer: " + deepest(failed), failed);
            default ->
                new KubernetesException(
                        FailureKind.KUBERNETES_UNAVAILABLE,
                        what + ": HTTP " + failed.getCode() + ": " + said(failed),
                        failed);
        };
    }

    /** The API's own words where it has some; fabric8's repeat the request and the whole status. */
    private static String said(KubernetesClientException failed) {
        return failed.getStatus() != null && failed.getStatus().getMessage() != null
                ? failed.getStatus().getMessage()
                : failed.getMessage();
    }

    /** What the network said; fabric8's own words above it only repeat the request. */
    static String deepest(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            if (cause instanceof ConnectException && cause.getMessage() == null) {
                return "no connection";
            }
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** HTTP status behind a failure; 0 where there was no answer. */
    static int status(KubernetesException failed) {
        return failed.getCause() instanceof KubernetesClientException cause ? answered(cause) : 0;
    }

    /** fabric8 says 0 or -1 where there was no answer. */
    private static int answered(KubernetesClientException failed) {
        return Math.max(0, failed.getCode());
    }
}
