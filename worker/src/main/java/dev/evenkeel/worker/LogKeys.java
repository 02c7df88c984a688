package dev.evenkeel.worker;

/** Keys of what stands beside a log message, the same everywhere. */
final class LogKeys {
    static final String CLUSTER = "cluster";
    static final String WAVE = "wave";
    static final String NODE = "node";

    /** The workflow id. */
    static final String RUN = "run";

    private LogKeys() {}
}
