package dev.evenkeel.simulator;

import java.util.Optional;

/**
 * The agent of a node that evicts: at most one owner at a time. While it is enabled {@code availability_check} answers
 * 503; it refuses clients as well once its owner says so.
 */
record EvictionAgent(Kind kind, Optional<Rebalance> rebalance, boolean refusesClients) {
    static final EvictionAgent DISABLED = new EvictionAgent(Kind.DISABLED, Optional.empty(), false);

    /** Of every node. */
    static final EvictionAgent OF_PURGE = new EvictionAgent(Kind.PURGE, Optional.empty(), true);

    /** Who has enabled the agent. */
    enum Kind {
        DISABLED,
        REBALANCE,
        EVACUATION,
        PURGE
    }

    static EvictionAgent of(Rebalance owner, boolean refusesClients) {
        return new EvictionAgent(Kind.REBALANCE, Optional.of(owner), refusesClients);
    }

    static EvictionAgent ofEvacuation(boolean refusesClients) {
        return new EvictionAgent(Kind.EVACUATION, Optional.empty(), refusesClients);
    }

    boolean enabled() {
        return kind != Kind.DISABLED;
    }

    boolean ownedBy(Rebalance other) {
        return rebalance.filter(owner -> owner == other).isPresent();
    }
}
