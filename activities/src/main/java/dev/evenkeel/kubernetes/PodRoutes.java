package dev.evenkeel.kubernetes;

import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import java.net.URI;
import java.util.Optional;

/** How the HTTP API of a cluster's pods is reached from this process. Closing it ends what it holds open. */
public interface PodRoutes extends AutoCloseable {
    /**
     * Where a pod's API answers: {@code http://host:port}, which leads to that pod and to nobody else.
     *
     * @param cluster as it was discovered just now; what is held open for pods that are not in it any more is given up
     * @param pod one of its pods
     * @return empty while the pod has no address
     */
    Optional<URI> to(DiscoveredCluster cluster, DiscoveredPod pod);

    /** For processes in the pods' network: by the pod's own address. */
    static PodRoutes direct() {
        return (cluster, pod) -> pod.address().map(address -> http(address, pod.apiPort()));
    }

    /** The root of an HTTP API. */
    static URI http(String address, int port) {
        return URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }

    @Override
    default void close() {}
}
