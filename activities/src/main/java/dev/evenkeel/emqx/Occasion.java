package dev.evenkeel.emqx;

import dev.evenkeel.contract.FailureKind;

/**
 * One request at one entry point, for the messages about it: they name cluster, address, request and what EMQX said,
 * and never the key.
 */
record Occasion(String cluster, EntryPoint at, String request, Authorization authorization) {
    private static final int SAID_LENGTH_MAX = 300;

    EmqxException failed(FailureKind kind, String said, Throwable cause) {
        String where = at.node().or(at::host).map(name -> " (" + name + ")").orElse("");
        String words = authorization.mask(said).replaceAll("\\s+", " ").strip();
        String cut = words.length() > SAID_LENGTH_MAX ? words.substring(0, SAID_LENGTH_MAX) + "…" : words;
        return new EmqxException(
                kind,
                "EMQX " + cluster + ": " + authorization.mask(request) + " at " + at.url() + where + ": " + cut,
                cause == null ? null : authorization.mask(cause));
    }
}
