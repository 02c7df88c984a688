package dev.evenkeel.contract;

import java.time.Duration;
import java.util.List;

/**
 * What must not happen while clients are moved. At half of a limit the rate of eviction is halved; at the limit the run
 * pauses, and goes on when things are well again, or ends. A limit of 100 is one that is never reached.
 *
 * @param pauseOverduePercent of all clients, over 0 to 100: how many may have been evicted longer ago than clients need
 *     to come back, and be away still
 * @param pauseRefusalsPercent of the clients that try to connect to recipients, over 0 to 100: how many may be refused,
 *     in two counts running
 * @param pauseDonorAttemptsPercent of the clients that try to connect, over 0 to 100: how many may come to donors
 *     although donors were taken out, in two counts running
 * @param noProgressTicks EMQX evicts in ticks of a second: after so many without a client moved the run ends, 10 to 3,600
 * @param abortAfterPause how long a paused run waits for things to be well again before it ends, 1 s to 1 h
 * @param conditions what Prometheus is asked beside, at most 10
 */
public record Guardrails(
        double pauseOverduePercent,
        double pauseRefusalsPercent,
        double pauseDonorAttemptsPercent,
        int noProgressTicks,
        Duration abortAfterPause,
        List<GuardCondition> conditions) {
    /** Half a percent: the share of clients overdue at which a person watching would begin to ask. */
    public static final double OVERDUE_PERCENT = 0.5;

    /** Clients that type passwords wrong are far below it, an authentication backend that gives way is above at once. */
    public static final double REFUSALS_PERCENT = 5;

    /** A few clients know a node by its address; a load balancer that still sends, or pinned clients, are many. */
    public static final double DONOR_ATTEMPTS_PERCENT = 5;

    /** Longer than EMQX waits for a node that hangs, before it gives it up: 45 to 64 s were seen. */
    public static final int NO_PROGRESS_TICKS = 90;

    /** What an authentication backend that was overrun needs to come back, when nobody is evicted. */
    public static final Duration ABORT_AFTER_PAUSE = Duration.ofSeconds(60);

    public Guardrails {
        abortAfterPause = abortAfterPause == null ? ABORT_AFTER_PAUSE : abortAfterPause;
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** With no conditions of one's own. */
    public Guardrails(
            double pauseOverduePercent,
            double pauseRefusalsPercent,
            double pauseDonorAttemptsPercent,
            int noProgressTicks,
            Duration abortAfterPause) {
        this(
                pauseOverduePercent,
                pauseRefusalsPercent,
                pauseDonorAttemptsPercent,
                noProgressTicks,
                abortAfterPause,
                List.of());
    }

    /** As they are where a request says nothing. */
    public static Guardrails standard() {
        return new Guardrails(
                OVERDUE_PERCENT, REFUSALS_PERCENT, DONOR_ATTEMPTS_PERCENT, NO_PROGRESS_TICKS, ABORT_AFTER_PAUSE);
    }
}
