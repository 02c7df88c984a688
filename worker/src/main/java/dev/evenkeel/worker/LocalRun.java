package dev.evenkeel.worker;

import dev.evenkeel.activity.OpenRuns;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.contract.WorkflowNames;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.worker.WorkerFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One cluster's run with everything that it needs inside this process: the worker, its janitor, and the client's side.
 * Temporal is given, and closed by whoever gave it.
 */
public final class LocalRun implements AutoCloseable {
    /** After this an abort no longer hopes for the run's own word. */
    private static final long ABORT_SECONDS = 5;

    private static final String WATCH = "Watch";

    private final ClusterRef cluster;
    private final WorkflowClient client;
    private final WorkflowStub run;
    private final WorkerFactory factory;
    private final RebalanceWorker worker;
    private final JanitorRounds janitor;
    private final ClusterAccess access;
    private boolean closed;

    /** @throws SettingsException if the credentials cannot be used */
    public LocalRun(ClusterAccess access, LocalTemporal temporal, ClusterRef cluster, LocalCredentials credentials) {
        this.access = access;
        this.cluster = cluster;
        this.client = temporal.client();
        this.run = client.newUntypedWorkflowStub(WorkflowNames.rebalanceId(cluster));
        this.worker = access.worker(new OpenRuns(client), cluster, credentials);
        MeterRegistry registry = new SimpleMeterRegistry();
        this.factory = WorkerFactory.newInstance(
                client,
                access.settings()
                        .worker()
                        .factoryOptions()
                        .setWorkerInterceptors(new OutcomeInterceptor(registry))
                        .build());
        this.janitor = new JanitorRounds(
                worker.janitor(),
                List.of(cluster.namespace()),
                access.settings().janitor().every(),
                registry);
        worker.onGone(janitor::now);
    }

    /** How the cluster's newest run is seen, before anything here works on it. */
    public enum Known {
        NONE,
        OPEN,
        OVER
    }

    /** What Temporal knows of a run of this cluster. */
    public Known known() {
        try {
            return over(run.describe()) ? Known.OVER : Known.OPEN;
        } catch (WorkflowNotFoundException none) {
            return Known.NONE;
        }
    }

    /**
     * From now on runs of this cluster go on.
     *
     * @param resumed whether one was open before: its Lease may have run out meanwhile, and the janitor waits until the
     *     run has had the time to renew it
     */
    public void work(boolean resumed) {
        worker.register(factory, access.settings().worker().workerOptions());
        factory.start();
        if (!access.settings().janitor().enabled()) {
            return;
        }
        CompletableFuture.delayedExecutor(resumed ? access.lease().toMillis() : 0, TimeUnit.MILLISECONDS)
                .execute(this::letTheJanitorGoRound);
    }

    private synchronized void letTheJanitorGoRound() {
        if (!closed) {
            janitor.start();
        }
    }

    /** Starts the run. */
    public void start(RebalanceRequest request) {
        // No run or execution timeout: it would kill without clean-up. The run bounds itself.
        client.newUntypedWorkflowStub(
                        WorkflowNames.REBALANCE_CLUSTER,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                .setWorkflowId(WorkflowNames.rebalanceId(cluster))
                                .setStaticSummary("rebalance " + cluster.display())
                                .build())
                .start(request);
    }

    /** What a run would do now. Touches nothing. */
    public Assessment plan(RebalanceRequest request) {
        WorkflowStub dryRun = client.newUntypedWorkflowStub(
                WorkflowNames.PLAN_REBALANCE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(WorkflowNames.TASK_QUEUE)
                        .setWorkflowId("emqx-plan/" + cluster.display() + "/" + UUID.randomUUID())
                        .build());
        dryRun.start(request);
        return dryRun.getResult(Assessment.class);
    }

    /**
     * The run as it is now.
     *
     * @param over whether it has ended
     * @param progress what it remembers; empty until its first decision
     * @param look its newest live numbers
     * @param trouble which step is tried again, and why
     */
    public record Seen(
            boolean over, Optional<RebalanceProgress> progress, Optional<Look> look, Optional<Trouble> trouble) {}

    /** A step that is tried again, and why. */
    public record Trouble(String step, String why) {}

