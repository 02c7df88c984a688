package dev.evenkeel.simulator;

import java.util.Optional;

/**
 * One HTTP request as a node hears it.
 *
 * @param asked the node whose server was called
 * @param nodeInPath the {@code :node} of the path, decoded; empty where the route has none
 */
record Call(
        Node asked,
        String method,
        String path,
        String query,
        String nodeInPath,
        Optional<String> authorization,
        String body) {
    Call withNodeInPath(String name) {
        return new Call(asked, method, path, query, name, authorization, body);
    }
}
