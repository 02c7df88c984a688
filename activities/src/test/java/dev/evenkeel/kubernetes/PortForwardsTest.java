package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ports on this side; what passes through them is tried on the real API server. */
@Timeout(60)
class PortForwardsTest {
    /** Nobody listens there. */
    private final KubernetesClient client =
            KubernetesClients.open(KubernetesSettings.at(URI.create("http://127.0.0.1:1")));

    private Instant now = Instant.EPOCH;
    private final PortForwards forwards = new PortForwards(client, () -> now);

    @AfterEach
    void close() {
        forwards.close();
        client.close();
    }

    @Test
    void givesEveryPodAPortOfLoopbackAndKeepsIt() throws IOException {
        DiscoveredPod one = pod("emqx-0", "a");
        DiscoveredPod other = pod("emqx-1", "b");
        DiscoveredCluster cluster = cluster(one, other);

        URI first = forwards.to(cluster, one).orElseThrow();

        assertThat(first.getHost()).isEqualTo("127.0.0.1");
        assertThat(forwards.to(cluster, one)).contains(first);
        assertThat(forwards.to(cluster, other)).isPresent().get().isNotEqualTo(first);
        new Socket("127.0.0.1", first.getPort()).close();
        assertThatThrownBy(() -> new Socket("127.0.0.2", first.getPort())).isInstanceOf(ConnectException.class);
    }

    @Test
    void leadsNowhereWhileAPodHasNoAddress() {
        DiscoveredPod starting = pod("emqx-0", "a", Optional.empty());

        assertThat(forwards.to(cluster(starting), starting)).isEmpty();
    }

    @Test
    void givesAReplacedPodsPortUpOnlyWhenNobodyCanStillUseIt() throws IOException {
        DiscoveredPod former = pod("emqx-0", "a");
        DiscoveredPod next = pod("emqx-0", "b");
        int formerPort = port(cluster(former), former);

        int nextPort = port(cluster(next), next);
        now = now.plus(PortForwards.GIVEN_UP_AFTER).minusMillis(1);
        port(cluster(next), next);

        assertThat(nextPort).isNotEqualTo(formerPort);
        new Socket("127.0.0.1", formerPort).close();

        now = now.plusMillis(1);
        port(cluster(next), next);

        // The listener ends when its thread has noticed.
        await().untilAsserted(() -> assertThatThrownBy(() -> new Socket("127.0.0.1", formerPort).close())
                .isInstanceOf(ConnectException.class));
        new Socket("127.0.0.1", nextPort).close();
    }

    @Test
    void leavesTheForwardsOfOtherClustersAlone() throws IOException {
        DiscoveredPod here = pod("emqx-0", "a");
        DiscoveredPod there = pod("other-0", "b");
        DiscoveredCluster other = new DiscoveredCluster("mqtt", "other", false, List.of(there), List.of());
        int port = port(cluster(here), here);

        port(other, there);
        now = now.plus(Duration.ofHours(1));
        port(other, there);

        new Socket("127.0.0.1", port).close();
    }

    @Test
    void makesABrokenForwardAnew() throws IOException {
        DiscoveredPod pod = pod("emqx-broken", "a");
        int broken = port(cluster(pod), pod);
        Thread[] threads = new Thread[Thread.activeCount() + 100];
        Thread.enumerate(threads);

        // It closes the listener under its thread.
        Arrays.stream(threads)
                .filter(thread -> thread != null && thread.getName().equals("forward-emqx-broken"))
                .forEach(Thread::interrupt);
        Awaitility.await().until(() -> port(cluster(pod), pod) != broken);

        new Socket("127.0.0.1", port(cluster(pod), pod)).close();
    }

    @Test
    void closesAConnectionThatTheApiServerDoesNotTake() throws IOException {
        DiscoveredPod pod = pod("emqx-0", "a");

        try (Socket caller = new Socket("127.0.0.1", port(cluster(pod), pod))) {
            assertThat(caller.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void endsAllWhenItIsClosed() {
        DiscoveredPod pod = pod("emqx-0", "a");
        int port = port(cluster(pod), pod);

        forwards.close();

        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    }

    private int port(DiscoveredCluster cluster, DiscoveredPod pod) {
        return forwards.to(cluster, pod).orElseThrow().getPort();
    }

    private static DiscoveredCluster cluster(DiscoveredPod... pods) {
        return new DiscoveredCluster("mqtt", "emqx", false, List.of(pods), List.of());
    }

    private static DiscoveredPod pod(String name, String uid) {
        return pod(name, uid, Optional.of("10.0.0.1"));
    }

    private static DiscoveredPod pod(String name, String uid, Optional<String> address) {
        return new DiscoveredPod(name, uid, address, 18083, true, Optional.empty(), Optional.empty(), Map.of());
    }
}
