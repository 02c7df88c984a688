package dev.evenkeel.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.ExamineCluster;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.PlanRebalance;
import dev.evenkeel.contract.RebalanceCluster;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.Verbs;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;

/** A rebalance that does as the cluster's name says; touches nothing. */
public final class FakeRebalance implements RebalanceCluster {
    private RebalanceProgress progress = RebalanceProgress.begin(run(), Samples.NOON);
    private Optional<Verbs.Abort> aborted = Optional.empty();
    private boolean approved;
    private boolean paused;

    @Override
    public RebalanceResult rebalance(JsonNode request) {
        String script = request.path("instanceName").asText();
        switch (script) {
            case "waits" -> watchUntilAborted();
            case "approves" -> awaitApproval();
            case "refused" -> throw FailureKind.REFUSED.failure("a node evacuates", null);
            case "invalid" -> throw FailureKind.INVALID_REQUEST.failure("the worker knows better", null);
            case "silent" ->
                throw FailureKind.EMQX_SILENT.failure(
                        "EMQX has not answered for an hour", null, Samples.result(Outcome.FAILED, run()));
            default -> progress = Samples.evicting(run());
        }
        progress = progress.excluding(false).enter(RunPhase.DONE, Samples.NOON.plusSeconds(101));
        return Samples.result(aborted.isPresent() ? Outcome.ABORTED : outcome(script), run());
    }

    private void watchUntilAborted() {
        progress = Samples.evicting(run());
        CancellationScope watch = Workflow.newCancellationScope(() -> Workflow.newActivityStub(
                        Watch.class,
                        ActivityOptions.newBuilder()
                                .setStartToCloseTimeout(Duration.ofSeconds(10))
                                .build())
                .watch());
        Async.procedure(watch::run);
        try {
            Workflow.await(() -> aborted.isPresent());
        } catch (CanceledFailure cancelled) {
            progress = progress.excluding(false);
            throw cancelled;
        }
        watch.cancel();
    }

    private void awaitApproval() {
        progress = Samples.planned(run()).enter(RunPhase.AWAITING_APPROVAL, Samples.NOON.plusSeconds(1));
        Workflow.await(() -> approved || aborted.isPresent());
    }

    private static Outcome outcome(String script) {
        return switch (script) {
            case "level" -> Outcome.NOTHING_TO_BALANCE;
            case "partly" -> Outcome.PARTIALLY_BALANCED;
            case "failed" -> Outcome.FAILED;
            default -> Outcome.BALANCED;
        };
    }

    private static RunRef run() {
        var info = Workflow.getInfo();
        return new RunRef(info.getNamespace(), info.getWorkflowId(), info.getRunId());
    }

    @Override
    public RebalanceProgress progress() {
        return progress;
    }

    @Override
    public Verbs.Acknowledgement abort(Verbs.Abort abort) {
        aborted = Optional.of(abort);
        return new Verbs.Acknowledgement(abort.display());
    }

    @Override
    public void mayAbort(Verbs.Abort abort) {}

    @Override
    public Verbs.Acknowledgement approve(Verbs.Approve approve) {
        approved = true;
        return new Verbs.Acknowledgement("the plan begins");
    }

    @Override
    public void mayApprove(Verbs.Approve approve) {
        if (progress.phase() != RunPhase.AWAITING_APPROVAL
                || approve.planId().filter(id -> !id.equals("a1b2c3")).isPresent()) {
            throw ApplicationFailure.newNonRetryableFailure("plan a1b2c3 is not the one that waits", "NotWaiting");
        }
    }

    @Override
    public Verbs.Acknowledgement reject(Verbs.Reject reject) {
        aborted = Optional.of(new Verbs.Abort(reject.by(), reject.reason()));
        return new Verbs.Acknowledgement(reject.display());
    }

    @Override
    public void mayReject(Verbs.Reject reject) {
        mayApprove(new Verbs.Approve(reject.planId(), reject.by()));
    }

    @Override
    public Verbs.Acknowledgement pause(Verbs.Pause pause) {
        paused = true;
        return new Verbs.Acknowledgement(pause.display() + " for "
                + pause.atMost().orElse("a while") + ", then " + pause.then().orElse(Verbs.AfterPause.RESUME));
    }

    @Override
    public void mayPause(Verbs.Pause pause) {}

    @Override
    public Verbs.Acknowledgement resume(Verbs.Resume resume) {
        paused = false;
        return new Verbs.Acknowledgement(resume.display());
    }

    @Override
    public void mayResume(Verbs.Resume resume) {
        if (!paused) {
            throw ApplicationFailure.newNonRetryableFailure("the run is not paused", "NotPaused");
        }
    }

    @Override
    public Verbs.Acknowledgement retune(Verbs.Retune retune) {
        return new Verbs.Acknowledgement(retune.display());
    }

    @Override
    public void mayRetune(Verbs.Retune retune) {}

    @Override
    public void relayed(Verbs.Relayed verb) {}

    /** The pending activity whose heartbeats carry the live numbers. */
    @ActivityInterface
    public interface Watch {
        @ActivityMethod(name = "Watch")
        void watch();
    }

    /** Looks once an attempt, as the real one does. */
    public static final class FakeWatch implements Watch {
        @Override
        public void watch() {
            Activity.getExecutionContext().heartbeat(Samples.look());
            throw FailureKind.lookAgain(Duration.ofSeconds(1));
        }
    }

    /** An examination that finds as the cluster's name says. */
    public static final class FakeExamination implements ExamineCluster {
        @Override
        public Diagnosis examine(JsonNode request) {
            return Samples.diagnosis(
                    switch (request.path("instanceName").asText()) {
                        case "sick" -> Diagnosis.Severity.ERROR;
                        case "warned" -> Diagnosis.Severity.WARNING;
                        case "noted" -> Diagnosis.Severity.NOTE;
                        default -> Diagnosis.Severity.OK;
                    });
        }
    }

    /** A dry run that says as the cluster's name says. */
    public static final class FakePlan implements PlanRebalance {
        @Override
        public Assessment plan(JsonNode request) {
            return switch (request.path("instanceName").asText()) {
                case "refused" -> Samples.refusal();
                case "level" -> Samples.nothing();
                case "silent" -> throw FailureKind.EMQX_SILENT.failure("EMQX does not answer", null);
                default -> Samples.ready();
            };
        }
    }
}
