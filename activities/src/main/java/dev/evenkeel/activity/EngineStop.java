package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;
import static dev.evenkeel.activity.Rim.guardedRepeatable;

import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.GlobalStatus.Rebalance;
import java.util.Optional;

/** Stops EMQX's rebalance if it is the one of this wave. */
final class EngineStop {
    private EngineStop() {}

    /** What was found. */
    enum Answer {
        /** It was on, and is off. */
        STOPPED,
        /** It is off, and was. Of a start that may still be on its way this says nothing. */
        NOT_ON,
        /** What is on is somebody else's, or the coordinator is gone, and with it whatever it coordinated. */
        NOT_OURS
    }

    /** @param stillWanted asked last of all before the stop is sent; throws where it is not */
    static Answer of(Wave wave, EmqxClient emqx, Runnable stillWanted) {
        String coordinator = wave.coordinator();
        Optional<Rebalance> on = guarded(() -> emqx.globalStatus(coordinator).coordinatedBy(coordinator));
        boolean foreign =
                on.filter(rebalance -> !OurRebalance.is(rebalance, wave)).isPresent();
        if (foreign || (on.isEmpty() && guarded(() -> !Snapshots.runs(emqx, coordinator)))) {
            return Answer.NOT_OURS;
        }
        stillWanted.run();
        return guardedRepeatable(() -> emqx.stop(coordinator)) == EmqxClient.StopAnswer.STOPPED
                ? Answer.STOPPED
                : Answer.NOT_ON;
    }
}
