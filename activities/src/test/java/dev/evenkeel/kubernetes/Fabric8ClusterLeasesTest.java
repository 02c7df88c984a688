package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class Fabric8ClusterLeasesTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String RUN = "default/emqx-rebalance/mqtt/emqx/run-1";

    private KubernetesClient client;
    private Fabric8ClusterLeases leases;

    @BeforeEach
    void open() {
        leases = new Fabric8ClusterLeases(client);
    }

    private static ClusterLease lease(Optional<String> coordinator) {
        return ClusterLease.of(
                "emqx",
                ClusterRef.inKubernetes("mqtt", "emqx"),
                RUN,
                Lever.LABEL,
                coordinator.map(Fabric8ClusterLeasesTest::wave),
                BEGAN.plus(Duration.ofHours(1)),
                BEGAN,
                Duration.ofSeconds(90));
    }

    private static Wave wave(String coordinator) {
        StartParameters parameters = new StartParameters(
                10,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                new Threshold(100, 1.1),
                new Threshold(100, 1.1));
        return new Wave(1, coordinator, List.of("n1", "n3", "n4"), List.of("n1"), List.of("n3", "n4"), parameters);
    }

    private ClusterLease stored() {
        return leases.read("mqtt", "emqx").orElseThrow();
    }

    /** Two workers take turns: the one that has not seen the second wave must not write the first one back. */
    @Test
    void renewingLeavesTheWaveThatAnotherWorkerWroteSince() {
        ClusterLease first = lease(Optional.of("n4"));
        leases.hold(first);
        leases.hold(lease(Optional.of("n3")));

        assertThat(leases.renew(first, BEGAN.plusSeconds(20))).isTrue();

        assertThat(stored().wave().map(Wave::coordinator)).contains("n3");
        assertThat(stored().renewedAt()).isEqualTo(BEGAN.plusSeconds(20));
        assertThat(stored().lastSignAt()).isEqualTo(BEGAN.plusSeconds(20));
    }

    @Test
    void renewingWritesAWaveAgainThatIsNotThere() {
        leases.hold(lease(Optional.empty()));

        assertThat(leases.renew(lease(Optional.of("n4")), BEGAN.plusSeconds(20)))
                .isTrue();

        assertThat(stored().wave().map(Wave::coordinator)).contains("n4");
    }

    /** An edit by hand that reads as JSON and is no wave. */
    @Test
    void aWaveThatIsNullIsNoneAndKeepsNobodyFromTheOtherLeases() {
        leases.hold(lease(Optional.of("n4")));
        edited(annotations -> annotations.put("evenkeel.dev/wave", "null"));

        assertThat(leases.all("mqtt")).hasSize(1).allMatch(lease -> lease.wave().isEmpty());
    }

    /** Somebody's edit took away whose it is: nobody could keep, free or take it, and marked pods would stay out. */
    @Test
    void aLeaseThatSaysNoLongerWhoseItIsIsWrittenAgain() {
        leases.hold(lease(Optional.of("n4")));
        edited(annotations -> annotations.remove("evenkeel.dev/run"));
        assertThat(leases.read("mqtt", "emqx")).isEmpty();

        assertThat(leases.create(lease(Optional.of("n3")))).isTrue();

        assertThat(stored().run()).isEqualTo(RUN);
        assertThat(leases.create(lease(Optional.of("n1")))).isFalse();
        assertThat(stored().wave().map(Wave::coordinator)).contains("n3");
    }

    /** Somebody edits the annotations of the stored Lease. */
    private void edited(Consumer<Map<String, String>> edit) {
        client.leases().inNamespace("mqtt").withName("evenkeel-emqx").edit(lease -> {
            edit.accept(lease.getMetadata().getAnnotations());
            return lease;
        });
    }
}
