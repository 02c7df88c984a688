package dev.evenkeel.activity;

import java.time.Duration;

/**
 * How long a run's Lease lasts, and how often it is renewed.
 *
 * @param lease how long a renewal is good for; whole seconds, and at least three renewals
 * @param renewal between two renewals
 */
public record LifeTimes(Duration lease, Duration renewal) {
    private static final int RENEWALS_IN_A_LEASE = 3;

    public LifeTimes {
        if (renewal.isNegative() || renewal.isZero()) {
            throw new IllegalArgumentException("a Lease is renewed every 1 ms or more, got " + renewal);
        }
        if (lease.compareTo(renewal.multipliedBy(RENEWALS_IN_A_LEASE)) < 0) {
            throw new IllegalArgumentException("a Lease of " + lease + " is too short to be renewed every " + renewal
                    + ": at least " + RENEWALS_IN_A_LEASE + " renewals must fit in");
        }
    }

    /** 90 s, renewed every 20 s. */
    public static LifeTimes defaults() {
        return new LifeTimes(Duration.ofSeconds(90), Duration.ofSeconds(20));
    }

    /**
     * How long a Lease that seems to have run out must be seen unchanged before it is believed: clocks may differ, but a
     * run that lives renews in this time.
     */
    Duration confirmation() {
        return lease.dividedBy(2);
    }
}
