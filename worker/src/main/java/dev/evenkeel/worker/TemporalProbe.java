package dev.evenkeel.worker;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks Temporal for our namespace, as a worker does when it starts: so address, TLS, key and namespace are all right when
 * it answers. Asks nothing when it is made.
 */
final class TemporalProbe {
    /** A server that answers does so in milliseconds. */
    private static final long PATIENCE_SECONDS = 5;

    private final WorkflowClient client;

    TemporalProbe(WorkflowClient client) {
        this.client = client;
    }

    /** What is wrong and what to check; empty where Temporal answered. */
    Optional<String> problem() {
        WorkflowServiceStubs stubs = client.getWorkflowServiceStubs();
        // Else gRPC would take its time to notice that a server which was away is back.
        stubs.getRawChannel().resetConnectBackoff();
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .build());
            return Optional.empty();
        } catch (StatusRuntimeException refused) {
            return Optional.of(inWords(refused));
        }
    }

    static String inWords(StatusRuntimeException refused) {
        return said(refused) + "; check "
                + switch (refused.getStatus().getCode()) {
                    case NOT_FOUND -> "TEMPORAL_NAMESPACE: the server has no such namespace";
                    case UNAUTHENTICATED, PERMISSION_DENIED -> "TEMPORAL_API_KEY, or the client's certificate";
                    case DEADLINE_EXCEEDED -> "TEMPORAL_ADDRESS, firewalls, and whether the server wants TLS";
                    default -> "TEMPORAL_ADDRESS, whether the server runs, and whether it wants TLS";
                };
    }

    /** gRPC says "io exception"; what it was stands at the end of the causes. */
    private static String said(StatusRuntimeException refused) {
        Throwable last = refused;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last == refused ? refused.getMessage() : refused.getMessage() + ": " + last.getMessage();
    }
}
