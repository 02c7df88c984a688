package dev.evenkeel.activity;

/** What Temporal knows of a run. */
@FunctionalInterface
public interface RunFates {
    /**
     * Whether this run is known to have ended. False where it goes on, and wherever Temporal does not know: a run of
     * another Temporal server is none that has ended.
     *
     * @param mark as {@link dev.evenkeel.contract.RunRef#mark()} writes it
     */
    boolean ended(String mark);

    /** Without a Temporal to ask. */
    static RunFates unknown() {
        return mark -> false;
    }
}
