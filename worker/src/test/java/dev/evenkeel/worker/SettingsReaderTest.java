package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsReaderTest {
    @Test
    void namesEverythingThatIsWrongAtOnce() {
        List<String> problems = problems(
                "evenkeel.default-namespace", "No Namespace",
                "evenkeel.kubernetes.enabled", "perhaps",
                "evenkeel.emqx.read-call", "8s",
                "evenkeel.pace.steady", "4x",
                "evenkeel.pace.speed", "0",
                "evenkeel.pace.stedy", "4s",
                "evenkeel.worker.max-concurrent-activities", "many",
                "evenkeel.worker.max-cached-runs", "0");

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "evenkeel.default-namespace: 'No Namespace': the name of a Kubernetes namespace is expected",
                        "evenkeel.kubernetes.enabled: 'perhaps': auto, true or false is expected",
                        "evenkeel.emqx: readCall (PT8S) and twice another (PT1.5S) fit into allReads, got PT8.5S",
                        "evenkeel.pace.steady: '4x': a duration, such as 90s, 5m or PT90S is expected",
                        "evenkeel.pace.speed: '0.0': from 1 (EMQX in real time) to 1000 is expected",
                        "evenkeel.pace.stedy: there is no such setting",
                        "evenkeel.worker.max-concurrent-activities: 'many': a whole number is expected",
                        "evenkeel.worker.max-cached-runs: '0': from 1 to 10000 is expected");
    }

    @ParameterizedTest
    @CsvSource({
        "connect, 0s",
        "connect, 11s",
        "request, 0s",
        "request, 11s",
    })
    void boundsWaitsForKubernetes(String key, String value) {
        assertThat(problems("evenkeel.kubernetes." + key, value))
                .singleElement()
                .asString()
                .startsWith("evenkeel.kubernetes." + key);
    }

    @ParameterizedTest
    @CsvSource({
        "steady, 0s",
        "near, 10ms",
        "stay, 9s",
        "near-window, 2m",
        "near-at-most, 6m",
        "silence, 1s",
        "clients-back, 5m",
        "speed, 1001",
    })
    void boundsThePace(String key, String value) {
        assertThat(problems("evenkeel.pace." + key, value))
                .singleElement()
                .asString()
                .startsWith("evenkeel.pace." + key);
    }

    @Test
    void saysWhatIsWrongWithPrometheusAndShowsNoPassword() {
        assertThat(problems("evenkeel.prometheus.url", "http://me:pass@prometheus:9090"))
                .containsExactly("evenkeel.prometheus.url: http(s)://host:port and a path, without user, query or"
                        + " fragment is expected");
        assertThat(problems("evenkeel.prometheus.bearer-token-env", "NOT_SET"))
                .containsExactlyInAnyOrder(
                        "evenkeel.prometheus: a token without a url: it would be sent nowhere",
                        "evenkeel.prometheus.bearer-token-env: environment variable NOT_SET is empty or not there");
    }

    @Test
    void wantsAConnectionWhole() {
        assertThat(problems("evenkeel.connections.plant.secret-env", "NOT_SET"))
                .containsExactlyInAnyOrder(
                        "evenkeel.connections.plant: neither urls nor clusters: it would be of no use to anybody",
                        "evenkeel.connections.plant.api-key: the name of an API key of EMQX is missing",
                        "evenkeel.connections.plant.secret-env: environment variable NOT_SET is empty or not there");
    }

    @Test
    void wantsASecretThatCanBeReadAtStart(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path long_ = Files.writeString(folder.resolve("long"), "x".repeat(5_000));

        assertThat(problems(connection("a", "a/a", "/nonexistent")))
                .containsExactly(
                        "evenkeel.connections.a.secret-file: file /nonexistent cannot be read: NoSuchFileException");
        assertThat(problems(connection("a", "a/a", empty.toString())))
                .containsExactly("evenkeel.connections.a.secret-file: file " + empty + " is empty or not there");
        assertThat(problems(connection("a", "a/a", long_.toString())))
                .containsExactly(
                        "evenkeel.connections.a.secret-file: file " + long_ + " cannot be read: TooLongException");
    }

    @Test
    void wantsOneConnectionForEachCluster(@TempDir Path folder) throws Exception {
        String secret = Files.writeString(folder.resolve("secret"), "s").toString();
        List<String> properties = new ArrayList<>();
        properties.addAll(List.of(connection("a", "mqtt/*", secret)));
        properties.addAll(List.of(connection("b", "mqtt/emqx-ee", secret)));

        assertThat(problems(properties.toArray(String[]::new)))
                .containsExactly("evenkeel.connections.b.clusters: 'mqtt/emqx-ee': connection 'a' is bound to mqtt/* "
                        + "already; a cluster has one connection");
    }

    @Test
    void repeatsNothingThatMayBeASecret() {
        List<String> problems = problems(
                "evenkeel.connections.a.secret", "hunter2",
                "evenkeel.connections.a.urls", "http://user:hunter2@host:18083",
                "evenkeel.connections.b", "hunter2",
                "evenkeel.kubernetes.api-server", "http://user:hunter2@host");

        assertThat(problems).isNotEmpty();
        assertThat(String.join("\n", problems)).doesNotContain("hunter2");
    }

    @Test
    void leavesVariablesAloneThatKubernetesSetsForAService() {
        Environs pod = new Environs(
                Map.of("EVENKEEL_WORKER_PORT_8081_TCP_ADDR", "10.0.0.1", "EVENKEEL_WORKER_SERVICE_HOST", "10.0.0.1"),
                Path.of("/nonexistent"),
                Path.of("/nonexistent"));

        assertThat(SettingsOf.properties(pod).worker().maxConcurrentActivities())
                .isEqualTo(200);
    }

    @Test
    void leavesTheLaunchersFlagAlone() {
        assertThat(SettingsOf.properties("evenkeel.launcher", "./evenkeel").defaultNamespace())
                .isEqualTo("default");
    }

    @Test
    void endsWithTheExitCodeOfAWrongCommandLine() {
        assertThat(refused("evenkeel.pace.stedy", "1s").getExitCode()).isEqualTo(2);
    }

    @Test
    void showsWhatIsInEffectWithoutKeys(@TempDir Path folder) throws Exception {
        String secret = Files.writeString(folder.resolve("secret"), "hunter2").toString();

        EvenkeelSettings settings = SettingsOf.properties(connection("a", "mqtt/*", secret));

        assertThat(Shown.of(settings))
                .contains(
                        "evenkeel.connections.a.clusters=mqtt/*",
                        "evenkeel.connections.a.api-key=***",
                        "evenkeel.connections.a.secret-file=" + secret,
                        "evenkeel.kubernetes.enabled=auto",
                        "evenkeel.pace.near=250ms");
        assertThat(settings + "" + Shown.of(settings)).doesNotContain("hunter2", "key-of-a");
    }

    private static String[] connection(String name, String cluster, String secretFile) {
        String prefix = "evenkeel.connections." + name;
        return new String[] {
            prefix + ".clusters", cluster, prefix + ".api-key", "key-of-" + name, prefix + ".secret-file", secretFile
        };
    }

    private static List<String> problems(String... properties) {
        return refused(properties).problems();
    }

    private static SettingsException refused(String... properties) {
        return catchThrowableOfType(SettingsException.class, () -> SettingsOf.properties(properties));
    }
}
