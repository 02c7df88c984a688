package dev.evenkeel.worker;

import dev.evenkeel.activity.AssessActivitiesImpl;
import dev.evenkeel.activity.ClusterDirectory;
import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.EndpointActivitiesImpl;
import dev.evenkeel.activity.EngineActivitiesImpl;
import dev.evenkeel.activity.ExamineActivitiesImpl;
import dev.evenkeel.activity.RequestActivitiesImpl;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.ServingLabel;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.workflow.ExamineClusterWorkflow;
import dev.evenkeel.workflow.PlanRebalanceWorkflow;
import dev.evenkeel.workflow.RebalanceClusterWorkflow;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.InstantSource;

/**
 * What runs on the task queue: the workflows, and the activities with all that they need. Knows no framework, so that the
 * worker process, the demo and the tests put together the same thing.
 *
 * @param defaultNamespace Kubernetes namespace of requests that name none
 * @param profiles which credentials may be sent where
 * @param emqx makes EMQX clients
 * @param discovery finds clusters in Kubernetes
 * @param label the lever {@code label}
 * @param pace how often EMQX is looked at
 * @param clock the time
 * @param sleeper waits inside an attempt
 */
public record RebalanceWorker(
        String defaultNamespace,
        ConnectionProfiles profiles,
        EmqxClients emqx,
        ClusterDiscovery discovery,
        ServingLabel label,
        Pace pace,
        InstantSource clock,
        Sleeper sleeper) {
    /** Registers everything with a new worker of this factory, which is not started here. */
    public Worker register(WorkerFactory factory, WorkerOptions options) {
        Worker worker = factory.newWorker(WorkflowNames.TASK_QUEUE, options);
        worker.registerWorkflowImplementationTypes(
                failing(), RebalanceClusterWorkflow.class, PlanRebalanceWorkflow.class, ExamineClusterWorkflow.class);
        ClusterDirectory directory = new ClusterDirectory(discovery, profiles, emqx, clock);
        worker.registerActivitiesImplementations(
                new RequestActivitiesImpl(defaultNamespace, profiles),
                new AssessActivitiesImpl(directory, pace, clock),
                new ExamineActivitiesImpl(discovery, profiles, emqx, clock),
                new EndpointActivitiesImpl(discovery, label, clock),
                new EngineActivitiesImpl(directory, pace, clock, sleeper));
        return worker;
    }

    /**
     * Input that cannot be decoded fails the run. Temporal's default would retry the workflow task for ever, and the
     * person who typed it would never hear of it.
     */
    private static WorkflowImplementationOptions failing() {
        return WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(DataConverterException.class, IllegalArgumentException.class)
                .build();
    }
}
