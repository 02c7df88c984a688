package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesSettingsTest {
    @Test
    void hasDefaults() {
        KubernetesSettings defaults = KubernetesSettings.defaults();

        assertThat(defaults.masterUrl()).isEmpty();
        assertThat(defaults.kubeconfig()).isEmpty();
        assertThat(defaults.connect()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.request()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takesEverythingFromAKubeconfig(@TempDir Path folder) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: here, cluster: {server: "http://10.9.8.7:6443"}}]
                contexts: [{name: here, context: {cluster: here, user: me}}]
                users: [{name: me, user: {token: t0ken}}]
                """);

        Config config = KubernetesClients.config(new KubernetesSettings(
                Optional.empty(), Optional.of(kubeconfig), Duration.ofMillis(700), Duration.ofMillis(900)));

        assertThat(config.getMasterUrl()).startsWith("http://10.9.8.7:6443");
        assertThat(config.getAutoOAuthToken()).isEqualTo("t0ken");
        assertThat(config.getConnectionTimeout()).isEqualTo(700);
        assertThat(config.getRequestTimeout()).isEqualTo(900);
        assertThat(config.getRequestRetryBackoffLimit()).isZero();
    }

    @Test
    void sendsNobodysTokenToAnOverriddenUrl() {
        Config config = KubernetesClients.config(KubernetesSettings.at(URI.create("http://127.0.0.1:1")));

        assertThat(config.getMasterUrl()).startsWith("http://127.0.0.1:1");
        assertThat(config.getOauthToken()).isNull();
        assertThat(config.getAutoOAuthToken()).isNull();
    }

    @Test
    void refusesTwoSourcesAndNoTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KubernetesSettings(
                        Optional.of(URI.create("http://x")),
                        Optional.of(Path.of("y")),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KubernetesSettings(
                        Optional.empty(), Optional.empty(), Duration.ZERO, Duration.ofSeconds(1)));
    }
}
