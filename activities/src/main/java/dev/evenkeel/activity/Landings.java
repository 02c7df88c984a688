package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Wave;

/**
 * Who tells whether clients are still sent to donors: the EndpointSlices ({@link DonorsOut}), or whatever else shows what
 * stands in front of EMQX.
 */
interface Landings {
    /** Looks now, within 2 s; changes nothing. */
    Sight look(ClusterRef cluster, Lever lever, Wave wave);

    /** What is seen. */
    enum State {
        /** No client is sent to a donor. */
        OUT,
        /** Clients are sent to donors, or will be as soon as those are ready. */
        SERVED,
        /** Clients are sent to nobody, and others than us may be why. */
        NOBODY_SERVES,
        /** It cannot be seen now. */
        UNKNOWN
    }

    /**
     * @param state what is seen
     * @param words the same for people
     */
    record Sight(State state, String words) {}
}
