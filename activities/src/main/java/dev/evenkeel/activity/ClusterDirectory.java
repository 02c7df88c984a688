package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.emqx.EntryPoint;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.kubernetes.PodRoutes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * From a cluster's name to somebody who speaks to it: addresses from Kubernetes or from a connection profile, credentials
 * from the profile that is bound to it. What was found is kept for a while, so that looks do not list pods.
 *
 * <p>Safe for use by several threads.
 */
public final class ClusterDirectory {
    /** Pods that are replaced get new addresses; looks find them after this long at most. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    /**
     * While the Kubernetes API is away EMQX must still be watched and stopped. Not for ever: the address of a pod that is
     * gone may be given to somebody else, who must not be sent our credentials.
     */
    private static final Duration KEPT_WHILE_AWAY = Duration.ofMinutes(10);

    /** A look has 10 s in all, and EMQX may take most of them. */
    private static final Duration SEARCHED_AT_MOST = Duration.ofMillis(1_500);

    private final ClusterDiscovery discovery;
    private final ConnectionProfiles profiles;
    private final EmqxClients clients;
    private final PodRoutes routes;
    private final InstantSource clock;
    private final Map<ClusterRef, Found> found = new ConcurrentHashMap<>();
    private final Map<ClusterRef, CompletableFuture<Found>> searching = new ConcurrentHashMap<>();

    /** For a process in the pods' network. */
    public ClusterDirectory(
            ClusterDiscovery discovery, ConnectionProfiles profiles, EmqxClients clients, InstantSource clock) {
        this(discovery, profiles, clients, PodRoutes.direct(), clock);
    }

    /** @param routes how pods are reached */
    public ClusterDirectory(
            ClusterDiscovery discovery,
            ConnectionProfiles profiles,
            EmqxClients clients,
            PodRoutes routes,
            InstantSource clock) {
        this.discovery = discovery;
        this.profiles = profiles;
        this.clients = clients;
        this.routes = routes;
        this.clock = clock;
    }

    /**
     * The cluster as it was found lately; while the Kubernetes API is away, as it was found last. An API that hangs is away
     * too: a look has no time for it, and goes on beside the search.
     */
    Found open(ClusterRef cluster) {
        Found kept = found.get(cluster);
        if (kept == null) {
            return discover(cluster);
        }
        return older(kept, KEPT) ? searched(cluster, kept) : kept;
    }

    private Found searched(ClusterRef cluster, Found kept) {
        try {
            return searching
                    .computeIfAbsent(cluster, this::search)
                    .get(SEARCHED_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hanging) {
            return whileAway(
                    kept,
                    new KubernetesException(
                            FailureKind.KUBERNETES_UNAVAILABLE,
                            "the Kubernetes API has not answered for " + SEARCHED_AT_MOST,
                            hanging));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KubernetesException away
                    && away.kind() == FailureKind.KUBERNETES_UNAVAILABLE) {
                return whileAway(kept, away);
            }
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return kept;
        }
    }

    /** One at a time, however many looks wait for it. */
    private CompletableFuture<Found> search(ClusterRef cluster) {
        CompletableFuture<Found> search = CompletableFuture.supplyAsync(() -> discover(cluster), Calls.THREADS);
        search.whenCompleteAsync((done, failed) -> searching.remove(cluster, search), Calls.THREADS);
        return search;
    }

    private Found whileAway(Found kept, KubernetesException away) {
        if (older(kept, KEPT_WHILE_AWAY)) {
            throw away;
        }
        return kept;
    }

    private boolean older(Found kept, Duration age) {
        return Duration.between(kept.at(), clock.instant()).compareTo(age) >= 0;
    }

    /** The cluster as it is now. */
    Found discover(ClusterRef cluster) {
        ConnectionProfiles.Profile profile = profiles.of(cluster);
        Optional<DiscoveredCluster> objects = cluster.outsideKubernetes()
                ? Optional.empty()
                : Optional.of(discovery.discover(cluster.namespace(), cluster.name()));
        List<EntryPoint> entries = objects.map(this::pods).orElseGet(() -> urls(profile));
        if (entries.isEmpty()) {
            throw new EmqxException(
                    FailureKind.EMQX_UNAVAILABLE, "no pod of " + cluster.display() + " has an address", null);
        }
        return found.compute(
                cluster,
                (name, before) -> new Found(
                        objects,
                        entries,
                        before != null && before.entries().equals(entries)
                                ? before.emqx()
                                : clients.open(cluster.display(), entries, profile.credentials()),
                        clock.instant()));
    }

    /** The pods to which Services of the cluster's namespace send clients, by Service. */
    Map<String, Set<String>> served(ClusterRef cluster, Collection<String> services) {
        return discovery.served(cluster.namespace(), services);
    }

    /** Whether this process may set readiness gates there; empty where that is not told. */
    Optional<Boolean> maySetGates(ClusterRef cluster) {
        try {
            return Optional.of(discovery.mayPatchStatus(cluster.namespace()));
        } catch (KubernetesException untold) {
            return Optional.empty();
        }
    }

    private List<EntryPoint> pods(DiscoveredCluster objects) {
        return objects.pods().stream()
                .flatMap(pod -> routes.to(objects, pod).stream().map(url -> entry(pod.name(), url)))
                .toList();
    }

    /** Where EMQX's API answers in a pod that is reached directly. */
    static EntryPoint entry(String pod, String address, int apiPort) {
        return entry(pod, PodRoutes.http(address, apiPort));
    }

    private static EntryPoint entry(String pod, URI url) {
        return new EntryPoint(Optional.empty(), Optional.of(pod), url);
    }

    /** Where EMQX's API answers outside Kubernetes. */
    static List<EntryPoint> urls(ConnectionProfiles.Profile profile) {
        return profile.urls().stream()
                .map(url -> new EntryPoint(Optional.empty(), Optional.empty(), url))
                .toList();
    }

    /**
     * @param objects its Kubernetes objects; empty outside Kubernetes
     * @param entries where its nodes answer
     * @param emqx who speaks to it
     * @param at when it was found
     */
    record Found(Optional<DiscoveredCluster> objects, List<EntryPoint> entries, EmqxClient emqx, Instant at) {}
}
