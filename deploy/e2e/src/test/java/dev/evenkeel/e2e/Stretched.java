package dev.evenkeel.e2e;

import dev.evenkeel.contract.RunPhase;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A phase of a run, and what makes it last long enough to do something in it. Some pass in milliseconds when all is well.
 */
enum Stretched {
    ASSESSING(
            RunPhase.ASSESSING,
            bench -> bench.emqx.faults().errorRate(1, 503),
            bench -> bench.emqx.faults().errorRate(0, 503)),
    AWAITING_APPROVAL(RunPhase.AWAITING_APPROVAL, bench -> {}, bench -> {}),
    EXCLUDING(
            RunPhase.EXCLUDING,
            bench -> bench.kubernetes.faults().conflictOnNextWrites(1_000),
            bench -> bench.kubernetes.faults().conflictOnNextWrites(0)),
    STARTING(RunPhase.STARTING, bench -> bench.emqx.faults().delayNextStart(Duration.ofSeconds(12)), bench -> {}),
    WAIT_HEALTH_CHECK(RunPhase.WAIT_HEALTH_CHECK, bench -> {}, bench -> {}),
    EVICTING_CONNS(RunPhase.EVICTING_CONNS, bench -> {}, bench -> {}),
    WAIT_TAKEOVER(RunPhase.WAIT_TAKEOVER, bench -> {}, bench -> {}),
    EVICTING_SESSIONS(RunPhase.EVICTING_SESSIONS, bench -> {}, bench -> {}),
    RESTORING(
            RunPhase.RESTORING,
            bench -> bench.onPhase(
                    RunPhase.EVICTING_SESSIONS, () -> bench.kubernetes.faults().unavailable(true)),
            bench -> bench.kubernetes.faults().unavailable(false)),
    VERIFYING(
            RunPhase.VERIFYING,
            bench -> bench.onPhase(
                    RunPhase.EVICTING_CONNS, () -> bench.emqx.faults().refuseAtRecipients(true)),
            bench -> bench.emqx.faults().refuseAtRecipients(false));

    final RunPhase phase;
    private final Consumer<Bench> stretch;
    private final Consumer<Bench> release;

    Stretched(RunPhase phase, Consumer<Bench> stretch, Consumer<Bench> release) {
        this.phase = phase;
        this.stretch = stretch;
        this.release = release;
    }

    /** Makes the phase last; before the run begins. */
    void stretch(Bench bench) {
        stretch.accept(bench);
    }

    /** Lets it pass. */
    void release(Bench bench) {
        release.accept(bench);
    }
}
