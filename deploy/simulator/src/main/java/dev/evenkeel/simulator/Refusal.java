package dev.evenkeel.simulator;

import java.util.Optional;

/** A request that EMQX refuses: why, and in the words of 5.x the HTTP status and the two members of the error body. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String subject;

    /** Why; each dialect has its own words for it. */
    enum Kind {
        /** The body, in words of the dialect. */
        BODY,
        /** The node's process refuses; the subject is its reason. */
        BY_NODE,
        /** Names that are no nodes; the subject is the first. */
        UNKNOWN_NODES,
        /** Nodes that are down or taken; the subject lists them. */
        NODES_UNAVAILABLE,
        /** The node in the path; the subject is its name. */
        NODE_NOT_FOUND,
        /** A node that was asked behind the scenes did not do its part; the subject is its name. */
        RPC
    }

    private Refusal(Kind kind, String subject, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.subject = subject;
    }

    static Refusal badRequest(String message) {
        return new Refusal(Kind.BODY, "", message);
    }

    /** A refusal by the process of a node: {@code nothing_to_balance}, {@code already_started} and so on. */
    static Refusal byNode(String node, String reason) {
        return new Refusal(Kind.BY_NODE, reason, "error on node '" + node + "': " + reason);
    }

    static Refusal unknownNodes(String first, String all) {
        return new Refusal(Kind.UNKNOWN_NODES, first, "Invalid nodes: " + all);
    }

    static Refusal nodesUnavailable(String nodes) {
        return new Refusal(Kind.NODES_UNAVAILABLE, nodes, "Nodes unavailable: " + nodes);
    }

    static Refusal nodeNotFound(String node) {
        return new Refusal(Kind.NODE_NOT_FOUND, node, "Node not found: " + node);
    }

    static Refusal rpcError(String node, String what) {
        return new Refusal(Kind.RPC, node, "RPC error on node '" + node + "': " + what);
    }

    Kind kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    /** The reason of a node's process. */
    Optional<String> reason() {
        return kind == Kind.BY_NODE ? Optional.of(subject) : Optional.empty();
    }

    /** The code of RPC errors is missing in EMQX's own schema, so the answer becomes a 500 whose body is no JSON. */
    int status() {
        return switch (kind) {
            case BODY, BY_NODE, UNKNOWN_NODES, NODES_UNAVAILABLE -> 400;
            case NODE_NOT_FOUND -> 404;
            case RPC -> 500;
        };
    }

    /** EMQX answers 400 with the code NOT_FOUND where nodes are unavailable. */
    String code() {
        return switch (kind) {
            case BODY, BY_NODE, UNKNOWN_NODES -> "BAD_REQUEST";
            case NODES_UNAVAILABLE, NODE_NOT_FOUND -> "NOT_FOUND";
            case RPC -> "RPC_ERROR";
        };
    }
}
