package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.emqx.EmqxTimeouts;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.planning.Pace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each record of settings: its defaults, and every key set to something else. */
final class SettingsTest {
    @Nested
    final class Root {
        @Test
        void defaults() {
            EvenkeelSettings settings = SettingsOf.properties();

            assertThat(settings.defaultNamespace()).isEqualTo("default");
            assertThat(settings.connections()).isEmpty();
        }

        @Test
        void everyKey(@TempDir Path folder) throws Exception {
            Path secret = Files.writeString(folder.resolve("secret"), "s");

            EvenkeelSettings settings = SettingsOf.properties(
                    "evenkeel.default-namespace", "mqtt",
                    "evenkeel.connections.plant.clusters", "mqtt/emqx-ee",
                    "evenkeel.connections.plant.api-key", "key",
                    "evenkeel.connections.plant.secret-file", secret.toString());

            assertThat(settings.defaultNamespace()).isEqualTo("mqtt");
            assertThat(settings.connections()).containsOnlyKeys("plant");
            assertThat(settings.profiles(SettingsOf.NOWHERE).names()).isEqualTo(Set.of("plant"));
        }
    }

    @Nested
    final class Connection {
        @Test
        void defaults() {
            Environs environs = with(Map.of("SECRET", "s"));

            ConnectionSettings settings = SettingsOf.properties(
                            environs,
                            "evenkeel.connections.plant.clusters",
                            "default/*",
                            "evenkeel.connections.plant.api-key",
                            "key",
                            "evenkeel.connections.plant.secret-env",
                            "SECRET")
                    .connections()
                    .get("plant");

            assertThat(settings.urls()).isEmpty();
            assertThat(settings.secretFile()).isEmpty();
        }

        @Test
        void everyKey() {
            Environs environs = with(Map.of("SECRET", "s"));

            ConnectionSettings settings = SettingsOf.properties(
                            environs,
                            "evenkeel.connections.plant.urls",
                            "http://a:18083,https://b:18083",
                            "evenkeel.connections.plant.clusters[0]",
                            "default/emqx-ee",
                            "evenkeel.connections.plant.clusters[1]",
                            "mqtt/*",
                            "evenkeel.connections.plant.api-key",
                            "key",
                            "evenkeel.connections.plant.secret-env",
                            "SECRET")
                    .connections()
                    .get("plant");

            assertThat(settings)
                    .isEqualTo(new ConnectionSettings(
                            List.of("http://a:18083", "https://b:18083"),
                            List.of("default/emqx-ee", "mqtt/*"),
                            "key",
                            Optional.empty(),
                            Optional.of("SECRET")));
        }

        @Test
        void fromVariablesAsAPodGetsThem() {
            Environs environs = with(Map.of(
                    "SECRET", "s",
                    "EVENKEEL_CONNECTIONS_PLANT_CLUSTERS", "default/emqx-ee",
                    "EVENKEEL_CONNECTIONS_PLANT_APIKEY", "key",
                    "EVENKEEL_CONNECTIONS_PLANT_SECRETENV", "SECRET"));

            assertThat(SettingsOf.properties(environs)
                            .connections()
                            .get("plant")
                            .clusters())
                    .containsExactly("default/emqx-ee");
        }
    }

    @Nested
    final class Kubernetes {
        @Test
        void defaults() {
            KubernetesApiSettings settings = SettingsOf.properties().kubernetes();

            assertThat(settings.enabled()).isEqualTo(KubernetesApiSettings.Enabled.AUTO);
            assertThat(settings.reach()).isEqualTo(KubernetesApiSettings.Reach.DIRECT);
            assertThat(settings.api(with(Map.of("KUBECONFIG", "/some/file")))).contains(KubernetesSettings.defaults());
        }

        @Test
        void everyKey(@TempDir Path folder) throws Exception {
            Path kubeconfig = Files.writeString(folder.resolve("config"), "");

            KubernetesApiSettings settings = SettingsOf.properties(
                            "evenkeel.kubernetes.enabled", "true",
                            "evenkeel.kubernetes.kubeconfig", kubeconfig.toString(),
                            "evenkeel.kubernetes.context", "mine",
                            "evenkeel.kubernetes.reach", "port-forward",
                            "evenkeel.kubernetes.connect", "1s",
                            "evenkeel.kubernetes.request", "3s")
                    .kubernetes();

            assertThat(settings.enabled()).isEqualTo(KubernetesApiSettings.Enabled.TRUE);
            assertThat(settings.reach()).isEqualTo(KubernetesApiSettings.Reach.PORT_FORWARD);
            assertThat(settings.api(SettingsOf.NOWHERE))
                    .contains(new KubernetesSettings(
                            Optional.empty(),
                            Optional.of(kubeconfig),
                            Optional.of("mine"),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(3)));
        }

        @Test
        void anApiServerOfItsOwnNeedsNothingElse() {
            KubernetesApiSettings settings = SettingsOf.properties(
                            "evenkeel.kubernetes.api-server", "http://127.0.0.1:8001")
                    .kubernetes();

            assertThat(settings.api(SettingsOf.NOWHERE).flatMap(KubernetesSettings::masterUrl))
                    .contains(URI.create("http://127.0.0.1:8001"));
        }

        @Test
        void isNotUsedWhereNothingPointsToIt() {
            assertThat(SettingsOf.properties().kubernetes().api(SettingsOf.NOWHERE))
                    .isEmpty();
        }

