package dev.evenkeel.planning;

import dev.evenkeel.contract.RebalancePlan.Leg;
import java.util.ArrayList;
import java.util.List;

/** The evictions of a run while it is foretold; where they become very many, neighbours are put together. */
final class Legs {
    private static final int LEGS_MAX = 32;

    private final List<Leg> legs = new ArrayList<>();
    private int ended;

    void add(int began, double clients, int until, boolean tie) {
        legs.add(new Leg(began - ended, Math.max(0, Math.round(clients)), until - began, tie));
        ended = until;
        if (legs.size() > LEGS_MAX) {
            for (int leg = 0; leg + 1 < legs.size(); leg++) {
                legs.set(leg, together(legs.get(leg), legs.remove(leg + 1)));
            }
        }
    }

    private static Leg together(Leg first, Leg second) {
        return new Leg(
                first.secondsBefore() + second.secondsBefore(),
                first.clients() + second.clients(),
                first.seconds() + second.seconds(),
                second.tie());
    }

    List<Leg> all() {
        return List.copyOf(legs);
    }
}
