package dev.evenkeel.contract;

/** How a run ended. Restoration is no outcome: a run does not end while a pod that it excluded is still out. */
public enum Outcome {
    /** Every clause of {@link Clause} was shown to hold. */
    BALANCED("Balanced"),
    /** The nodes were level enough from the start. */
    NOTHING_TO_BALANCE("NothingToBalance"),
    /** EMQX is done, or was stopped by a bound, and at least one clause does not hold; the result names it. */
    PARTIALLY_BALANCED("PartiallyBalanced"),
    /** Somebody ended the run; EMQX was stopped and the pods are back. */
    ABORTED("Aborted"),
    /** The run could not go on; EMQX was stopped, or the message says that it may still be on, and the pods are back. */
    FAILED("Failed");

    private final String display;

    Outcome(String display) {
        this.display = display;
    }

    /** The name that people read: {@code Balanced}, {@code NothingToBalance}, ... */
    public String display() {
        return display;
    }
}
