package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeNamesTest {
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "emqx@emqx-0.emqx-headless.mqtt.svc.cluster.local, emqx-0, true",
        "emqx@emqx-0.emqx-headless.mqtt.svc.cluster.local, EMQX-0, true",
        "emqx@emqx-10.emqx-headless.mqtt.svc.cluster.local, emqx-1, false",
        "emqx@emqx-1.emqx-headless, emqx-10, false",
        "emqx@emqx-0, emqx-0, true",
        "emqx@10.0.0.3, 10.0.0.3, true",
        "emqx@10.0.0.30, 10.0.0.3, false",
        "emqx@10.0.0.3, 10, false",
        "emqx@fd00::3, [fd00::3], true",
        "emqx@my.host.example, my.host.example, true",
        "nonsense, emqx-0, false"
    })
    void matchesPodsAndAddresses(String node, String podOrAddress, boolean runsThere) {
        assertThat(NodeNames.runsAt(node, podOrAddress)).isEqualTo(runsThere);
    }

    @Test
    void findsTheNameInTheStatusText() {
        assertThat(NodeNames.inStatus("Node emqx@10.0.0.3 is started\nemqx is running"))
                .contains("emqx@10.0.0.3");
        assertThat(NodeNames.inStatus("Node emqx@10.0.0.3 is stopped\n")).contains("emqx@10.0.0.3");
        assertThat(NodeNames.inStatus("<html>no such page</html>")).isEmpty();
        assertThat(NodeNames.inStatus("")).isEmpty();
    }
}
