package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The faults that are on. Guarded by the world's lock. */
final class FaultState {
    Duration latency = Duration.ZERO;
    double errorProbability;
    int errorStatus = 503;
    boolean unauthorized;
    boolean refuseAtRecipients;
    Set<String> refusing = Set.of();
    boolean pinned;
    boolean dropNextStartReply;
    boolean loseNextStart;
    Optional<Duration> delayNextStart = Optional.empty();
    long partialGlobalStatusPolls;
    Optional<Rebalance.State> held = Optional.empty();

    boolean takeDropNextStartReply() {
        boolean taken = dropNextStartReply;
        dropNextStartReply = false;
        return taken;
    }

    boolean takeLoseNextStart() {
        boolean taken = loseNextStart;
        loseNextStart = false;
        return taken;
    }

    Optional<Duration> takeDelayNextStart() {
        Optional<Duration> taken = delayNextStart;
        delayNextStart = Optional.empty();
        return taken;
    }

    boolean takePartialGlobalStatus() {
        if (partialGlobalStatusPolls <= 0) {
            return false;
        }
        partialGlobalStatusPolls--;
        return true;
    }
}
