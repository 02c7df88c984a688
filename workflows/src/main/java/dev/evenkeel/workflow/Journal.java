package dev.evenkeel.workflow;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EngineActivities.WatchReport;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.Wave;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the run remembers, and what Temporal's UI shows of it: one record, replaced at every change. */
final class Journal {
    private RebalanceProgress progress;
    private boolean leaseMayBeHeld;

    Journal() {
        WorkflowInfo info = Workflow.getInfo();
        progress = RebalanceProgress.begin(
                new RunRef(info.getNamespace(), info.getWorkflowId(), info.getFirstExecutionRunId()), now());
    }

    static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    RebalanceProgress progress() {
        return progress;
    }

    void enter(RunPhase phase) {
        change(before -> before.enter(phase, now()));
    }

    void of(ClusterRef cluster) {
        change(before -> before.of(cluster));
    }

    void counted(Census census) {
        change(before -> before.counted(census));
    }

    void waited() {
        change(RebalanceProgress::waited);
    }

    void planned(RebalancePlan plan) {
        change(before -> before.planned(plan));
    }

    /** From here on the cluster's Lease is this run's, or may be. */
    boolean leaseMayBeHeld() {
        return leaseMayBeHeld;
    }

    void leaseReleased() {
        leaseMayBeHeld = false;
    }

    void excluding() {
        leaseMayBeHeld = true;
        change(before -> before.enter(RunPhase.EXCLUDING, now()).excluding(true));
    }

    /** Pods leave as soon as EMQX runs, by our hand or that of others. */
    void leavingOnceStarted() {
        leaseMayBeHeld = true;
        change(before -> before.excluding(true));
    }

    void allRestored() {
        change(before -> before.excluding(false));
    }

    void starting() {
        leaseMayBeHeld = true;
        change(before -> before.enter(RunPhase.STARTING, now()).starting());
    }

    void started(Wave actual, boolean onward) {
        change(before -> before.started(actual, onward));
    }

    void evicting(Optional<Census> calm) {
        change(before -> before.evicting(calm.or(before::before).orElseThrow()));
    }

    void seen(WatchReport report) {
        report.outlook().ifPresent(outlook -> change(before -> before.seen(outlook)));
    }

    void engineOff() {
        change(RebalanceProgress::engineOff);
    }

    void restarting() {
        change(RebalanceProgress::restarting);
    }

    void note(String text) {
        change(before -> before.note(text));
    }

    void delegated(String workflowId) {
        change(before -> before.enter(RunPhase.DELEGATED, now()).delegated(workflowId));
    }

    private void change(UnaryOperator<RebalanceProgress> step) {
        progress = step.apply(progress);
        Workflow.setCurrentDetails(DetailsPage.of(progress));
    }
}
