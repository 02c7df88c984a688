package dev.evenkeel.e2e.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.workflow.RebalanceClusterWorkflow;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** What somebody could do to the workflow without thinking of runs that are under way: wait a moment first. */
public final class ChangedWorkflow implements RebalanceCluster {
    private final RebalanceClusterWorkflow before = new RebalanceClusterWorkflow();

    @Override
    public RebalanceResult rebalance(JsonNode request) {
        Workflow.sleep(Duration.ofSeconds(1));
        return before.rebalance(request);
    }

    @Override
    public RebalanceProgress progress() {
        return before.progress();
    }

    @Override
    public Verbs.Acknowledgement abort(Verbs.Abort abort) {
        return before.abort(abort);
    }

    @Override
    public void mayAbort(Verbs.Abort abort) {
        before.mayAbort(abort);
    }

    @Override
    public Verbs.Acknowledgement approve(Verbs.Approve approve) {
        return before.approve(approve);
    }

    @Override
    public void mayApprove(Verbs.Approve approve) {
        before.mayApprove(approve);
    }

    @Override
    public Verbs.Acknowledgement reject(Verbs.Reject reject) {
        return before.reject(reject);
    }

    @Override
    public void mayReject(Verbs.Reject reject) {
        before.mayReject(reject);
    }

    @Override
    public Verbs.Acknowledgement pause(Verbs.Pause pause) {
        return before.pause(pause);
    }

    @Override
    public void mayPause(Verbs.Pause pause) {
        before.mayPause(pause);
    }

    @Override
    public Verbs.Acknowledgement resume(Verbs.Resume resume) {
        return before.resume(resume);
    }

    @Override
    public void mayResume(Verbs.Resume resume) {
        before.mayResume(resume);
    }

    @Override
    public Verbs.Acknowledgement retune(Verbs.Retune retune) {
        return before.retune(retune);
    }

    @Override
    public void mayRetune(Verbs.Retune retune) {
        before.mayRetune(retune);
    }

    @Override
    public void relayed(Verbs.Relayed verb) {
        before.relayed(verb);
    }
}
