package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.DiscoveredCluster.FrontService;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Whether donors that were taken out still are, and the Services in front still mind the label: one list of
 * EndpointSlices a look. The Services themselves are read again only where they serve none of the cluster's pods; a
 * recipient that is not ready is no reason to stop. While the API is away nothing is known, and nothing is wrong.
 */
final class DonorsOut {
    /** A look has 10 s in all; an API that hangs must not take them. */
    private static final Duration SEEN_AT_MOST = Duration.ofSeconds(2);

    private final ClusterDirectory directory;

    DonorsOut(ClusterDirectory directory) {
        this.directory = directory;
    }

    /** What is wrong; empty where nothing is, and where that cannot be seen soon. */
    Optional<String> trouble(ClusterRef cluster, Wave wave) {
        return CompletableFuture.supplyAsync(() -> seen(cluster, wave), Calls.THREADS)
                .completeOnTimeout(Optional.empty(), SEEN_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private Optional<String> seen(ClusterRef cluster, Wave wave) {
        try {
            return directory.open(cluster).objects().flatMap(objects -> trouble(cluster, wave, objects));
        } catch (KubernetesException | EmqxException away) {
            return Optional.empty();
        }
    }

    private Optional<String> trouble(ClusterRef cluster, Wave wave, DiscoveredCluster known) {
        Optional<String> services = services(known);
        if (services.isPresent()) {
            return services;
        }
        Map<String, Set<String>> served = directory.served(cluster, names(known.services()));
        Set<String> donors = pods(wave.donors(), known);
        for (Map.Entry<String, Set<String>> service : served.entrySet()) {
            Set<String> back = new TreeSet<>(service.getValue());
            back.retainAll(donors);
            if (!back.isEmpty()) {
                return Optional.of("Service " + service.getKey() + " sends clients to donors again: " + back);
            }
        }
        Set<String> all = known.pods().stream().map(DiscoveredPod::name).collect(Collectors.toSet());
        return served.values().stream().anyMatch(pods -> Collections.disjoint(pods, all))
                ? directory.discover(cluster).objects().flatMap(DonorsOut::services)
                : Optional.empty();
    }

    private static Optional<String> services(DiscoveredCluster cluster) {
        if (cluster.services().isEmpty()) {
            return Optional.of("no Service is in front any more");
        }
        List<FrontService> careless = cluster.services().stream()
                .filter(service -> !service.selectsServingLabel())
                .toList();
        return careless.isEmpty()
                ? Optional.empty()
                : Optional.of("Services select by the label no more: " + names(careless));
    }

    private static List<String> names(Collection<FrontService> services) {
        return services.stream().map(FrontService::name).sorted().toList();
    }

    private static Set<String> pods(List<String> nodes, DiscoveredCluster objects) {
        return nodes.stream()
                .flatMap(node -> NodePods.podOf(node, objects).stream())
                .map(DiscoveredPod::name)
                .collect(Collectors.toSet());
    }
}
