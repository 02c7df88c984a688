package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.kubernetes.Admission;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.KubernetesException;
import io.temporal.failure.ApplicationFailure;
import java.util.Collection;
import java.util.Optional;

/**
 * EMQX's own word on whether a pod takes clients: {@code availability_check} at that pod, which needs no key. Only where
 * it says no EMQX is asked why.
 */
final class EmqxAdmission implements Admission {
    private final ClusterDirectory directory;
    private final ClusterRef cluster;

    EmqxAdmission(ClusterDirectory directory, ClusterRef cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public Answer at(String pod) {
        try {
            ClusterDirectory.Found found = directory.open(cluster);
            // Entry points are known by their pods, so that any node name in the pod leads there.
            return found.emqx().available("emqx@" + pod) ? Answer.OPEN : closed(pod, found);
        } catch (KubernetesException | EmqxException | ApplicationFailure unknown) {
            return Answer.SILENT;
        }
    }

    private static Answer closed(String pod, ClusterDirectory.Found found) {
        EmqxClient emqx = found.emqx();
        Optional<String> address = found.objects().stream()
                .flatMap(objects -> objects.pods().stream())
                .filter(known -> known.name().equals(pod))
                .findFirst()
                .flatMap(DiscoveredPod::address);
        try {
            GlobalStatus status = emqx.globalStatus("");
            boolean donor = status.rebalances().stream().anyMatch(one -> among(one.donors(), pod, address));
            boolean others = !status.purging().isEmpty() || among(status.evacuating(), pod, address);
            return !donor && others ? Answer.CLOSED_BY_OTHERS : Answer.CLOSED;
        } catch (EmqxException unknown) {
            return Answer.CLOSED;
        }
    }

    private static boolean among(Collection<String> nodes, String pod, Optional<String> address) {
        return nodes.stream().anyMatch(node -> NodePods.runsIn(node, pod, address));
    }
}
