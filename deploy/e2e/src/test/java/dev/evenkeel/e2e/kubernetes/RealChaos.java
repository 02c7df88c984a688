package dev.evenkeel.e2e.kubernetes;

import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Chaos;
import dev.evenkeel.e2e.Chaos.Verdict;
import dev.evenkeel.e2e.Sufferer;
import dev.evenkeel.e2e.real.WorkerProcess;
import dev.evenkeel.simulator.SimulatedCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A seed of {@link Chaos} on the real servers: Temporal, a worker process that is killed, Kubernetes' own API server and
 * controllers. It needs an API server of its own, since that is stopped and killed.
 */
final class RealChaos implements Sufferer, AutoCloseable {
    private static final double SPEED = 10;

    /** A run that waits for what does not come back would wait for ever. */
    private static final Duration NO_END = Duration.ofMinutes(4);

    /** Controllers that were cut off come back after a pause that grows. */
    private static final Duration CONTROLLERS = Duration.ofSeconds(60);

    private static final int CONFLICTING_WRITES = 4;

    private final RealKubernetes api;
    private final KubeBench bench;
    private final ScheduledExecutorService fate = Executors.newScheduledThreadPool(4);
    private WorkerProcess worker;

    private RealChaos(RealKubernetes api, Chaos chaos) {
        this.api = api;
        this.bench = KubeBench.on(api, "chaos-" + chaos.seed())
                .speed(SPEED)
                .connections(chaos.connections())
                .emqx(chaos::clients)
                .start();
        startWorker();
        worker.ready();
    }

    static Verdict play(RealKubernetes api, Chaos chaos) {
        try (RealChaos stage = new RealChaos(api, chaos)) {
            chaos.strike(stage);
            WorkflowStub run = stage.bench.submit(chaos.request(stage.bench.namespace()));
            try {
                RebalanceResult result = run.getResult(NO_END.toSeconds(), TimeUnit.SECONDS, RebalanceResult.class);
                return stage.judged(chaos, result.outcome().name(), Optional.of(result));
            } catch (WorkflowFailedException failed) {
                return stage.judged(chaos, "failed: " + Chaos.type(failed), Optional.empty());
            } catch (TimeoutException endless) {
                return new Verdict("no end", "", List.of("no end: " + stage.progress()));
            }
        }
    }

    /** Pods that others replace meanwhile are theirs to bring back. */
    private Verdict judged(Chaos chaos, String end, Optional<RebalanceResult> result) {
        Verdict verdict = chaos.judged(this, end, result);
        if (verdict.wrong().isEmpty()) {
            return verdict;
        }
        try {
            Awaitility.await()
                    .atMost(CONTROLLERS)
                    .until(() -> servingPods().size() == emqx().nodes().size());
        } catch (ConditionTimeoutException leftOut) {
            return verdict;
        }
        return chaos.judged(this, end, result);
    }

    @Override
    public void stopWorker() {
        worker.kill();
    }

    @Override
    public void startWorker() {
        worker = bench.startWorkerProcess();
    }

    @Override
    public void failRequestsToKubernetes() {
        api.killApiServer();
        api.startApiServerAgain();
    }

    @Override
    public void conflictOnWritesToKubernetes() {
        for (int write = 0; write < CONFLICTING_WRITES; write++) {
            String touched = "{\"metadata\":{\"annotations\":{\"example.com/touched\":\"" + write + "\"}}}";
            bench.pods()
                    .keySet()
                    .forEach(pod -> api.admin()
                            .pods()
                            .inNamespace(bench.namespace())
                            .withName(pod)
                            .patch(PatchContext.of(PatchType.JSON_MERGE), touched));
        }
    }

    @Override
    public void kubernetesAway(boolean away) {
        if (away) {
            api.freezeApiServer();
        } else {
            api.thawApiServer();
        }
    }

    /** The StatefulSet's controller replaces the pods by itself. */
    @Override
    public void beginRollout() {
        api.admin()
                .apps()
                .statefulSets()
                .inNamespace(bench.namespace())
                .withName(bench.statefulSet().getMetadata().getName())
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"example.com/release\":\"2\"}}}}}");
    }

    @Override
    public void endRollout() {}

    @Override
    public void after(Duration time, Runnable action) {
        fate.schedule(() -> befall(action), Math.round(time.toMillis() / SPEED), TimeUnit.MILLISECONDS);
    }

    /** What is to happen while the API is away does not. */
    private static void befall(Runnable action) {
        try {
            action.run();
        } catch (KubernetesClientException away) {
            System.out.println("[chaos] did not happen: " + away.getMessage());
        }
    }

    @Override
    public SimulatedCluster emqx() {
        return bench.emqx();
    }

    @Override
    public String podOf(String node) {
        return bench.podOf(node);
    }

    @Override
    public List<String> servingPods() {
        return bench.servingPods();
    }

    @Override
    public RebalanceProgress progress() {
        return bench.progress();
    }

    @Override
    public void close() {
        fate.shutdownNow();
        api.thawApiServer();
        bench.close();
    }
}
