package dev.evenkeel.planning;

import dev.evenkeel.planning.EngineModel.Partition;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who gives and who takes.
 *
 * @param all of the nodes that take part, by EMQX's rule
 * @param now of those that are named to EMQX in this wave
 * @param isPortion whether others are left for later
 * @param outAtMost how many pods may be out at once; empty where that is not bounded
 * @param othersOut whether donors that are left for later are out too
 */
record Division(Partition all, Partition now, boolean isPortion, OptionalInt outAtMost, boolean othersOut) {
    /** Of a plan's nodes: those that give in this wave or later, but for portions of a few, where roles change. */
    List<String> giving() {
        return isPortion ? all.donors() : now.donors();
    }
}