        @Test
        void isNotUsedWhereItIsTurnedOff() {
            KubernetesApiSettings settings = SettingsOf.properties("evenkeel.kubernetes.enabled", "false")
                    .kubernetes();

            assertThat(settings.api(with(Map.of("KUBECONFIG", "/some/file")))).isEmpty();
        }

        @Test
        void isUsedInAPod(@TempDir Path account) throws Exception {
            Files.writeString(account.resolve("token"), "t");
            Environs pod = new Environs(Map.of(), Path.of("/nonexistent"), account);

            assertThat(SettingsOf.properties(pod).kubernetes().api(pod)).isPresent();
        }
    }

    @Nested
    final class Emqx {
        @Test
        void defaults() {
            assertThat(SettingsOf.properties().emqx().timeouts()).isEqualTo(EmqxTimeouts.defaults());
        }

        @Test
        void everyKey() {
            EmqxSettings settings = SettingsOf.properties(
                            "evenkeel.emqx.connect", "1s",
                            "evenkeel.emqx.read", "2s",
                            "evenkeel.emqx.read-call", "3s",
                            "evenkeel.emqx.all-reads", "6s",
                            "evenkeel.emqx.another", "1s",
                            "evenkeel.emqx.write", "17s",
                            "evenkeel.emqx.dead", "11s",
                            "evenkeel.emqx.node-name", "30s")
                    .emqx();

            assertThat(settings.timeouts())
                    .isEqualTo(new EmqxTimeouts(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(17),
                            Duration.ofSeconds(11),
                            Duration.ofSeconds(30)));
        }
    }

    @Nested
    final class Prometheus {
        @Test
        void defaults() {
            assertThat(SettingsOf.properties().prometheus().client(SettingsOf.NOWHERE))
                    .isEmpty();
        }

        @Test
        void everyKey(@TempDir Path folder) throws Exception {
            Path token = Files.writeString(folder.resolve("token"), "t");

            PrometheusSettings settings = SettingsOf.properties(
                            "evenkeel.prometheus.url",
                            "https://mimir:9009/prometheus",
                            "evenkeel.prometheus.bearer-token-file",
                            token.toString())
                    .prometheus();

            assertThat(settings)
                    .isEqualTo(new PrometheusSettings(
                            Optional.of("https://mimir:9009/prometheus"),
                            Optional.of(token.toString()),
                            Optional.empty()));
            assertThat(settings.client(SettingsOf.NOWHERE)).isPresent();
        }

        @Test
        void aTokenFromAVariable() {
            PrometheusSettings settings = SettingsOf.properties(
                            with(Map.of("TOKEN", "t")),
                            "evenkeel.prometheus.url",
                            "http://prometheus:9090",
                            "evenkeel.prometheus.bearer-token-env",
                            "TOKEN")
                    .prometheus();

            assertThat(settings.bearerTokenEnv()).contains("TOKEN");
        }
    }

    @Nested
    final class Pacing {
        @Test
        void defaults() {
            assertThat(SettingsOf.properties().pace().pace()).isEqualTo(Pace.realTime());
        }

        @Test
        void speedAlone() {
            assertThat(SettingsOf.properties("evenkeel.pace.speed", "10").pace().pace())
                    .isEqualTo(Pace.faster(10));
        }

        @Test
        void everyKey() {
            Pace pace = SettingsOf.properties(
                            "evenkeel.pace.steady", "6s",
                            "evenkeel.pace.near", "500ms",
                            "evenkeel.pace.stay", "4s",
                            "evenkeel.pace.near-window", "3s",
                            "evenkeel.pace.near-at-most", "15s",
                            "evenkeel.pace.silence", "7m",
                            "evenkeel.pace.clients-back", "90s",
                            "evenkeel.pace.speed", "2")
                    .pace()
                    .pace();

            assertThat(pace)
                    .isEqualTo(new Pace(
                            Duration.ofSeconds(3),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(15),
                            Duration.ofSeconds(210),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(45),
                            Duration.ofSeconds(10),
                            Duration.ofMillis(500)));
        }
    }

    @Nested
    final class OneWorker {
        @Test
        void defaults() {
            assertThat(SettingsOf.properties().worker())
                    .isEqualTo(new WorkerSettings(200, 50, 600, Duration.ofSeconds(25)));
        }

        @Test
        void everyKey() {
            WorkerSettings settings = SettingsOf.properties(
                            "evenkeel.worker.max-concurrent-activities", "20",
                            "evenkeel.worker.max-concurrent-workflow-tasks", "5",
                            "evenkeel.worker.max-cached-runs", "60",
                            "evenkeel.worker.drain-timeout", "55s")
                    .worker();

            assertThat(settings).isEqualTo(new WorkerSettings(20, 5, 60, Duration.ofSeconds(55)));
            assertThat(settings.workerOptions().getMaxConcurrentActivityExecutionSize())
                    .isEqualTo(20);
            assertThat(settings.workerOptions().getMaxConcurrentWorkflowTaskExecutionSize())
                    .isEqualTo(5);
            assertThat(settings.factoryOptions().build().getWorkflowCacheSize()).isEqualTo(60);
        }
    }

    private static Environs with(Map<String, String> variables) {
        return new Environs(variables, SettingsOf.NOWHERE.home(), SettingsOf.NOWHERE.serviceAccount());
    }
}
