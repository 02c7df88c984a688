package dev.evenkeel.client;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.RebalanceProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as it is seen from outside: what the run remembers (its query), the live numbers of the watch that is pending
 * (its heartbeat details), and what Temporal knows even while no worker is there.
 *
 * @param cluster its cluster
 * @param workflowId its workflow id
 * @param runId its run id
 * @param status what Temporal says of it
 * @param began when it began
 * @param ended when it ended
 * @param seenAt when this was seen, by this machine's clock
 * @param progress what the run remembers; empty where no worker answered
 * @param look the newest live numbers; empty where nothing is watched now
 * @param pending steps that are under way or wait to be tried again
 * @param unanswered why {@code progress} is empty
 * @param outlook how far it is, how long it still takes and what holds it up; empty where nothing tells
 */
public record RunView(
        ClusterRef cluster,
        String workflowId,
        String runId,
        Status status,
        Instant began,
        Optional<Instant> ended,
        Instant seenAt,
        Optional<RebalanceProgress> progress,
        Optional<Look> look,
        List<PendingStep> pending,
        Optional<String> unanswered,
        Optional<Outlook> outlook) {
    public RunView {
        pending = List.copyOf(pending);
    }

    /** With the outlook that follows from the rest. */
    public RunView(
            ClusterRef cluster,
            String workflowId,
            String runId,
            Status status,
            Instant began,
            Optional<Instant> ended,
            Instant seenAt,
            Optional<RebalanceProgress> progress,
            Optional<Look> look,
            List<PendingStep> pending,
            Optional<String> unanswered) {
        this(
                cluster,
                workflowId,
                runId,
                status,
                began,
                ended,
                seenAt,
                progress,
                look,
                pending,
                unanswered,
                OutlookNow.of(status, seenAt, progress, look, pending));
    }

    /** Whether it has ended. */
    public boolean over() {
        return status != Status.RUNNING;
    }

    /**
     * How far a run is, and how long it still takes, at the moment of the view.
     *
     * @param percent of the clients that the whole run moves, 0 to 100; pauses and further waves never lower it
     * @param earliest the end is not expected sooner; zero where it is due
     * @param latest nor later; zero where the run takes longer than was foretold
     * @param paused whether time stands still: the run takes so long once it goes on
     * @param blocker what holds it up, in a sentence; empty where all is well
     */
    public record Outlook(int percent, Duration earliest, Duration latest, boolean paused, Optional<String> blocker) {}

    /** What Temporal says of a run. */
    public enum Status {
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELED,
        TERMINATED,
        TIMED_OUT
    }

    /**
     * An activity that is not done.
     *
     * @param activity its type
     * @param attempt which attempt, from 1
     * @param lastFailure why the attempt before ended; empty for a look that merely saw no change
     */
    public record PendingStep(String activity, int attempt, Optional<String> lastFailure) {}
}
