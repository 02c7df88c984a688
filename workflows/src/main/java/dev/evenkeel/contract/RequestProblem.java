package dev.evenkeel.contract;

/**
 * One thing that is wrong with a request.
 *
 * @param path where, as {@code rebalanceStrategy.connEvictRate}; {@code request} for the whole
 * @param value what was there, at most {@value #VALUE_LENGTH_MAX} characters
 * @param expected what would be right
 */
public record RequestProblem(String path, String value, String expected) {
    static final int VALUE_LENGTH_MAX = 200;

    public RequestProblem {
        if (value.length() > VALUE_LENGTH_MAX) {
            value = value.substring(0, VALUE_LENGTH_MAX - 1) + "…";
        }
    }

    /** {@code path: got value; expected}. */
    public String display() {
        return path + ": got " + value + "; " + expected;
    }
}
