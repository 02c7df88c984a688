package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Discovery by four lists: StatefulSets, pods by labels, Services, and EndpointSlices of those in front; by a fifth one,
 * of ReplicaSets, where there are replicants.
 */
public final class Fabric8ClusterDiscovery implements ClusterDiscovery {
    private final KubernetesClient client;
    private final NamespaceReader reader;

    public Fabric8ClusterDiscovery(KubernetesClient client) {
        this.client = client;
        this.reader = new NamespaceReader(client);
    }

    @Override
    public DiscoveredCluster discover(String namespace, String name) {
        Family family = reader.family(namespace, name);
        List<Pod> pods = reader.podsOf(family);
        List<Pod> takingClients = Family.takingClients(pods);
        Serving serving = reader.serving(namespace, takingClients);
        return new DiscoveredCluster(
                namespace,
                family.name(),
                reader.makersOf(family, takingClients).stream().anyMatch(Workload::selectsServingLabel),
                pods.stream().map(pod -> discovered(pod, serving)).toList(),
                serving.fronts().stream()
                        .map(front -> new DiscoveredCluster.FrontService(
                                front.getMetadata().getName(),
                                Fronts.selectsServingLabel(front),
                                Fronts.publishesNotReady(front)))
                        .toList(),
                Rollouts.of(family, pods));
    }

    @Override
    public Map<String, Set<String>> served(String namespace, Collection<String> services) {
        Serving serving = new Serving(List.of(), reader.slices(namespace, services.toArray(String[]::new)));
        return services.stream().collect(Collectors.toMap(service -> service, serving::podsOf));
    }

    @Override
    public boolean mayPatchStatus(String namespace) {
        return new ApiServer(client, InstantSource.system()).allows(Rights.PATCH_POD_STATUS, namespace);
    }

    @Override
    public InspectedCluster inspect(String namespace, String name, InstantSource clock) {
        return new Inspection(client, namespace, name, clock).inspect();
    }

    private static DiscoveredCluster.DiscoveredPod discovered(Pod pod, Serving serving) {
        return new DiscoveredCluster.DiscoveredPod(
                Pods.name(pod),
                pod.getMetadata().getUid(),
                Pods.address(pod),
                Pods.apiPort(pod),
                Pods.ready(pod),
                Pods.servingLabel(pod),
                Pods.excludedBy(pod),
                serving.servedBy(pod),
                Pods.hasOperatorGate(pod),
                Pods.probeReaction(pod));
    }
}
