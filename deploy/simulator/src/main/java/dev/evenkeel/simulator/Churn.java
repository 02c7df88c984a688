package dev.evenkeel.simulator;

/**
 * Clients that come and go by themselves, over the whole cluster: Poisson streams per second of EMQX time. Newcomers go
 * through the load balancer; leavers are drawn from all connections and take their sessions with them. Sessions whose
 * clients will not come back expire.
 */
public record Churn(double connectsPerSecond, double disconnectsPerSecond, double expiriesPerSecond) {
    public static final Churn NONE = new Churn(0, 0, 0);

    /** Without sessions that expire. */
    public Churn(double connectsPerSecond, double disconnectsPerSecond) {
        this(connectsPerSecond, disconnectsPerSecond, 0);
    }

    public Churn {
        if (connectsPerSecond < 0 || disconnectsPerSecond < 0 || expiriesPerSecond < 0) {
            throw new IllegalArgumentException("Wanted rates >= 0, got " + connectsPerSecond + ", "
                    + disconnectsPerSecond + " and " + expiriesPerSecond);
        }
    }
}
