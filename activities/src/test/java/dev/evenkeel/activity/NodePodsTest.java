package dev.evenkeel.activity;

import static dev.evenkeel.activity.FakeClusterDiscovery.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodePodsTest {
    private static final DiscoveredCluster CLUSTER = new DiscoveredCluster(
            "mqtt",
            "emqx",
            false,
            List.of(
                    pod("emqx-1", "10.0.0.1"),
                    pod("emqx-10", "10.0.0.10"),
                    pod("emqx-2", "fd00::2"),
                    pod("emqx-3", "")),
            List.of());

    @ParameterizedTest(name = "{0} lives in {1}")
    @CsvSource({
        "emqx@emqx-1.emqx-headless.mqtt.svc.cluster.local, emqx-1",
        "emqx@emqx-10.emqx-headless.mqtt.svc.cluster.local, emqx-10",
        "emqx@10.0.0.1, emqx-1",
        "emqx@10.0.0.10, emqx-10",
        "emqx@fd00::2, emqx-2",
        "emqx@emqx-3, emqx-3",
    })
    void findsThePodByNameOrAddress(String node, String pod) {
        assertThat(NodePods.podOf(node, CLUSTER)).map(DiscoveredPod::name).contains(pod);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emqx@10.0.0.2", "emqx@emqx-4.emqx-headless", "emqx@emqx", "emqx@127.0.0.1", "emqx"})
    void findsNoneForANodeOfSomewhereElse(String node) {
        assertThat(NodePods.podOf(node, CLUSTER)).isEmpty();
    }
}
