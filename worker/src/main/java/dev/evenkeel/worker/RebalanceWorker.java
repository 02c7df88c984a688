package dev.evenkeel.worker;

import dev.evenkeel.activity.AssessActivitiesImpl;
import dev.evenkeel.activity.ClusterDirectory;
import dev.evenkeel.activity.Conditions;
import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.EndpointActivitiesImpl;
import dev.evenkeel.activity.EngineActivitiesImpl;
import dev.evenkeel.activity.ExamineActivitiesImpl;
import dev.evenkeel.activity.GuardActivitiesImpl;
import dev.evenkeel.activity.Janitor;
import dev.evenkeel.activity.LifeActivitiesImpl;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RequestActivitiesImpl;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.RunLife;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.prometheus.PrometheusClient;
import dev.evenkeel.workflow.ExamineClusterWorkflow;
import dev.evenkeel.workflow.PlanRebalanceWorkflow;
import dev.evenkeel.workflow.RebalanceClusterWorkflow;
import dev.evenkeel.workflow.RestoreEndpointsWorkflow;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What runs on the task queue: the workflows, and the activities with all that they need. Knows no framework, so that the
 * worker process, the demo and the tests put together the same thing.
 */
public final class RebalanceWorker {
    /** Fifty clusters are stopped or put back at once: each takes a second. */
    static final int CLEAN_UP_SLOTS = 50;

    private final Surroundings around;
    private final ClusterDirectory directory;
    private final Janitor janitor;
    private final CopyOnWriteArrayList<Consumer<ClusterRef>> onGone = new CopyOnWriteArrayList<>();

    public RebalanceWorker(Surroundings around) {
        this.around = around;
        this.directory = new ClusterDirectory(
                around.kubernetes().discovery(),
                around.profiles(),
                around.emqx(),
                around.kubernetes().routes(),
                around.clock());
        this.janitor = janitor(around, directory);
    }

    private static Janitor janitor(Surroundings around, ClusterDirectory directory) {
        KubernetesAccess kubernetes = around.kubernetes();
        return new Janitor(
                kubernetes.leases(),
                kubernetes.marked(),
                kubernetes.label(),
                kubernetes.gate(),
                directory,
                around.fates(),
                around.pace(),
                around.times(),
                around.clock(),
                around.name());
    }

    /**
     * @param name tells this process from other workers
     * @param defaultNamespace Kubernetes namespace of requests that name none
     * @param profiles which credentials may be sent where
     * @param emqx makes EMQX clients
     * @param kubernetes how clusters are found, excluded and held
     * @param fates what Temporal knows of runs, for the janitor
     * @param pace how often EMQX is looked at
     * @param times how long a run's Lease lasts
     * @param clock the time
     * @param sleeper waits inside an attempt
     * @param prometheus what is asked for conditions of guardrails; empty where there is none
     */
    public record Surroundings(
            String name,
            String defaultNamespace,
            ConnectionProfiles profiles,
            EmqxClients emqx,
            KubernetesAccess kubernetes,
            RunFates fates,
            Pace pace,
            LifeTimes times,
            InstantSource clock,
            Sleeper sleeper,
            Optional<PrometheusClient> prometheus) {
        /** With no Prometheus. */
        public Surroundings(
                String name,
                String defaultNamespace,
                ConnectionProfiles profiles,
                EmqxClients emqx,
                KubernetesAccess kubernetes,
                RunFates fates,
                Pace pace,
                LifeTimes times,
                InstantSource clock,
                Sleeper sleeper) {
            this(
                    name,
                    defaultNamespace,
                    profiles,
                    emqx,
                    kubernetes,
                    fates,
                    pace,
                    times,
                    clock,
                    sleeper,
                    Optional.empty());
        }
    }

    /**
     * Registers everything with new workers of this factory, which is not started here: one for runs, and one for what ends
     * them.
     *
     * @param options of the first; the second has slots of its own
     */
    public Worker register(WorkerFactory factory, WorkerOptions options) {
        Worker worker = factory.newWorker(WorkflowNames.TASK_QUEUE, options);
        worker.registerWorkflowImplementationTypes(
                failing(),
                RebalanceClusterWorkflow.class,
                PlanRebalanceWorkflow.class,
                RestoreEndpointsWorkflow.class,
                ExamineClusterWorkflow.class);
        KubernetesAccess kubernetes = around.kubernetes();
        InstantSource clock = around.clock();
        RunLife life = new RunLife(kubernetes.leases(), directory, around.times(), clock, this::gone);
        EndpointActivitiesImpl endpoints = new EndpointActivitiesImpl(
                kubernetes.discovery(), kubernetes.label(), kubernetes.gate(), directory, life, clock);
        Conditions conditions = new Conditions(around.prometheus());
        EngineActivitiesImpl engine =
                new EngineActivitiesImpl(directory, life, around.pace(), clock, around.sleeper(), conditions);
        LifeActivitiesImpl lives = new LifeActivitiesImpl(life, janitor);
        worker.registerActivitiesImplementations(
                new RequestActivitiesImpl(around.defaultNamespace(), around.profiles()),
                new AssessActivitiesImpl(
                        directory, kubernetes.leases(), around.fates(), around.pace(), clock, conditions),
                new ExamineActivitiesImpl(
                        kubernetes.discovery(), around.profiles(), around.emqx(), clock, around.prometheus()),
                endpoints,
                engine,
                new GuardActivitiesImpl(directory, life, around.pace(), clock, conditions),
                lives);
        factory.newWorker(
                        WorkflowNames.CLEAN_UP_QUEUE,
                        WorkerOptions.newBuilder(options)
                                .setMaxConcurrentActivityExecutionSize(CLEAN_UP_SLOTS)
                                .build())
                .registerActivitiesImplementations(endpoints, engine, lives);
        return worker;
    }

    /** Cleans up after runs that are gone; somebody has to let it go round. */
    public Janitor janitor() {
        return janitor;
    }

    /** Has somebody told, as soon as this worker learns it, of clusters whose run Temporal no longer knows. */
    public void onGone(Consumer<ClusterRef> listener) {
        onGone.add(listener);
    }

    private void gone(ClusterRef cluster) {
        onGone.forEach(listener -> listener.accept(cluster));
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
