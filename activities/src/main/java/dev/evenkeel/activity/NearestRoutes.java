package dev.evenkeel.activity;

import dev.evenkeel.emqx.NodeNames;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.PodRoutes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * By a pod's own address where that leads to its EMQX, else through the API server. A pod's address is one of a private
 * network, and beyond the pods' network it may be some other machine's: whether it is the pod that answers is seen by
 * {@code GET /status}, which needs no credential and names the node.
 *
 * <p>Who could not be reached directly is not tried again. Safe for use by several threads.
 */
public final class NearestRoutes implements PodRoutes {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final PodRoutes direct = PodRoutes.direct();
    private final PodRoutes around;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final Set<String> far = new HashSet<>();
    private Optional<Nearby> nearby = Optional.empty();

    /** @param around for the pods that are not reached directly; closed with this */
    public NearestRoutes(PodRoutes around) {
        this.around = around;
    }

    @Override
    public synchronized Optional<URI> to(DiscoveredCluster cluster, DiscoveredPod pod) {
        // One answer for all pods of one discovery, so that those that do not answer are waited for together.
        if (nearby.filter(known -> known.cluster() == cluster).isEmpty()) {
            nearby = Optional.of(look(cluster));
        }
        return nearby.get().uids().contains(pod.uid()) ? direct.to(cluster, pod) : around.to(cluster, pod);
    }

    private Nearby look(DiscoveredCluster cluster) {
        List<DiscoveredPod> candidates = cluster.pods().stream()
                .filter(pod -> pod.address().isPresent() && !far.contains(pod.uid()))
                .toList();
        Map<String, CompletableFuture<Boolean>> answers = new HashMap<>();
        candidates.forEach(pod -> answers.put(pod.uid(), answers(cluster, pod)));
        Set<String> near = new HashSet<>();
        answers.forEach((uid, answer) -> (answer.join() ? near : far).add(uid));
        return new Nearby(cluster, near);
    }

    private CompletableFuture<Boolean> answers(DiscoveredCluster cluster, DiscoveredPod pod) {
        HttpRequest status = HttpRequest.newBuilder(
                        direct.to(cluster, pod).orElseThrow().resolve("/status"))
                .build();
        return http.sendAsync(status, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> isItself(answer.body(), pod))
                .exceptionally(unreachable -> false)
                .completeOnTimeout(false, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isItself(String said, DiscoveredPod pod) {
        return NodeNames.inStatus(said)
                .filter(node -> NodeNames.runsAt(node, pod.name())
                        || NodeNames.runsAt(node, pod.address().orElseThrow()))
                .isPresent();
    }

    @Override
    public void close() {
        around.close();
    }

    /** @param uids of the pods that are reached directly */
    private record Nearby(DiscoveredCluster cluster, Set<String> uids) {}
}
