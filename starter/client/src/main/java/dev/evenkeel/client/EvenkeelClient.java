package dev.evenkeel.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RequestReader;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.contract.WorkflowNames;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.converter.DataConverterException;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Starts, watches and ends rebalances. Thread-safe; keep one.
 *
 * <p>It takes care of what must be right each time: the workflow id that is a cluster's lock, a conflict that fails
 * instead of doubling, no timeout that would kill a run without clean-up, a request that is judged before it is sent, an
 * abort that works without a worker. It cannot tell what a worker's settings say: whether a cluster or a connection
 * profile exists shows when the run begins.
 */
public final class EvenkeelClient implements AutoCloseable {
    /** As kubectl's. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** How long a person is kept waiting for a Temporal that is not there. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

    /** After this an abort stops hoping for a worker and asks Temporal to cancel. */
    private static final Duration VERB_LIMIT = Duration.ofSeconds(3);

    private final WorkflowClient temporal;
    private final String defaultNamespace;
    private final Runnable disconnect;
    private final BoundedCalls calls = new BoundedCalls();
    private final RunViewer viewer;

    private EvenkeelClient(WorkflowClient temporal, String defaultNamespace, Runnable disconnect) {
        this.temporal = temporal;
        this.defaultNamespace = defaultNamespace;
        this.disconnect = disconnect;
        this.viewer = new RunViewer(calls, temporal.getOptions().getDataConverter());
    }

    /**
     * Connects, and closes the connection with itself.
     *
     * @throws TemporalException if Temporal does not answer within some seconds
     */
    public static EvenkeelClient connect(ConnectionOptions options) {
        ClientConfigProfile profile = options.profile();
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(profile.toWorkflowServiceStubsOptions());
        String address = stubs.getOptions().getTarget();
        var clientOptions = profile.toWorkflowClientOptions().toBuilder()
                .setDataConverter(ContractJson.dataConverter())
                .validateAndBuildWithDefaults();
        try (BoundedCalls calls = new BoundedCalls()) {
            // The stubs' own limit is not the whole of what they may take.
            calls.within(CONNECT_LIMIT, () -> {
                stubs.connect(CONNECT_LIMIT);
                return address;
            });
        } catch (TimeoutException | RuntimeException unreachable) {
            // Whatever gRPC, TLS or a name server throws here means the same to the caller.
            stubs.shutdownNow();
            throw TemporalException.unreachable(address, clientOptions.getNamespace(), unreachable);
        }
        return new EvenkeelClient(
                WorkflowClient.newInstance(stubs, clientOptions), DEFAULT_NAMESPACE, stubs::shutdownNow);
    }

    /**
     * Over a Temporal client of one's own, which stays open.
     *
     * @param temporal made with {@link ContractJson#dataConverter()}, or a codec around it
     * @param defaultNamespace Kubernetes namespace of requests that name none
     */
    public static EvenkeelClient over(WorkflowClient temporal, String defaultNamespace) {
        var converter = temporal.getOptions().getDataConverter();
        try {
            converter.fromPayload(
                    converter
                            .toPayload(Map.of("message", "", "fieldOfTomorrow", 1))
                            .orElseThrow(),
                    Verbs.Acknowledgement.class,
                    Verbs.Acknowledgement.class);
        } catch (DataConverterException strict) {
            throw new IllegalArgumentException(
                    "this WorkflowClient needs ContractJson.dataConverter(): its own fails on fields that a later"
                            + " release adds",
                    strict);
        }
        return new EvenkeelClient(temporal, defaultNamespace, () -> {});
    }

    /**
     * Starts a run.
     *
     * @throws InvalidRequestException if the request is wrong; nothing is sent then
     * @throws AlreadyRunningException if the cluster has a run
     */
    public RunHandle start(RebalanceRequest request) {
        RebalanceRequest whole = judged(request);
        ClusterRef cluster = whole.cluster(defaultNamespace);
        String workflowId = WorkflowNames.rebalanceId(cluster);
        WorkflowStub run = temporal.newUntypedWorkflowStub(
                WorkflowNames.REBALANCE_CLUSTER,
                // No run or execution timeout: it would kill without clean-up. The run bounds itself.
                options(workflowId)
                        .setStaticSummary("rebalance " + cluster.display())
                        .setStaticDetails(whole.reason().orElse("no reason given"))
                        .build());
        return asked(cluster, workflowId, () -> {
            try {
                WorkflowExecution started = run.start(whole);
                return new RunHandle(cluster, started.getWorkflowId(), started.getRunId());
            } catch (WorkflowExecutionAlreadyStarted taken) {
                throw new AlreadyRunningException(
                        cluster, workflowId, taken.getExecution().getRunId(), taken);
            }
        });
    }

