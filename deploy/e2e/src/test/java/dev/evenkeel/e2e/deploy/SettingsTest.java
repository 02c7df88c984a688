package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the worker takes the settings that the chart makes for it: it refuses what it does not know. */
@Tag("kubernetes")
final class SettingsTest {
    private static final Pattern SECRET_FILE = Pattern.compile("/run/secrets/(\\S+)");
    private static final char[] PASSWORD = "planted".toCharArray();

    @TempDir
    Path folder;

    static List<String> values() {
        return Chart.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void theWorkerTakesThem(String values) throws Exception {
        Rendered chart = Chart.rendered(values, "service.port=" + Program.freePort());
        Deployment worker = chart.all(Deployment.class).stream()
                .filter(one -> "worker".equals(one.getMetadata().getLabels().get("app.kubernetes.io/component")))
                .findFirst()
                .orElseThrow();
        String settings = chart.one(
                        ConfigMap.class, Chart.NAMESPACE, worker.getMetadata().getName())
                .getData()
                .get("application.yml");
        plant(settings);
        Files.writeString(
                Files.createDirectories(folder.resolve("settings")).resolve("application.yml"),
                settings.replace("/run/secrets/", folder.resolve("secrets") + "/"));

        try (Program program = Program.start(
                folder.resolve("worker.log"),
                variables(worker),
                Program.java("dev.evenkeel.worker.WorkerApplication", "--server.address=127.0.0.1"))) {
            // Its settings are taken before it looks for Temporal, which is not there.
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> {
                assertThat(program.alive()).as(program.output()).isTrue();
                return program.output().contains("waiting for Temporal at ");
            });
        }
    }

    private Map<String, String> variables(Deployment worker) throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (EnvVar variable :
                worker.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv()) {
            variables.put(variable.getName(), variable.getValueFrom() == null ? variable.getValue() : "planted");
        }
        variables.put("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + folder.resolve("settings") + "/");
        variables.remove("JDK_JAVA_OPTIONS"); // the test's own java has other flags
        variables.put(
                "KUBECONFIG",
                Files.writeString(folder.resolve("kubeconfig"), "apiVersion: v1\nkind: Config\n")
                        .toString());
        return variables;
    }

    /** A file for each that the settings name. */
    private void plant(String settings) throws Exception {
        Matcher files = SECRET_FILE.matcher(settings);
        while (files.find()) {
            Path file = folder.resolve("secrets").resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, file.toString().contains("/temporal/") ? pem(file.toString()) : "planted");
        }
    }

    /** A key, or its certificate. */
    private String pem(String name) throws Exception {
        Path store = folder.resolve("client.p12");
        if (!Files.exists(store)) {
            Program.run(
                            folder,
                            Map.of(),
                            Duration.ofSeconds(60),
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "client",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=client",
                                    "-keystore",
                                    store.toString(),
                                    "-storepass",
                                    new String(PASSWORD)))
                    .wanted();
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        Key key = keys.getKey("client", PASSWORD);
        return name.endsWith(".key")
                ? block("PRIVATE KEY", key.getEncoded())
                : block("CERTIFICATE", keys.getCertificate("client").getEncoded());
    }

    private static String block(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
