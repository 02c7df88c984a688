package dev.evenkeel.planning;

/**
 * How many clients a recipient may be sent in a second. TLS and authentication die from connects per second, not from
 * counts.
 *
 * @param connectsPerSecond on one recipient, at least 1
 * @param natural connects per second over the whole cluster that come anyway; while donors are out, all of them go to the
 *     recipients
 */
record Budget(int connectsPerSecond, double natural) {
    /** What chance adds to a second's arrivals is hardly ever more than this. */
    private static final double STANDARD_DEVIATIONS = 3;

    /** Clients that donors may evict in a second, all together; below 1 nothing is left for them. */
    double evictable(int recipients) {
        double steady = connectsPerSecond - STANDARD_DEVIATIONS * Math.sqrt(connectsPerSecond);
        return recipients * steady - natural;
    }

    /** EMQX's rate is one for all donors, in whole clients; below 1 there is none. */
    int ratePerDonor(int donors, int recipients) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Math.floor(evictable(recipients) / donors)));
    }
}
