package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.activity.ConnectionProfiles.Profile;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.worker.LocalCredentials.Key;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCredentialsTest {
    private static final ClusterRef CLUSTER = ClusterRef.inKubernetes("mqtt", "emqx");
    private static final String PLANTED = "pl4nted";

    /** Secrets of namespace mqtt. */
    private final Map<String, Map<String, String>> secrets = new TreeMap<>();

    private HttpServer api;
    private KubernetesClient kubernetes;

    @BeforeEach
    void open() throws IOException {
        api = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        api.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            boolean found = path.equals("/api/v1/namespaces/mqtt/secrets/" + name) && secrets.containsKey(name);
            byte[] body = (found ? secret(secrets.get(name)) : "{\"kind\":\"Status\",\"code\":404}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        kubernetes = KubernetesClients.open(KubernetesSettings.at(
                URI.create("http://127.0.0.1:" + api.getAddress().getPort())));
    }

    private static String secret(Map<String, String> entries) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{"
                + entries.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":\""
                                + Base64.getEncoder()
                                        .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8))
                                + "\"")
                        .collect(Collectors.joining(","))
                + "}}";
    }

    @AfterEach
    void close() {
        kubernetes.close();
        api.stop(0);
    }

    @Test
    void areBoundToTheirClusterAlone(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), PLANTED + "\n");

        LocalCredentials credentials = credentials("key", file.toString(), null, null, null);
        Profile profile = credentials.profile(CLUSTER, kubernetes, SettingsOf.NOWHERE);

        assertThat(profile.clusters()).containsExactly("mqtt/emqx");
        assertThat(profile.urls()).isEmpty();
        assertThat(key(credentials).name()).isEqualTo("key");
        assertThat(key(credentials).secret().get()).isEqualTo(PLANTED);
    }

    @Test
    void comeFromAVariable() {
        Environs environs = new Environs(Map.of("KEY", PLANTED), Path.of("/nonexistent"), Path.of("/nonexistent"));

        Key key = credentials("key", null, "KEY", null, null).key(CLUSTER, kubernetes, environs);

        assertThat(key.secret().get()).isEqualTo(PLANTED);
    }

    @Test
    void comeFromASecret() {
        secrets.put("mine", Map.of("secret", PLANTED, "other", "its" + PLANTED));

        assertThat(key(credentials("key", null, null, "mine", null)).secret().get())
                .isEqualTo(PLANTED);
        assertThat(key(credentials("key", null, null, "mine", "other")).secret().get())
                .isEqualTo("its" + PLANTED);
    }

    @Test
    void comeFromTheOneThatEmqxOperatorMade() {
        secrets.put(
                "emqx-bootstrap-api-key", Map.of("bootstrap_api_key", "emqx-operator-controller:" + PLANTED + "\n"));

        Key key = key(credentials(null, null, null, "emqx-bootstrap-api-key", null));

        assertThat(key.name()).isEqualTo("emqx-operator-controller");
        assertThat(key.secret().get()).isEqualTo(PLANTED);
    }

    @Test
    void sayWhatIsWrongAndNeverWhatTheyAre() {
        secrets.put("mine", Map.of("password", PLANTED));

        assertThat(problem(credentials("key", null, null, null, null))).contains("exactly one of --secret-file");
        assertThat(problem(credentials("key", "a", "b", null, null))).contains("exactly one of --secret-file");
        assertThat(problem(credentials(null, null, "KEY", null, null))).contains("--api-key is missing");
        assertThat(problem(credentials("key", null, "KEY", null, "entry"))).contains("--secret-name is missing");
        assertThat(problem(credentials("key", "/nonexistent/file", null, null, null)))
                .contains("NoSuchFile");
        assertThat(problem(credentials("key", null, null, "gone", null))).contains("there is no Secret mqtt/gone");
        assertThat(problem(credentials("key", null, null, "mine", null)))
                .contains("no entry 'secret', it has [password]")
                .doesNotContain(PLANTED);
        assertThat(problem(credentials(null, null, null, "mine", "password"))).contains("--api-key is missing");
    }

    private Key key(LocalCredentials credentials) {
        return credentials.key(CLUSTER, kubernetes, SettingsOf.NOWHERE);
    }

    private String problem(LocalCredentials credentials) {
        return catchThrowableOfType(SettingsException.class, () -> key(credentials))
                .getMessage();
    }

    private static LocalCredentials credentials(String key, String file, String env, String name, String entry) {
        return new LocalCredentials(
                Optional.ofNullable(key),
                Optional.ofNullable(file),
                Optional.ofNullable(env),
                Optional.ofNullable(name),
                Optional.ofNullable(entry));
    }
}
