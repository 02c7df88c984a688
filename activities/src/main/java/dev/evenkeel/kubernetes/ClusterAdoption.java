package dev.evenkeel.kubernetes;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Prepares a cluster for lever {@code label}, or takes that back. No pod is restarted, and no ready endpoint leaves a
 * Service at any moment.
 */
public interface ClusterAdoption {
    /**
     * What is left to do.
     *
     * @param undo whether the cluster shall be as it was before
     * @throws KubernetesException of kind {@code CLUSTER_NOT_FOUND}, {@code CLUSTER_AMBIGUOUS} or {@code KUBERNETES_...}
     */
    AdoptionPlan plan(String namespace, String name, boolean undo);

    /**
     * Does it, one write after the other, and looks and plans again after each. Safe to repeat, also in the other
     * direction, wherever it was broken off.
     *
     * @param patience how long to wait for the controllers, at most
     * @param told of each write, when it is made
     * @return what is left: nothing, unless something came that refuses it or the time is over
     * @throws KubernetesException as {@link #plan}
     */
    AdoptionPlan carryOut(String namespace, String name, boolean undo, Duration patience, Consumer<AdoptionStep> told);
}
