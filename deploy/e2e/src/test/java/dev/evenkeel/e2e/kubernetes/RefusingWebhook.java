package dev.evenkeel.e2e.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/**
 * Makes the real API answer a write to a pod with an error, as many times as asked: an admission webhook, whose word the
 * API server passes on.
 */
public final class RefusingWebhook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RealKubernetes api;
    private final String namespace;
    private final HttpsServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Optional<Rule>> rule = new AtomicReference<>(Optional.empty());

    private record Rule(String user, String pod, int status, String message, int times) {}

    /** For writes to pods of this namespace; refuses nothing yet. */
    public RefusingWebhook(RealKubernetes api, String namespace) {
        this.api = api;
        this.namespace = namespace;
        try {
            Path store = Files.createTempDirectory("webhook").resolve("keys.p12");
            String certificate = certificate(store);
            server = HttpsServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 16);
            server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
            server.createContext("/", this::review);
            server.start();
            install(certificate);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** From now on, so many writes of this user to this pod are answered so. */
    public void refuse(String user, String pod, int status, String message, int times) {
        awaitAsked(pod);
        rule.set(Optional.of(new Rule(user, pod, status, message, times)));
    }

    private static String certificate(Path store) throws IOException {
        Program.run(
                        store.getParent(),
                        Map.of(),
                        LIMIT,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "webhook",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=webhook",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD)))
                .wanted();
        try {
            byte[] der = keys(store).getCertificate("webhook").getEncoded();
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyStore keys(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(Path store) throws IOException {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys(store), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void install(String certificate) {
        api.admin()
                .resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .addNewWebhook()
                        .withName("refusing.bench.example.com")
                        .withAdmissionReviewVersions("v1")
                        .withSideEffects("None")
                        .withFailurePolicy("Fail")
                        .withNewClientConfig()
                        .withUrl("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                        .withCaBundle(
                                Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII)))
                        .endClientConfig()
                        .withNewNamespaceSelector()
                        .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                        .endNamespaceSelector()
                        .withRules(new RuleWithOperationsBuilder()
                                .withApiGroups("")
                                .withApiVersions("v1")
                                .withResources("pods")
                                .withOperations("UPDATE")
                                .build())
                        .endWebhook()
                        .build())
                .create();
    }

    /** The API server hears of a webhook a moment later. */
    private void awaitAsked(String pod) {
        int before = asked.get();
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            api.admin()
                    .pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .withDryRun(List.of("All"))
                                    .build(),
                            "{\"metadata\":{\"annotations\":{\"dry\":\"run\"}}}");
            return asked.get() > before;
        });
    }

    private void review(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request =
                    JSON.readTree(exchange.getRequestBody().readAllBytes()).path("request");
            asked.incrementAndGet();
            ObjectNode review = JSON.createObjectNode();
            review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            ObjectNode response = review.putObject("response");
            response.put("uid", request.path("uid").asText());
            Optional<Rule> refusal = refusal(request);
            response.put("allowed", refusal.isEmpty());
            refusal.ifPresent(refused ->
                    response.putObject("status").put("code", refused.status()).put("message", refused.message()));
            byte[] body = JSON.writeValueAsBytes(review);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Optional<Rule> refusal(JsonNode request) {
        Optional<Rule> before = rule.getAndUpdate(now -> now.filter(one -> applies(one, request))
                .map(one -> new Rule(one.user(), one.pod(), one.status(), one.message(), one.times() - 1))
                .or(() -> now));
        return before.filter(one -> applies(one, request));
    }

    private static boolean applies(Rule rule, JsonNode request) {
        return rule.times() > 0
                && request.path("name").asText().equals(rule.pod())
                && request.at("/userInfo/username").asText().equals(rule.user());
    }

    @Override
    public void close() {
        api.admin()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(namespace)
                .delete();
        server.stop(0);
    }
}
