package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
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
 * Whether donors are out, and the Services in front still mind how they leave: one list of EndpointSlices a look. The
 * Services themselves are read again only where they serve none of the cluster's pods. A recipient that is not ready is no
 * reason to stop; but where pods have EMQX Operator's gate all of them leave at once when one question of the operator to
 * EMQX fails, and evicted clients would have nowhere to go.
 */
final class DonorsOut implements Landings {
    /** A look has 10 s in all; an API that hangs must not take them. */
    private static final Duration SEEN_AT_MOST = Duration.ofSeconds(2);

    private static final Sight OUT = new Sight(State.OUT, "no donor is served");

    private final ClusterDirectory directory;

    DonorsOut(ClusterDirectory directory) {
        this.directory = directory;
    }

    @Override
    public Sight look(ClusterRef cluster, Lever lever, Wave wave) {
        Sight hanging = unknown("the Kubernetes API has not answered within " + SEEN_AT_MOST.toSeconds() + " s");
        return CompletableFuture.supplyAsync(() -> seen(cluster, lever, wave), Calls.THREADS)
                .completeOnTimeout(hanging, SEEN_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private Sight seen(ClusterRef cluster, Lever lever, Wave wave) {
        try {
            return directory
                    .open(cluster)
                    .objects()
                    .map(objects -> seen(cluster, lever, wave, objects))
                    .orElseGet(() -> unknown("the cluster is outside Kubernetes"));
        } catch (KubernetesException | EmqxException away) {
            return unknown(away.getMessage());
        }
    }

    private Sight seen(ClusterRef cluster, Lever lever, Wave wave, DiscoveredCluster known) {
        Optional<String> services = services(known, lever);
        if (services.isPresent()) {
            return new Sight(State.SERVED, services.get());
        }
        Map<String, Set<String>> served = directory.served(cluster, names(known.services()));
        Set<String> donors = pods(wave.donors(), known);
        for (Map.Entry<String, Set<String>> service : served.entrySet()) {
            Set<String> reached = new TreeSet<>(service.getValue());
            reached.retainAll(donors);
            if (!reached.isEmpty()) {
                return new Sight(State.SERVED, "Service " + service.getKey() + " sends clients to donors: " + reached);
            }
        }
        Set<String> all = known.pods().stream().map(DiscoveredPod::name).collect(Collectors.toSet());
        boolean gated = known.pods().stream().anyMatch(DiscoveredPod::operatorGate);
        if ((gated || !lever.beforeStart())
                && served.values().stream().allMatch(pods -> Collections.disjoint(pods, all))) {
            return new Sight(
                    State.NOBODY_SERVES, "no pod of the cluster is served any more by " + names(known.services()));
        }
        return served.values().stream().anyMatch(pods -> Collections.disjoint(pods, all))
                ? directory
                        .discover(cluster)
                        .objects()
                        .flatMap(objects -> services(objects, lever))
                        .map(why -> new Sight(State.SERVED, why))
                        .orElse(OUT)
                : OUT;
    }

    private static Sight unknown(String why) {
        return new Sight(State.UNKNOWN, "whether donors are served cannot be seen: " + why);
    }

    private static Optional<String> services(DiscoveredCluster cluster, Lever lever) {
        if (cluster.services().isEmpty()) {
            return Optional.of("no Service is in front any more");
        }
        boolean byLabel = lever.beforeStart();
        List<FrontService> careless = cluster.services().stream()
                .filter(service -> byLabel ? !service.selectsServingLabel() : service.publishesNotReady())
                .toList();
        return careless.isEmpty()
                ? Optional.empty()
                : Optional.of((byLabel ? "Services select by the label no more: " : "Services publish unready pods: ")
                        + names(careless));
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
