package dev.evenkeel.simulator;

/** How the load balancer chooses among the nodes it serves. */
public enum Spread {
    /** Each attempt goes to any of them with equal probability. */
    RANDOM,
    /** One by one in order of names, round after round; a client that is refused goes to the next one at once. */
    EVEN
}
