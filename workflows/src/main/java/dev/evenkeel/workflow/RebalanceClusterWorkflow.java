package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import dev.evenkeel.contract.Verbs;
import io.temporal.workflow.Workflow;
import java.util.Optional;

/**
 * One rebalance of one cluster: the door. The request is read first; then the run goes its way if this is the cluster's
 * own workflow id, and otherwise the run of that id is started and followed.
 *
 * @see Run
 */
public final class RebalanceClusterWorkflow implements RebalanceCluster {
    private final Journal journal = new Journal();
    private final Orders orders = new Orders();

    @Override
    public RebalanceResult rebalance(JsonNode submitted) {
        ReadRequest read = SubmittedInput.read(submitted);
        journal.of(read.cluster().orElseThrow());
        return read.workflowId().equals(Workflow.getInfo().getWorkflowId())
                ? new Run(read, journal, orders).complete()
                : new CanonicalRun(read.workflowId(), journal, orders).follow(submitted);
    }

    @Override
    public RebalanceProgress progress() {
        return journal.progress();
    }

    @Override
    public Verbs.Acknowledgement abort(Verbs.Abort abort) {
        return orders.abort(abort == null ? new Verbs.Abort(null, null) : abort);
    }

    @Override
    public void mayAbort(Verbs.Abort abort) {
        Orders.refuseWhenOver(journal.progress());
    }

    @Override
    public Verbs.Acknowledgement approve(Verbs.Approve approve) {
        return orders.approve(approve == null ? new Verbs.Approve(null, null) : approve, journal.progress());
    }

    @Override
    public void mayApprove(Verbs.Approve approve) {
        orders.refuseApproval(approve == null ? Optional.empty() : approve.planId(), journal.progress());
    }

    @Override
    public Verbs.Acknowledgement reject(Verbs.Reject reject) {
        return orders.reject(reject == null ? new Verbs.Reject(null, null, null) : reject, journal.progress());
    }

    @Override
    public void mayReject(Verbs.Reject reject) {
        orders.refuseRejection(reject == null ? Optional.empty() : reject.planId(), journal.progress());
    }

    @Override
    public Verbs.Acknowledgement pause(Verbs.Pause pause) {
        return orders.pause(orOpen(pause));
    }

    @Override
    public void mayPause(Verbs.Pause pause) {
        Orders.refusePause(orOpen(pause), journal.progress());
    }

    private static Verbs.Pause orOpen(Verbs.Pause pause) {
        return pause == null ? new Verbs.Pause(null, null, null, null) : pause;
    }

    @Override
    public Verbs.Acknowledgement resume(Verbs.Resume resume) {
        return orders.resume(resume == null ? new Verbs.Resume(null) : resume);
    }

    @Override
    public void mayResume(Verbs.Resume resume) {
        orders.refuseResume(journal.progress());
    }

    @Override
    public Verbs.Acknowledgement retune(Verbs.Retune retune) {
        return orders.retune(retune);
    }

    @Override
    public void mayRetune(Verbs.Retune retune) {
        Orders.refuseRetune(retune == null ? new Verbs.Retune(null, null, null, null) : retune, journal.progress());
    }

    @Override
    public void relayed(Verbs.Relayed verb) {
        if (verb == null) {
            return; // typed by hand, without input: a handler that throws would hold up the run for ever
        }
        verb.abort().ifPresent(orders::abort);
        verb.approve().ifPresent(approve -> unlessRefused(() -> mayApprove(approve), () -> approve(approve)));
        verb.reject().ifPresent(reject -> unlessRefused(() -> mayReject(reject), () -> reject(reject)));
        verb.pause().ifPresent(orders::pause);
        verb.resume().ifPresent(orders::resume);
        verb.retune().ifPresent(orders::retune);
    }

    /** A signal cannot be answered: that it came to nothing is told in the notes. */
    private void unlessRefused(Runnable mayBeDone, Runnable verb) {
        try {
            mayBeDone.run();
        } catch (IllegalStateException refused) {
            journal.note("passed on and refused: " + refused.getMessage());
            return;
        }
        verb.run();
    }
}
