package dev.evenkeel.simulator;

/** A node's part in EMQX's cluster. */
public enum Role {
    CORE,
    REPLICANT
}
