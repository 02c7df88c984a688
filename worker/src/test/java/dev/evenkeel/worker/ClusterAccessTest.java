package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterAccessTest {
    private static final String API = "evenkeel.kubernetes.api-server";
    private static final String NOBODY = "http://127.0.0.1:9";

    private static ClusterAccess access(Environs environs, String... properties) {
        return ClusterAccess.of(SettingsOf.environment(environs, properties), environs);
    }

    @Test
    void looksAfterTheDefaultNamespaceUnlessTold() {
        try (ClusterAccess access = access(SettingsOf.NOWHERE, API, NOBODY, "evenkeel.default-namespace", "mqtt")) {
            assertThat(access.namespace()).isEqualTo("mqtt");
            assertThat(access.janitorNamespaces()).containsExactly("mqtt");
        }
        try (ClusterAccess access = access(SettingsOf.NOWHERE, API, NOBODY, "evenkeel.janitor.namespaces", "a,b")) {
            assertThat(access.janitorNamespaces()).containsExactly("a", "b");
        }
    }

    /** A worker's switch for its own janitor is none for who asks for a janitor. */
    @Test
    void looksAfterItsConnectionsThoughTheWorkersJanitorIsOff() {
        try (ClusterAccess access = access(
                new Environs(Map.of("SECRET", "s"), Path.of("/nonexistent"), Path.of("/nonexistent")),
                API,
                NOBODY,
                "evenkeel.janitor.enabled",
                "false",
                "evenkeel.connections.one.clusters",
                "mqtt/*",
                "evenkeel.connections.one.api-key",
                "key",
                "evenkeel.connections.one.secret-env",
                "SECRET")) {
            assertThat(access.janitorNamespaces()).containsExactly("mqtt");
        }
    }

    @Test
    void aPodLooksAfterItsOwnNamespace(@TempDir Path account) throws IOException {
        Files.writeString(account.resolve("namespace"), "edge\n");
        try (ClusterAccess access = access(new Environs(Map.of(), Path.of("/nonexistent"), account), API, NOBODY)) {
            assertThat(access.namespace()).isEqualTo("edge");
        }
        try (ClusterAccess access = access(
                new Environs(Map.of(), Path.of("/nonexistent"), account),
                API,
                NOBODY,
                "evenkeel.default-namespace",
                "mqtt")) {
            assertThat(access.namespace()).isEqualTo("mqtt");
        }
    }

    @Test
    void namesAllThatIsWrong() {
        assertThatThrownBy(() -> access(SettingsOf.NOWHERE, "evenkeel.janitor.lease", "1ms", "evenkeel.pace.near", "x"))
                .asInstanceOf(type(SettingsException.class))
                .extracting(SettingsException::problems)
                .satisfies(problems -> assertThat(problems).hasSizeGreaterThan(1));
    }

    @Test
    void isNothingWithoutKubernetes() {
        assertThatThrownBy(() -> access(SettingsOf.NOWHERE))
                .asInstanceOf(type(SettingsException.class))
                .extracting(SettingsException::problems)
                .asString()
                .contains("no service account and no kubeconfig");
    }

    @Test
    void readsArgumentsBesideTheEnvironment() {
        try (ClusterAccess access = ClusterAccess.ofProcess(
                List.of("--evenkeel.kubernetes.api-server=" + NOBODY, "--evenkeel.default-namespace=typed"))) {
            assertThat(access.namespace()).isEqualTo("typed");
        }
    }
}
