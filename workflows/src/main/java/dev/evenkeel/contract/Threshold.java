package dev.evenkeel.contract;

/**
 * When EMQX calls donors and recipients balanced: within {@code absolute} connections, or within the factor {@code
 * relative}; the looser of the two decides.
 *
 * @param absolute connections (or sessions), at least 1; EMQX's own default is 1000
 * @param relative factor over the recipients' mean, greater than 1.0; EMQX's own default is 1.1
 */
public record Threshold(int absolute, double relative) {
    public Threshold {
        if (absolute < 1 || !(relative > 1.0) || Double.isInfinite(relative)) {
            throw new IllegalArgumentException(
                    "a threshold needs absolute >= 1 and relative > 1.0, got " + absolute + " and " + relative);
        }
    }

    /** EMQX's own inequality, on the means of donors and recipients. */
    public boolean reached(double donors, double recipients) {
        return donors <= recipients + absolute || donors <= recipients * relative;
    }

    /** The most that one node may hold when the mean over all nodes is {@code mean}: our second side of "balanced". */
    public double ceiling(double mean) {
        return mean + allowance(mean);
    }

    /**
     * The least: the recipients' mean may be below the donors' by the threshold, and a recipient below the others by as
     * much again.
     */
    public double floor(double mean) {
        return mean - 2 * allowance(mean);
    }

    /** Whether a node may hold so many when the mean over all nodes is {@code mean}. */
    public boolean allows(double held, double mean) {
        return held <= ceiling(mean) && held >= floor(mean);
    }

    private double allowance(double mean) {
        return Math.max(absolute, (relative - 1) * mean);
    }
}
