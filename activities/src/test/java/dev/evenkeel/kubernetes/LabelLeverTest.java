package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class LabelLeverTest extends LabelLeverCases {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private KubernetesMockServer server;

    @Override
    Bench open() {
        return new MockBench(server);
    }

    /** An attempt that was given up must not go on from pod to pod behind a clean-up, however slow the API is. */
    @Test
    void patchesNoPodOnceItsTimeIsOver() {
        Bench bench = open().withCluster("slow", 3).withFront("slow-lb", "slow").publish();
        server.expect()
                .patch()
                .delay(SHORT.plusMillis(500).toMillis())
                .withPath("/api/v1/namespaces/mqtt/pods/slow-0")
                .andReturn(500, new StatusBuilder().withCode(500).build())
                .once();
        LabelLever lever = new LabelLever(bench.lever());

        assertThatThrownBy(
                        () -> lever.exclude("mqtt", "slow", List.of("slow-0", "slow-1"), "mark", Instant.EPOCH, SHORT))
                .isInstanceOf(KubernetesException.class);

        assertThat(Pods.servingLabel(bench.pod("slow-1"))).contains("true");
        bench.close();
    }
}
