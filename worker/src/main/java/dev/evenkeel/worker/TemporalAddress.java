package dev.evenkeel.worker;

/**
 * Which Temporal is meant, for messages.
 *
 * @param target {@code host:port}
 * @param namespace Temporal namespace
 */
record TemporalAddress(String target, String namespace) {
    @Override
    public String toString() {
        return target + ", namespace " + namespace;
    }
}
