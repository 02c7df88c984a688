package dev.evenkeel.emqx;

import dev.evenkeel.contract.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as every question that changes nothing shows it.
 *
 * @param doors every entry point
 * @param nodes its nodes; empty where it did not say
 * @param status what goes on in it; empty where it did not say
 * @param trouble the first refusal: of the key, of its role, of the rebalance API, or no answer
 */
public record ExaminedEmqx(
        List<Door> doors, Optional<List<EmqxNode>> nodes, Optional<GlobalStatus> status, Optional<Trouble> trouble) {
    public ExaminedEmqx {
        doors = List.copyOf(doors);
        nodes = nodes.map(List::copyOf);
    }

    /**
     * An entry point, knocked at without a key.
     *
     * @param at the entry point
     * @param node the node that it says to be
     * @param silence why it gave no answer; empty where it did
     * @param clock the node's clock, where the answer shows it
     */
    public record Door(EntryPoint at, Optional<String> node, Optional<String> silence, Optional<NodeClock> clock) {}

    /**
     * A node's clock, read between two readings of the worker's.
     *
     * @param shown as its {@code Date} header has it, in whole seconds
     */
    public record NodeClock(Instant before, Instant shown, Instant after) {}

    /** What was in the way, in a sentence. */
    public record Trouble(FailureKind kind, String message) {}
}
