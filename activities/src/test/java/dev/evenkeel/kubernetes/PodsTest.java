package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodsTest {
    /** Charts name the ports, operators do not; 4.4 has a dashboard beside its API, and its users are none of the API's. */
    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource({
        "emqx/emqx-enterprise:5.10.3,          dashboard 18083,               18083",
        "emqx/emqx-enterprise:5.10.3,          http-dashboard 28083,          28083",
        "emqx/emqx-enterprise:5.10.3,          mqtt 1883,                     18083",
        "emqx/emqx-ee:4.4.19,                  dashboard 18083 mgmt 8081,     8081",
        "emqx/emqx-ee:4.4.19,                  dashboard 18083 mgmt 9081,     9081",
        "emqx/emqx-ee:4.4.19,                  mqtt 1883,                     8081",
        "emqx/emqx-ee:4.4.19,                  dashboard 18083,               8081",
        "registry.local:5000/emqx/emqx-ee:v4.4.24, mqtt 1883,                 8081",
        "mirror/broker@sha256:0a1b,            mgmt 8081 dashboard 18083,     8081",
        "mirror/broker@sha256:0a1b,            dashboard 18083,               18083",
    })
    void findsTheApisPort(String image, String ports, int expected) {
        assertThat(Pods.apiPort(pod(image, ports.split(" ")))).isEqualTo(expected);
    }

    private static Pod pod(String image, String... namesAndPorts) {
        var container = new PodBuilder()
                .withNewSpec()
                .addNewContainer()
                .withName("emqx")
                .withImage(image);
        for (int at = 0; at < namesAndPorts.length; at += 2) {
            container = container
                    .addNewPort()
                    .withName(namesAndPorts[at])
                    .withContainerPort(Integer.parseInt(namesAndPorts[at + 1]))
                    .endPort();
        }
        return container.endContainer().endSpec().build();
    }
}
