package dev.evenkeel.workflow;

import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.GuardActivities.Trip;
import java.util.List;
import java.util.Optional;

/**
 * How a wave ended.
 *
 * @param kind in a word
 * @param stayed why donors were thought to be still served; empty but for {@link Kind#DONORS_STAYED}
 * @param trip the guardrail; empty but for {@link Kind#TRIPPED}
 * @param uneven nodes that were too full or too empty when EMQX was through
 * @param newcomers nodes that came after the start, when EMQX was through
 */
record WaveEnd(Kind kind, String stayed, Optional<Trip> trip, List<String> uneven, List<String> newcomers) {
    enum Kind {
        /** EMQX is through, or there was nothing to do. */
        REACHED,
        /** EMQX lost the rebalance, or had to be stopped: it may be planned again. */
        LOST,
        /** Donors were down to their goal and EMQX was stopped, or it ended for the clients that are on their way. */
        GOAL_BEFORE_CLIENTS,
        /** Clients still came to donors when eviction was about to begin: EMQX was stopped, and must wait longer. */
        DONORS_STAYED,
        /** A guardrail's limit was reached, and EMQX was stopped. */
        TRIPPED
    }

    static WaveEnd of(Kind kind) {
        return new WaveEnd(kind, "", Optional.empty(), List.of(), List.of());
    }

    static WaveEnd donorsStayed(String why) {
        return new WaveEnd(Kind.DONORS_STAYED, why, Optional.empty(), List.of(), List.of());
    }

    static WaveEnd tripped(Trip trip) {
        return new WaveEnd(Kind.TRIPPED, "", Optional.of(trip), List.of(), List.of());
    }

    /** With what the last look found. */
    static WaveEnd reached(WatchReport last) {
        return new WaveEnd(Kind.REACHED, "", Optional.empty(), last.uneven(), last.newcomers());
    }
}
