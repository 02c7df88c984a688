package dev.evenkeel.worker;

import dev.evenkeel.activity.LifeTimes;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Leases of runs, and the janitor that acts when they have run out.
 *
 * @param enabled whether this worker has a janitor of its own, beside those in the clusters' namespaces
 * @param every between two rounds. 10 s: a Lease lasts for nine of them
 * @param namespaces where it goes round; empty: the namespaces that connections are bound to, and the default one
 * @param lease how long a renewal is good for. 90 s: four renewals may fail
 * @param renewal between two renewals. 20 s: the only steady write to Kubernetes
 */
record JanitorSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10s") Duration every,
        List<String> namespaces,
        @DefaultValue("90s") Duration lease,
        @DefaultValue("20s") Duration renewal) {
    private static final int RENEWALS_IN_A_LEASE = 3;

    JanitorSettings {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
    }

    void check(Problems problems) {
        problems.inRange("every", every, Duration.ofMillis(100), Duration.ofMinutes(5));
        problems.inRange("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
        problems.inRange("renewal", renewal, Duration.ofMillis(100), Duration.ofMinutes(3));
        if (lease.compareTo(renewal.multipliedBy(RENEWALS_IN_A_LEASE)) < 0) {
            problems.add("lease", Shown.of(lease), "at least three times the renewal is expected");
        }
        namespaces.stream()
                .filter(namespace -> !KubernetesNames.label(namespace))
                .forEach(namespace ->
                        problems.add("namespaces", namespace, "the name of a Kubernetes namespace is expected"));
    }

    LifeTimes times() {
        return new LifeTimes(lease, renewal);
    }
}
