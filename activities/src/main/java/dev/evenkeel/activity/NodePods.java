package dev.evenkeel.activity;

import dev.evenkeel.emqx.NodeNames;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import java.util.Optional;

/** Which pod an EMQX node lives in. Needs no EMQX: restoration must work when it is gone. */
final class NodePods {
    private NodePods() {}

    static Optional<DiscoveredPod> podOf(String node, DiscoveredCluster cluster) {
        return cluster.pods().stream()
                .filter(pod -> runsIn(node, pod.name(), pod.address()))
                .findFirst();
    }

    /** Whether a node's name says that it lives in this pod. */
    static boolean runsIn(String node, String pod, Optional<String> address) {
        return NodeNames.runsAt(node, pod)
                || address.map(known -> NodeNames.runsAt(node, known)).orElse(false);
    }
}
