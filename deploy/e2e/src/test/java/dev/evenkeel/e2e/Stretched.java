package dev.evenkeel.e2e;

import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A phase of a run, and what makes it last long enough to do something in it. Some pass in milliseconds when all is well.
 */
public enum Stretched {
    ASSESSING(
            RunPhase.ASSESSING,
            stage -> stage.emqx().faults().errorRate(1, 503),
            stage -> stage.emqx().faults().errorRate(0, 503)),
    AWAITING_APPROVAL(RunPhase.AWAITING_APPROVAL, stage -> {}, stage -> {}),
    EXCLUDING(
            RunPhase.EXCLUDING,
            stage -> stage.kubernetes().faults().conflictOnNextWrites(1_000),
            stage -> stage.kubernetes().faults().conflictOnNextWrites(0)),
    STARTING(RunPhase.STARTING, stage -> stage.emqx().faults().delayNextStart(Duration.ofSeconds(12)), stage -> {}),
    WAIT_HEALTH_CHECK(RunPhase.WAIT_HEALTH_CHECK),
    EVICTING_CONNS(RunPhase.EVICTING_CONNS),
    WAIT_TAKEOVER(RunPhase.WAIT_TAKEOVER),
    EVICTING_SESSIONS(RunPhase.EVICTING_SESSIONS),
    RESTORING(
            RunPhase.RESTORING,
            Stretched::holdUpRestoring,
            stage -> stage.kubernetes().faults().unavailable(false)),
    VERIFYING(
            RunPhase.VERIFYING,
            stage -> {
                holdUpRestoring(stage);
                stage.onPhase(RunPhase.RESTORING, () -> {
                    stage.emqx().faults().errorRate(1, 503);
                    stage.kubernetes().faults().unavailable(false);
                });
            },
            stage -> stage.emqx().faults().errorRate(0, 503));

    private final RunPhase phase;
    private final Consumer<SimulatedStage> stretch;
    private final Consumer<SimulatedStage> release;

    /** A phase that is EMQX's, which is held in it. */
    Stretched(RunPhase phase) {
        this(phase, stage -> hold(stage, phase), stage -> stage.emqx().faults().letGo());
    }

    Stretched(RunPhase phase, Consumer<SimulatedStage> stretch, Consumer<SimulatedStage> release) {
        this.phase = phase;
        this.stretch = stretch;
        this.release = release;
    }

    private static void hold(Stage stage, RunPhase phase) {
        stage.emqx().faults().holdIn(phase.name());
    }

    private static void holdUpRestoring(SimulatedStage stage) {
        hold(stage, RunPhase.EVICTING_SESSIONS);
        stage.onPhase(RunPhase.EVICTING_SESSIONS, () -> {
            stage.kubernetes().faults().unavailable(true);
            stage.emqx().faults().letGo();
        });
    }

    /** Makes the phase last; before the run begins. */
    public void stretch(SimulatedStage stage) {
        stretch.accept(stage);
    }

    /**
     * Whether the run is in it. A lost start is over when its answer is: the test server cannot bear that the activity
     * ends and is cancelled at the same moment.
     */
    public boolean reached(RebalanceProgress progress) {
        return progress.phase() == phase
                && (this != STARTING || !progress.notes().isEmpty());
    }

    /** Lets it pass. */
    public void release(SimulatedStage stage) {
        release.accept(stage);
    }
}
