package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import dev.evenkeel.contract.Verbs;
import io.temporal.workflow.Workflow;

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
        Orders.refuseApproval(approve == null ? new Verbs.Approve(null, null) : approve, journal.progress());
    }

    @Override
    public void relayed(Verbs.Relayed verb) {
        if (verb == null) {
            return; // typed by hand, without input: a handler that throws would hold up the run for ever
        }
        verb.abort().ifPresent(orders::abort);
        verb.approve().ifPresent(approve -> orders.approve(approve, journal.progress()));
    }
}
