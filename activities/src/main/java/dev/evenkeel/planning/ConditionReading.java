package dev.evenkeel.planning;

/**
 * What became of a condition's query.
 *
 * @param name the condition's
 * @param answer of which kind the answer was
 * @param words the first sample, or why there is none to judge by, in a sentence
 */
public record ConditionReading(String name, Answer answer, String words) {
    /** Kinds of answers. */
    public enum Answer {
        /** At least one sample. */
        HOLDS,
        /** No sample. */
        CLEAR,
        /** Prometheus cannot make anything of the query, or nothing that could be judged. */
        UNUSABLE,
        /** There was no answer, or none that could be read. */
        SILENT,
        /** The worker knows of no Prometheus. */
        NOT_SET
    }
}
