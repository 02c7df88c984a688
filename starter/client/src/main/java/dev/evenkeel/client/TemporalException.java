package dev.evenkeel.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Temporal itself cannot be reached, or refuses us. */
public final class TemporalException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    TemporalException(String message, Throwable cause) {
        super(message, cause);
    }

    static TemporalException unreachable(String address, String namespace, Throwable cause) {
        return status(cause)
                .filter(status -> status.getCode() != Status.Code.UNAVAILABLE
                        && status.getCode() != Status.Code.DEADLINE_EXCEEDED)
                .map(status -> new TemporalException(
                        "Temporal at " + address + ", namespace " + namespace + ", refuses: " + status.getCode()
                                + (status.getDescription() == null ? "" : " (" + status.getDescription() + ")")
                                + "; check namespace, API key and TLS settings",
                        cause))
                .orElseGet(() -> new TemporalException(
                        "Temporal at " + address + " cannot be reached; check that it runs, the address (--address or"
                                + " TEMPORAL_ADDRESS), and whether it wants TLS (TEMPORAL_TLS) or an API key"
                                + " (TEMPORAL_API_KEY)",
                        cause));
    }

    /** The gRPC status that a failure came from; empty where it came from elsewhere. */
    static Optional<Status> status(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StatusRuntimeException rpc) {
                return Optional.of(rpc.getStatus());
            }
        }
        return Optional.empty();
    }
}
