package dev.evenkeel.e2e;

import java.time.Duration;

/** A stage on which things go wrong: whatever {@link Trouble} there is, on simulated servers and on real ones. */
public interface Sufferer extends Stage {
    /** The only worker is gone. */
    void stopWorker();

    /** Another one is there. */
    void startWorker();

    /** Kubernetes answers a few requests with errors. */
    void failRequestsToKubernetes();

    /** Somebody else writes to the pods at the same moments as the worker. */
    void conflictOnWritesToKubernetes();

    /** Whether Kubernetes can be reached. */
    void kubernetesAway(boolean away);

    /** Somebody changes the StatefulSet's pod template; who replaces the pods is Kubernetes' affair. */
    void beginRollout();

    /** Replaces the pods that are still of the old template. */
    void endRollout();

    /** Does something so long after the start of the run, in EMQX's time. */
    void after(Duration time, Runnable action);
}
