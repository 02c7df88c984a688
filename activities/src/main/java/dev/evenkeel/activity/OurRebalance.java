package dev.evenkeel.activity;

import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.GlobalStatus.Rebalance;

/** EMQX echoes no identifier: ours is what runs at our coordinator, with our rates, among our nodes. */
final class OurRebalance {
    private OurRebalance() {}

    static boolean is(Rebalance rebalance, Wave wave) {
        return rebalance.coordinator().equals(wave.coordinator())
                && rebalance.connEvictRate() == wave.parameters().connEvictRate()
                && rebalance.sessEvictRate() == wave.parameters().sessEvictRate()
                && wave.nodes().containsAll(rebalance.donors())
                && wave.nodes().containsAll(rebalance.recipients());
    }
}
