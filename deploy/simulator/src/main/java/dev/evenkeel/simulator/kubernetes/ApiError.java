package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal of the API server, as it becomes a {@code Status} object. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    private ApiError(int code, String reason, String message) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    static ApiError notFound(String what) {
        return new ApiError(404, "NotFound", what + " not found");
    }

    static ApiError alreadyExists(String what) {
        return new ApiError(409, "AlreadyExists", what + " already exists");
    }

    static ApiError conflict(String what) {
        return new ApiError(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + what
                        + ": the object has been modified; please apply your changes to the latest version and try"
                        + " again");
    }

    static ApiError methodNotAllowed() {
        return new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiError invalid(String message) {
        return new ApiError(422, "Invalid", message);
    }

    static ApiError unsupportedMediaType(String type) {
        return new ApiError(415, "UnsupportedMediaType", "the patch type " + type + " is not supported");
    }

    static ApiError gone(String message) {
        return new ApiError(410, "Expired", message);
    }

    static ApiError unavailable() {
        return new ApiError(503, "ServiceUnavailable", "the server is currently unable to handle the request");
    }

    static ApiError forbidden(String verb, String resource) {
        return new ApiError(403, "Forbidden", resource + " is forbidden: cannot " + verb + " resource");
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        return status.put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
