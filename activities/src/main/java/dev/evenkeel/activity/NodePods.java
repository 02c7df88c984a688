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
                .filter(pod -> NodeNames.runsAt(node, pod.name())
                        || pod.address()
                                .map(address -> NodeNames.runsAt(node, address))
                                .orElse(false))
                .findFirst();
    }
}