    /** Temporal does not answer any more. */
    public static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private LostException(Throwable cause) {
            super("Temporal, which was started for this run, does not answer any more: " + cause.getMessage(), cause);
        }
    }

    /**
     * The run as it is now.
     *
     * @throws LostException where Temporal is gone
     */
    public Seen look() {
        WorkflowExecutionDescription described = described();
        var pending = described.getRawDescription().getPendingActivitiesList();
        return new Seen(
                over(described),
                progress(),
                pending.stream().flatMap(step -> numbers(step).stream()).findFirst(),
                pending.stream().flatMap(step -> trouble(step).stream()).findFirst());
    }

    private WorkflowExecutionDescription described() {
        try {
            return run.describe();
        } catch (StatusRuntimeException | WorkflowServiceException gone) {
            throw new LostException(gone);
        }
    }

    private Optional<RebalanceProgress> progress() {
        try {
            return Optional.ofNullable(run.query("progress", RebalanceProgress.class));
        } catch (WorkflowException notYet) {
            return Optional.empty();
        }
    }

    private static Optional<Look> numbers(PendingActivityInfo step) {
        if (!step.getActivityType().getName().equals(WATCH) || !step.hasHeartbeatDetails()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(ContractJson.dataConverter()
                    .fromPayloads(0, Optional.of(step.getHeartbeatDetails()), Look.class, Look.class));
        } catch (DataConverterException ofAnotherRelease) {
            return Optional.empty();
        }
    }

    private static Optional<Trouble> trouble(PendingActivityInfo step) {
        boolean failed = step.hasLastFailure()
                && !step.getLastFailure().getApplicationFailureInfo().getType().equals(FailureKind.NOT_YET.wireName());
        return failed
                ? Optional.of(new Trouble(
                        step.getActivityType().getName(), step.getLastFailure().getMessage()))
                : Optional.empty();
    }

    private static boolean over(WorkflowExecutionDescription described) {
        return described.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /** Asks the run to end and to restore; where it does not answer, asks Temporal to cancel it. Safe to repeat. */
    public void abort(String why) {
        Verbs.Abort abort = new Verbs.Abort(Optional.empty(), Optional.of(why));
        try {
            CompletableFuture.supplyAsync(() -> run.update("abort", Verbs.Acknowledgement.class, abort))
                    .orTimeout(ABORT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException unheard) {
            run.cancel(abort.display());
        }
    }

    /** How a run that is over ended. */
    public End end() {
        try {
            return new End(Ending.COMPLETED, Optional.of(run.getResult(RebalanceResult.class)), Optional.empty(), "");
        } catch (WorkflowFailedException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ApplicationFailure application) {
                return new End(
                        Ending.FAILED, resultIn(application), kind(application), application.getOriginalMessage());
            }
            boolean cancelled = cause instanceof CanceledFailure;
            return new End(
                    cancelled ? Ending.CANCELLED : Ending.KILLED,
                    Optional.empty(),
                    Optional.empty(),
                    cancelled ? "the run was cancelled, and everything was restored" : "the run was killed: " + cause);
        }
    }

    private static Optional<RebalanceResult> resultIn(ApplicationFailure failure) {
        if (failure.getDetails().getSize() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(failure.getDetails().get(0, RebalanceResult.class));
        } catch (DataConverterException otherDetails) {
            return Optional.empty();
        }
    }

    private static Optional<FailureKind> kind(ApplicationFailure failure) {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> kind.is(failure))
                .findFirst();
    }

    /** How Temporal says that a run ended. */
    public enum Ending {
        COMPLETED,
        FAILED,
        CANCELLED,
        /** Terminated, or out of time: without clean-up. */
        KILLED
    }

    /**
     * @param ending how
     * @param result what it did, where it says so
     * @param kind the kind of failure, where this release knows it
     * @param message why it failed
     */
    public record End(Ending ending, Optional<RebalanceResult> result, Optional<FailureKind> kind, String message) {}

    /** Ends the worker; what runs is interrupted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            janitor.stop();
        }
        factory.shutdownNow();
        factory.awaitTermination(ABORT_SECONDS, TimeUnit.SECONDS);
    }
}
