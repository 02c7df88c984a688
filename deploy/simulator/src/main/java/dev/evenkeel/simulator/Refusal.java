package dev.evenkeel.simulator;

/** A request that EMQX refuses: the HTTP status, and the two members of the error body. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BAD_REQUEST", message);
    }

    /** A refusal by the process of a node: {@code nothing_to_balance}, {@code already_started} and so on. */
    static Refusal byNode(String node, String reason) {
        return badRequest("error on node '" + node + "': " + reason);
    }

    /** EMQX answers 400 with the code NOT_FOUND here. */
    static Refusal nodesUnavailable(String nodes) {
        return new Refusal(400, "NOT_FOUND", "Nodes unavailable: " + nodes);
    }

    static Refusal nodeNotFound(String node) {
        return new Refusal(404, "NOT_FOUND", "Node not found: " + node);
    }

    /** The code is missing in EMQX's own schema, so the answer becomes a 500 whose body is no JSON. */
    static Refusal rpcError(String message) {
        return new Refusal(500, "RPC_ERROR", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