    /**
     * What a run would do now. Touches nothing.
     *
     * @throws InvalidRequestException if the request is wrong; nothing is sent then
     * @throws NoAnswerException if the time is over; the dry run is cancelled then
     * @throws RunFailedException if the worker could not look
     */
    public Assessment plan(RebalanceRequest request, Duration timeout) {
        RebalanceRequest whole = judged(request);
        ClusterRef cluster = whole.cluster(defaultNamespace);
        String workflowId = "emqx-plan/" + cluster.namespace() + "/" + cluster.name() + "/" + UUID.randomUUID();
        WorkflowStub dryRun = temporal.newUntypedWorkflowStub(
                WorkflowNames.PLAN_REBALANCE,
                options(workflowId)
                        .setStaticSummary("plan for " + cluster.display())
                        .build());
        return asked(cluster, workflowId, () -> {
            dryRun.start(whole);
            try {
                return awaited(dryRun, timeout, Assessment.class);
            } catch (TimeoutException silence) {
                dryRun.cancel();
                throw new NoAnswerException("no worker answered on " + queue(), timeout, silence);
            }
        });
    }

    /**
     * Has a worker look for whatever would keep a run of this cluster from working. Touches nothing.
     *
     * @throws NoAnswerException at once if no worker polls the task queue, as far as Temporal says; else if the time is
     *     over, and the examination is cancelled then
     * @throws RunFailedException if the worker does not know the connection profile
     */
    public Diagnosis examine(ClusterRef cluster, Duration timeout) {
        String workflowId = "emqx-examine/" + cluster.namespace() + "/" + cluster.name() + "/" + UUID.randomUUID();
        WorkflowStub examination = temporal.newUntypedWorkflowStub(
                WorkflowNames.EXAMINE_CLUSTER,
                options(workflowId)
                        .setStaticSummary("examination of " + cluster.display())
                        .build());
        return asked(cluster, workflowId, () -> {
            if (nobodyPolls()) {
                throw new NoAnswerException(
                        "no worker polls " + queue() + ": Temporal has seen none in the last minutes; start one, or"
                                + " check its Temporal address and namespace");
            }
            examination.start(naming(cluster));
            try {
                return awaited(examination, timeout, Diagnosis.class);
            } catch (TimeoutException silence) {
                examination.cancel();
                throw new NoAnswerException("no worker answered on " + queue(), timeout, silence);
            }
        });
    }

