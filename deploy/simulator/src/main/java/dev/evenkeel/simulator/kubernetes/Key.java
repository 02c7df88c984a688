package dev.evenkeel.simulator.kubernetes;

/** An object's address; the namespace is empty for what has none. */
record Key(Resource resource, String namespace, String name) {}
