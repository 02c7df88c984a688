package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.Lever;
import java.util.List;
import java.util.Optional;

/** Finds the pods that carry an exclusion's mark. */
@FunctionalInterface
public interface MarkedPods {
    /**
     * Every pod of a namespace that a run of ours has taken out.
     *
     * @throws KubernetesException of kind {@code KUBERNETES_...}
     */
    List<MarkedPod> in(String namespace);

    /**
     * A pod that is out.
     *
     * @param namespace its namespace
     * @param name its name
     * @param mark whose it is
     * @param cluster what its cluster is called; empty where nothing tells that any more
     * @param lever how it was taken out
     */
    record MarkedPod(String namespace, String name, String mark, Optional<String> cluster, Lever lever) {
        /** Taken out by its label. */
        public MarkedPod(String namespace, String name, String mark, Optional<String> cluster) {
            this(namespace, name, mark, cluster, Lever.LABEL);
        }
    }
}
