package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** What EndpointSlices publish of each pod before anything was touched, and the return to it. */
final class Baseline {
    private final KubeBench bench;
    private final Map<String, Set<String>> before;

    private Baseline(KubeBench bench) {
        this.bench = bench;
        this.before = published();
    }

    static Baseline of(KubeBench bench) {
        return new Baseline(bench);
    }

    /** Every Service's endpoints with their conditions, however they are cut into slices. */
    private Map<String, Set<String>> published() {
        Map<String, Set<String>> published = new TreeMap<>();
        for (EndpointSlice slice : bench.api()
                .admin()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(bench.namespace())
                .list()
                .getItems()) {
            Set<String> endpoints = published.computeIfAbsent(
                    slice.getMetadata().getLabels().get("kubernetes.io/service-name"), service -> new TreeSet<>());
            Optional.ofNullable(slice.getEndpoints())
                    .ifPresent(all -> all.forEach(endpoint -> endpoints.add(written(endpoint))));
        }
        return published;
    }

    private static String written(Endpoint endpoint) {
        return endpoint.getTargetRef().getName() + " " + endpoint.getTargetRef().getUid() + " "
                + endpoint.getAddresses() + " ready=" + endpoint.getConditions().getReady() + " serving="
                + endpoint.getConditions().getServing();
    }

    /**
     * Waits until everything is as before: the same endpoints with the same conditions, no pod marked, no Lease, and no
     * rebalance on in EMQX.
     *
     * @return how long that took
     */
    Duration awaitReturn(Duration deadline) {
        Instant since = Instant.now();
        Awaitility.await()
                .atMost(deadline)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(io.fabric8.kubernetes.client.KubernetesClientException.class)
                .untilAsserted(() -> {
                    assertThat(published()).isEqualTo(before);
                    assertThat(bench.pods().values())
                            .allSatisfy(pod -> assertThat(Optional.ofNullable(
                                                    pod.getMetadata().getAnnotations())
                                            .orElse(Map.of())
                                            .keySet())
                                    .noneMatch(key -> key.startsWith("evenkeel.dev/")));
                    assertThat(bench.leases()).isEmpty();
                    assertThat(bench.emqx().faults().coordinators()).isEmpty();
                });
        return Duration.between(since, Instant.now());
    }
}
