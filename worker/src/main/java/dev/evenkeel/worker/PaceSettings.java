package dev.evenkeel.worker;

import dev.evenkeel.planning.Pace;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@link Pace} as settings. What follows from EMQX's own time limits ({@code absence}, {@code lateStart}) is no setting:
 * with less a rebalance could be started twice.
 *
 * @param steady between two looks while no change is near. 4 s: 900 looks of two requests an hour, of the 2,000 requests that we allow ourselves
 * @param near between two looks while one is. 250 ms: four status requests a second at most
 * @param stay how long one attempt stays and looks. 5 s: an attempt has 10 s, and the last look in it may take 5
 * @param nearWindow how long before a foretold change it counts as near. 4 s: EMQX's ticks are of 1 s
 * @param nearAtMost how long a change may be thought near without coming. 20 s: 80 looks
 * @param silence how long EMQX may fail to answer before the run gives up. 5 min: a rolling restart of a small cluster
 * @param clientsBack how long verification waits for clients that are not back. 3 min: the usual back-off ends at
 *     two, and a minute is for stragglers
 * @param speed how many of EMQX's seconds pass in one of the wall clock's: 1, but for simulators
 */
record PaceSettings(
        @DefaultValue("4s") Duration steady,
        @DefaultValue("250ms") Duration near,
        @DefaultValue("5s") Duration stay,
        @DefaultValue("4s") Duration nearWindow,
        @DefaultValue("20s") Duration nearAtMost,
        @DefaultValue("5m") Duration silence,
        @DefaultValue("3m") Duration clientsBack,
        @DefaultValue("1") double speed) {
    private static final double SPEED_MAX = 1_000;

    void check(Problems problems) {
        problems.inRange("steady", steady, Duration.ofMillis(100), Duration.ofMinutes(1));
        problems.inRange("near", near, Duration.ofMillis(100), Duration.ofSeconds(5));
        problems.inRange("stay", stay, Duration.ZERO, Duration.ofSeconds(8));
        problems.inRange("near-window", nearWindow, Duration.ZERO, Duration.ofMinutes(1));
        problems.inRange("near-at-most", nearAtMost, Duration.ZERO, Duration.ofMinutes(5));
        problems.inRange("silence", silence, Duration.ofSeconds(10), Duration.ofHours(1));
        // Verification as a whole has 5 minutes.
        problems.inRange("clients-back", clientsBack, Duration.ZERO, Duration.ofMinutes(4));
        if (!(speed >= 1 && speed <= SPEED_MAX)) {
            problems.add("speed", Double.toString(speed), "from 1 (EMQX in real time) to 1000 is expected");
        }
    }

    Pace pace() {
        Pace engine = Pace.faster(speed);
        return new Pace(
                shorter(steady),
                near,
                stay,
                nearWindow,
                nearAtMost,
                shorter(silence),
                engine.absence(),
                shorter(clientsBack),
                engine.lateStart(),
                engine.engineSecond());
    }

    private Duration shorter(Duration duration) {
        return Duration.ofNanos(Math.round(duration.toNanos() / speed));
    }
}