    /** Whether Temporal knows for certain that nobody polls; it remembers whoever polled for five minutes. */
    private boolean nobodyPolls() {
        try {
            return temporal.getWorkflowServiceStubs()
                            .blockingStub()
                            .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                                    .setNamespace(temporal.getOptions().getNamespace())
                                    .setTaskQueue(TaskQueue.newBuilder().setName(WorkflowNames.TASK_QUEUE))
                                    .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                                    .build())
                            .getPollersCount()
                    == 0;
        } catch (StatusRuntimeException unsaid) {
            // Servers that do not implement it, and accounts that may not ask: then the wait will tell.
            return false;
        }
    }

    private static ObjectNode naming(ClusterRef cluster) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        cluster.connection().ifPresent(name -> request.put("connection", name));
        return cluster.outsideKubernetes()
                ? request
                : request.put("namespace", cluster.namespace()).put("instanceName", cluster.name());
    }

    /**
     * The newest run of a cluster as it is now; within some seconds, also while no worker is there.
     *
     * @throws RunNotFoundException if there was none
     */
    public RunView view(ClusterRef cluster) {
        String workflowId = WorkflowNames.rebalanceId(cluster);
        return asked(cluster, workflowId, () -> viewer.view(cluster, temporal.newUntypedWorkflowStub(workflowId)));
    }

    /**
     * Ends a run. Where no worker accepts it within 3 s a cancel request is left in Temporal, which works as soon as one
     * is back. Safe to repeat.
     *
     * @throws RunNotFoundException if no run is under way
     */
    public AbortReport abort(ClusterRef cluster, Optional<String> by, Optional<String> reason) {
        Verbs.Abort abort = new Verbs.Abort(by, reason);
        String workflowId = WorkflowNames.rebalanceId(cluster);
        return asked(cluster, workflowId, () -> {
            WorkflowStub run = temporal.newUntypedWorkflowStub(workflowId);
            try {
                return new AbortReport(AbortReport.How.ACCEPTED, told(run, "abort", abort));
            } catch (TimeoutException silence) {
                run.cancel(abort.display());
                return new AbortReport(
                        AbortReport.How.CANCEL_REQUESTED,
                        "no worker accepted the abort within " + VERB_LIMIT.toSeconds() + " s; a cancel request is"
                                + " recorded in Temporal and takes effect as soon as a worker polls " + queue());
            }
        });
    }

    /**
     * Lets the plan begin, where the run waits for that.
     *
     * @param planId the plan that was read; empty: whichever stands
     * @throws VerbRefusedException if no plan waits, or another one stands
     * @throws NoAnswerException if no worker is there
     */
    public String approve(ClusterRef cluster, Optional<String> planId, Optional<String> by) {
        return told(cluster, "approve", new Verbs.Approve(planId, by));
    }

    /**
     * Ends the run, where its plan waits for approval.
     *
     * @param planId the plan that was read; empty: whichever stands
     * @throws VerbRefusedException if no plan waits, or another one stands
     * @throws NoAnswerException if no worker is there
     */
    public String reject(ClusterRef cluster, Optional<String> planId, Optional<String> by, Optional<String> reason) {
        return told(cluster, "reject", new Verbs.Reject(planId, by, reason));
    }

    /**
     * Stops EMQX and holds the run until it is resumed, for a bounded time.
     *
     * @throws VerbRefusedException if nothing can be held any more, or not for so long
     * @throws NoAnswerException if no worker is there
     */
    public String pause(ClusterRef cluster, Verbs.Pause pause) {
        return told(cluster, "pause", pause);
    }

    /**
     * Lets a paused run go on.
     *
     * @throws VerbRefusedException if it is not paused
     * @throws NoAnswerException if no worker is there
     */
    public String resume(ClusterRef cluster, Optional<String> by) {
        return told(cluster, "resume", new Verbs.Resume(by));
    }

    /**
     * Lets a run go on at another pace.
     *
     * @throws VerbRefusedException if EMQX's part is over, or no run can go at that pace
     * @throws NoAnswerException if no worker is there
     */
    public String retune(ClusterRef cluster, Verbs.Retune retune) {
        return told(cluster, "retune", retune);
    }

    private String told(ClusterRef cluster, String verb, Object order) {
        String workflowId = WorkflowNames.rebalanceId(cluster);
        return asked(cluster, workflowId, () -> {
            try {
                return told(temporal.newUntypedWorkflowStub(workflowId), verb, order);
            } catch (TimeoutException silence) {
                throw new NoAnswerException(
                        "no worker accepted the update " + verb + " on " + queue(), VERB_LIMIT, silence);
            }
        });
    }

    /**
     * Waits for the end of a run.
     *
     * @throws RunFailedException if it failed, was cancelled or was killed
     * @throws NoAnswerException if it is still under way when the time is over
     */
    public RebalanceResult result(RunHandle run, Duration timeout) {
        return result(run.cluster(), run.workflowId(), Optional.of(run.runId()), timeout);
    }

    /** Waits for the end of a cluster's newest run; see {@link #result(RunHandle, Duration)}. */
    public RebalanceResult result(ClusterRef cluster, Duration timeout) {
        return result(cluster, WorkflowNames.rebalanceId(cluster), Optional.empty(), timeout);
    }

    private RebalanceResult result(ClusterRef cluster, String workflowId, Optional<String> runId, Duration timeout) {
        return asked(cluster, workflowId, () -> {
            WorkflowTargetOptions.Builder which =
                    WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId);
            runId.ifPresent(which::setRunId);
            WorkflowStub run = temporal.newUntypedWorkflowStub(which.build());
            try {
                return awaited(run, timeout, RebalanceResult.class);
            } catch (TimeoutException notYet) {
                throw new NoAnswerException("the run of " + cluster.display() + " did not end", timeout, notYet);
            }
        });
    }

    /** Closes what {@link #connect} opened. Runs go on. */
    @Override
    public void close() {
        calls.close();
        disconnect.run();
    }

    private RebalanceRequest judged(RebalanceRequest request) {
        RebalanceRequest whole =
                request.instanceName().isPresent() && request.namespace().isEmpty()
                        ? request.inNamespace(defaultNamespace)
                        : request;
        RequestReader.Reading reading = RequestReader.read(ContractJson.mapper().valueToTree(whole));
        return reading.request().orElseThrow(() -> new InvalidRequestException(reading.problems()));
    }

    private static WorkflowOptions.Builder options(String workflowId) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                .setWorkflowId(workflowId)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
    }

    private String told(WorkflowStub run, String verb, Object what) throws TimeoutException {
        try {
            WorkflowUpdateHandle<Verbs.Acknowledgement> accepted = calls.within(
                    VERB_LIMIT,
                    () -> run.startUpdate(
                            UpdateOptions.newBuilder(Verbs.Acknowledgement.class)
                                    .setUpdateName(verb)
                                    .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
                                    .build(),
                            what));
            try {
                return calls.within(VERB_LIMIT, () -> accepted.getResult()).message();
            } catch (TimeoutException lost) {
                return "accepted; the worker has not said more yet";
            }
        } catch (WorkflowUpdateException refused) {
            throw new VerbRefusedException(verb, Causes.message(refused), refused);
        }
    }

    private static <T> T awaited(WorkflowStub run, Duration timeout, Class<T> type) throws TimeoutException {
        try {
            return run.getResult(timeout.toMillis(), TimeUnit.MILLISECONDS, type);
        } catch (WorkflowFailedException failed) {
            throw RunFailedException.of(failed);
        }
    }

    /** Says in our words what Temporal's client throws. */
    private <T> T asked(ClusterRef cluster, String workflowId, Supplier<T> call) {
        try {
            return call.get();
        } catch (WorkflowNotFoundException unknown) {
            throw new RunNotFoundException(cluster, workflowId, unknown);
        } catch (WorkflowServiceException | StatusRuntimeException refused) {
            throw TemporalException.unreachable(
                    temporal.getWorkflowServiceStubs().getOptions().getTarget(),
                    temporal.getOptions().getNamespace(),
                    refused);
        }
    }

    private String queue() {
        return "task queue " + WorkflowNames.TASK_QUEUE + ", Temporal namespace "
                + temporal.getOptions().getNamespace();
    }
}
