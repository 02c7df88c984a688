package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One rebalance of one cluster. Runs under {@link WorkflowNames#rebalanceId}; started under any other id it starts that
 * run as its child and follows it.
 */
@WorkflowInterface
public interface RebalanceCluster {
    /**
     * @param request any JSON; see {@link RebalanceRequest}. It is taken as a tree so that a bad one ends the run with
     *     all its problems named, instead of failing to be decoded for ever
     */
    @WorkflowMethod(name = WorkflowNames.REBALANCE_CLUSTER)
    RebalanceResult rebalance(JsonNode request);

    /** Where the run is. Live numbers are not in here: they are the pending watch's heartbeat details. */
    @QueryMethod(name = "progress")
    RebalanceProgress progress();

    /** Ends the run; answers at once, the clean-up follows. Safe to repeat. */
    @UpdateMethod(name = "abort")
    Verbs.Acknowledgement abort(Verbs.Abort abort);

    /** Refuses an abort of a run that is over. */
    @UpdateValidatorMethod(updateName = "abort")
    void mayAbort(Verbs.Abort abort);

    /** Lets the plan begin, where the request asked for approval. */
    @UpdateMethod(name = "approve")
    Verbs.Acknowledgement approve(Verbs.Approve approve);

    /** Refuses an approval that no plan waits for, or of another plan than the one that stands. */
    @UpdateValidatorMethod(updateName = "approve")
    void mayApprove(Verbs.Approve approve);

    /** Ends the run, where a plan waits for approval. */
    @UpdateMethod(name = "reject")
    Verbs.Acknowledgement reject(Verbs.Reject reject);

    /** Refuses a rejection where no plan waits, or of another plan than the one that stands. */
    @UpdateValidatorMethod(updateName = "reject")
    void mayReject(Verbs.Reject reject);

    /** Stops EMQX and holds the run; answers at once. Safe to repeat. */
    @UpdateMethod(name = "pause")
    Verbs.Acknowledgement pause(Verbs.Pause pause);

    /** Refuses a pause where there is nothing to hold any more or yet, and one of no reasonable length. */
    @UpdateValidatorMethod(updateName = "pause")
    void mayPause(Verbs.Pause pause);

    /** Lets a paused run go on, with a new plan. */
    @UpdateMethod(name = "resume")
    Verbs.Acknowledgement resume(Verbs.Resume resume);

    /** Refuses where the run is not paused. */
    @UpdateValidatorMethod(updateName = "resume")
    void mayResume(Verbs.Resume resume);

    /** Goes on at another pace: EMQX is stopped and started again with what is left. */
    @UpdateMethod(name = "retune")
    Verbs.Acknowledgement retune(Verbs.Retune retune);

    /** Refuses where EMQX's part is over, and a pace that cannot be. */
    @UpdateValidatorMethod(updateName = "retune")
    void mayRetune(Verbs.Retune retune);

    /** For our own use between a run started under another id and its child. */
    @SignalMethod(name = "relayed")
    void relayed(Verbs.Relayed verb);
}
