package dev.evenkeel.kubernetes;

import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches pods through the Kubernetes API server, for processes outside of the pods' network: a port of 127.0.0.1 for each
 * pod, whose connections the API server hands to the pod ({@code pods/portforward}).
 *
 * <p>A pod that is replaced gets a port of its own. The former one's is given up only a minute later: attempts that found
 * it before may still use it, and a port that was given back could be anybody's by then, who must not be sent our
 * credentials. Safe for use by several threads.
 */
public final class PortForwards implements PodRoutes {
    /** Six times what an attempt that found the former port may last. */
    static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<String, Held> byUid = new HashMap<>();

    /** @param client who may {@code get} and {@code create} the pods' {@code portforward}; stays open */
    public PortForwards(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<URI> to(DiscoveredCluster cluster, DiscoveredPod pod) {
        giveUp(cluster);
        return pod.address().map(running -> PodRoutes.http("127.0.0.1", forward(cluster, pod)));
    }

    private int forward(DiscoveredCluster cluster, DiscoveredPod pod) {
        Held held = byUid.get(pod.uid());
        if (held == null || !held.forward().alive()) {
            held = new Held(cluster.namespace(), cluster.name(), open(cluster, pod), Optional.empty());
            byUid.put(pod.uid(), held);
        }
        return held.forward().port();
    }

    private PodForward open(DiscoveredCluster cluster, DiscoveredPod pod) {
        try {
            return PodForward.open(client, cluster.namespace(), pod.name(), pod.apiPort());
        } catch (IOException noPort) {
            throw new IllegalStateException("no port of 127.0.0.1 can be opened", noPort);
        }
    }

    private void giveUp(DiscoveredCluster cluster) {
        Instant now = clock.instant();
        byUid.replaceAll((uid, held) -> held.of(cluster) && !has(cluster, uid) ? held.goneSince(now) : held);
        byUid.values().removeIf(held -> {
            boolean over = held.gone()
                    .filter(since -> !now.isBefore(since.plus(GIVEN_UP_AFTER)))
                    .isPresent();
            if (over) {
                held.forward().close();
            }
            return over;
        });
    }

    private static boolean has(DiscoveredCluster cluster, String uid) {
        return cluster.pods().stream().anyMatch(pod -> pod.uid().equals(uid));
    }

    @Override
    public synchronized void close() {
        byUid.values().forEach(held -> held.forward().close());
        byUid.clear();
    }

    /** @param gone since when its pod is not there any more */
    private record Held(String namespace, String cluster, PodForward forward, Optional<Instant> gone) {
        boolean of(DiscoveredCluster cluster) {
            return namespace.equals(cluster.namespace()) && this.cluster.equals(cluster.name());
        }

        Held goneSince(Instant now) {
            return gone.isPresent() ? this : new Held(namespace, cluster, forward, Optional.of(now));
        }
    }
}
