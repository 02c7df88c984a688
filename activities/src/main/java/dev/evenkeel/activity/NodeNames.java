package dev.evenkeel.activity;

import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import java.util.Optional;

/** Which pod an EMQX node lives in: its name's host part is the pod's DNS name, or its address. */
final class NodeNames {
    private NodeNames() {}

    static Optional<DiscoveredPod> podOf(String node, DiscoveredCluster cluster) {
        String host = node.substring(node.indexOf('@') + 1);
        return cluster.pods().stream()
                .filter(pod -> host.equals(pod.name())
                        || host.startsWith(pod.name() + ".")
                        || pod.address().map(host::equals).orElse(false))
                .findFirst();
    }
}
