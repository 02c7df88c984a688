package dev.evenkeel.e2e.kubernetes;

import dev.evenkeel.e2e.real.WorkerProcess;
import dev.evenkeel.simulator.SimulatedNode;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What may befall a run so that it cannot clean up, or not soon; and who does then. */
enum Disaster {
    /** SIGKILL to the only worker, and no other is started: the janitor in the cluster's own namespace is alone. */
    WORKER_KILLED(false) {
        @Override
        void strike(Victim victim) {
            victim.worker().kill();
        }
    },
    /** The worker's namespace is deleted: its process goes, and so do its account's rights. */
    WORKERS_NAMESPACE_DELETED(false) {
        @Override
        void strike(Victim victim) {
            victim.bench().api().admin().namespaces().withName(victim.home()).delete();
            victim.worker().kill();
        }
    },
    /** Terminated: the workflow's clean-up is skipped. The worker's own janitor is there. */
    TERMINATED(true) {
        @Override
        void strike(Victim victim) {
            victim.run().terminate("without any clean-up");
        }
    },
    /** Temporal is gone for good, and nobody can tell the worker what to do. */
    TEMPORAL_GONE(true) {
        @Override
        void strike(Victim victim) {
            victim.bench().temporal().kill();
        }
    },
    /** The API server is away for longer than a Lease lasts. */
    API_SERVER_GONE(true) {
        @Override
        void strike(Victim victim) {
            victim.bench().api().killApiServer();
            pause(AWAY);
            victim.bench().api().startApiServerAgain();
        }
    },
    /** EMQX's API is silent for longer than a run bears, and goes on evicting meanwhile. */
    EMQX_GONE(true) {
        @Override
        void strike(Victim victim) {
            victim.bench().emqx().nodes().stream()
                    .map(SimulatedNode::name)
                    .forEach(victim.bench().emqx().faults()::hang);
            pause(AWAY);
            victim.bench().emqx().nodes().stream()
                    .map(SimulatedNode::name)
                    .forEach(victim.bench().emqx().faults()::thaw);
        }
    };

    /** Longer than the Leases of these tests. */
    private static final Duration AWAY = Duration.ofSeconds(8);

    private final boolean workerLives;

    Disaster(boolean workerLives) {
        this.workerLives = workerLives;
    }

    abstract void strike(Victim victim);

    /** Whether the worker is there to clean up; otherwise it is the janitor command's alone. */
    boolean workerLives() {
        return workerLives;
    }

    private static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    /**
     * @param bench where it happens
     * @param worker the only worker
     * @param home the worker's namespace
     * @param run the run
     */
    record Victim(KubeBench bench, WorkerProcess worker, String home, WorkflowStub run) {}
}
