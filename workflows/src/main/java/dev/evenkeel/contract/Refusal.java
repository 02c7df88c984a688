package dev.evenkeel.contract;

/**
 * One reason not to begin.
 *
 * @param reason which
 * @param detail what was seen, with names
 */
public record Refusal(RefusalReason reason, String detail) {
    /** What was seen and what may still be tried, in a line. */
    public String display() {
        return reason + ": " + detail + " (" + reason.advice() + ")";
    }
}
