package dev.evenkeel.planning;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.Census;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came before a plan, within its run.
 *
 * @param coordinator the coordinator of the wave before: used again if it can be, so that a start which is still on its
 *     way meets {@code already_started}
 * @param wave number of the wave that is planned, from 1
 * @param waitedInVain the {@code waitHealthCheck} in which not all donors had left
 * @param onward what is left of a wave whose donors had reached their goal
 * @param calm earlier counts between which nobody was evicted; none, one or two
 * @param moved whether clients were moved
 */
public record Course(
        Optional<String> coordinator,
        int wave,
        Optional<Duration> waitedInVain,
        Optional<Onward> onward,
        List<Census> calm,
        boolean moved) {
    /** Nothing. */
    public static Course first() {
        return new Course(Optional.empty(), 1, Optional.empty(), Optional.empty(), List.of(), false);
    }

    /** The two counts by which natural connects are measured; as many as there are. */
    List<Census> measured(Census now) {
        return calm.isEmpty() || calm.size() > 1 ? calm : List.of(calm.get(0), now);
    }

    /**
     * Connects a second, over the whole cluster, that come without anybody being evicted; 0 where that was not measured.
     *
     * @param now what was counted now; counts where only one calm census came before it
     * @param engineSecond how long a second of EMQX lasts on the clock of the counts
     */
    double naturalConnects(Census now, Duration engineSecond) {
        if (calm.isEmpty()) {
            return 0;
        }
        Census from = calm.get(0);
        Census to = calm.size() > 1 ? calm.get(1) : now;
        double seconds = (double) Duration.between(from.at(), to.at()).toNanos() / engineSecond.toNanos();
        boolean counted = from.connects().isPresent() && to.connects().isPresent();
        long connects = counted ? to.connects().getAsLong() - from.connects().getAsLong() : 0;
        return seconds > 0 ? Math.max(0, connects / seconds) : 0;
    }
}
