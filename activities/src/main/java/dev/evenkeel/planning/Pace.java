package dev.evenkeel.planning;

import java.time.Duration;

/**
 * How often EMQX is looked at. Wall time, but for {@code engineSecond}, which says what EMQX's own seconds are worth.
 *
 * @param steady between two looks while no change is near
 * @param near between two looks while one is
 * @param stay how long one attempt of an activity stays and looks while a change is near; zero: one look an attempt
 * @param nearWindow how long before a foretold change it counts as near, in EMQX's time
 * @param nearAtMost how long a change may be thought near without coming, before looking is steady again
 * @param silence how long EMQX may fail to answer before the run gives up
 * @param absence how long a rebalance must be missing from the status, where nothing better proves it gone
 * @param clientsBack how long verification waits for clients that are not back
 * @param lateStart how long after a lost reply a start may still take effect: EMQX's RPC gives up after 15 s
 * @param engineSecond how long a second of EMQX lasts on the wall clock
 */
public record Pace(
        Duration steady,
        Duration near,
        Duration stay,
        Duration nearWindow,
        Duration nearAtMost,
        Duration silence,
        Duration absence,
        Duration clientsBack,
        Duration lateStart,
        Duration engineSecond) {
    /** For EMQX in real time. */
    public static Pace realTime() {
        return new Pace(
                Duration.ofSeconds(4),
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofSeconds(4),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                Duration.ofMinutes(3),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1));
    }

    /** The same, before an EMQX whose seconds pass so many times as fast: steady looks and waits shrink likewise. */
    public static Pace faster(double speed) {
        Pace real = realTime();
        return new Pace(
                shorter(real.steady, speed),
                real.near,
                real.stay,
                real.nearWindow,
                real.nearAtMost,
                shorter(real.silence, speed),
                shorter(real.absence, speed),
                shorter(real.clientsBack, speed),
                shorter(real.lateStart, speed),
                shorter(real.engineSecond, speed));
    }

    /** One look per attempt: for a clock that stands still while an activity runs, as skipped time does. */
    public Pace withoutStaying() {
        return new Pace(
                steady,
                near,
                Duration.ZERO,
                nearWindow,
                nearAtMost,
                silence,
                absence,
                clientsBack,
                lateStart,
                engineSecond);
    }

    /** EMQX's time on the wall clock. */
    public Duration wall(Duration engineTime) {
        return shorter(engineTime, 1e9 / engineSecond.toNanos());
    }

    /** How many of EMQX's seconds these are. */
    public double engineSeconds(Duration wall) {
        return (double) wall.toNanos() / engineSecond.toNanos();
    }

    private static Duration shorter(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() / factor));
    }
}
