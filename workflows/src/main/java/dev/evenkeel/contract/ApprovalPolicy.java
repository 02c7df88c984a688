package dev.evenkeel.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a person must approve, and for how long an approval is good.
 *
 * @param required whether the run waits for the update {@code approve} before it touches anything
 * @param timeout how long it waits, 1 s to 7 days; then the run ends {@code Refused}
 * @param autoApprove a plan that is within all of these begins by itself; empty: none does
 * @param maxAge how old a plan may be that is approved, 1 s to 7 days, and at least a {@value #PLANS_MAX}th of {@code
 *     timeout}: then it is made again while it waits
 * @param maxDriftPercent over 0 to 100, of all connections: by how much nodes' counts may differ, when the run begins,
 *     from those of the plan that was approved
 */
public record ApprovalPolicy(
        boolean required, Duration timeout, Optional<Limits> autoApprove, Duration maxAge, double maxDriftPercent) {
    /** A working day's reply time; nothing is excluded while a plan waits. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    /** Counts that somebody has read a quarter of an hour ago are what they remember. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(15);

    /** Half of the tenth within which EMQX calls nodes level by default: less changes no decision worth asking for. */
    public static final double DEFAULT_MAX_DRIFT_PERCENT = 5;

    /** Plans that may be made for one approval: a week of quarters of an hour, and some 8,000 events of history. */
    public static final int PLANS_MAX = 700;

    public ApprovalPolicy {
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        autoApprove = autoApprove == null ? Optional.empty() : autoApprove;
        maxAge = maxAge == null ? DEFAULT_MAX_AGE : maxAge;
        maxDriftPercent = maxDriftPercent == 0 ? DEFAULT_MAX_DRIFT_PERCENT : maxDriftPercent;
    }

    /** With everything else left open. */
    public ApprovalPolicy(boolean required, Duration timeout) {
        this(required, timeout, Optional.empty(), null, 0);
    }

    /** Nobody has to approve. */
    public static ApprovalPolicy none() {
        return new ApprovalPolicy(false, DEFAULT_TIMEOUT);
    }

    /**
     * Up to where a plan needs no person, by what it foretells. At least one is given.
     *
     * @param maxMovedPercent connections to move, over 0 to 100 percent of all
     * @param maxOfflinePercent most clients that are evicted and not back, over 0 to 100 percent of all
     * @param maxDonorsOut most donors that are out at once, from 1
     * @param maxTime whole time of the run, 1 s to 7 days
     */
    public record Limits(
            Optional<Double> maxMovedPercent,
            Optional<Double> maxOfflinePercent,
            Optional<Integer> maxDonorsOut,
            Optional<Duration> maxTime) {
        public Limits {
            maxMovedPercent = maxMovedPercent == null ? Optional.empty() : maxMovedPercent;
            maxOfflinePercent = maxOfflinePercent == null ? Optional.empty() : maxOfflinePercent;
            maxDonorsOut = maxDonorsOut == null ? Optional.empty() : maxDonorsOut;
            maxTime = maxTime == null ? Optional.empty() : maxTime;
        }
    }
}
