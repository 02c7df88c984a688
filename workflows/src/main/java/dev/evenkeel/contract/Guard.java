package dev.evenkeel.contract;

/** What is watched while clients are moved, see {@link Guardrails}. */
public enum Guard {
    OVERDUE("clients overdue"),
    REFUSALS("refusals at recipients"),
    DONOR_ATTEMPTS("attempts at donors"),
    NO_PROGRESS("no progress"),
    /** One of {@link Guardrails#conditions}, which has a name of its own. */
    CONDITION("conditions");

    private final String display;

    Guard(String display) {
        this.display = display;
    }

    /** Its name in a sentence. */
    public String display() {
        return display;
    }
}
