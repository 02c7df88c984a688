package dev.evenkeel.e2e.kubernetes;

import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * Kubernetes' own control plane: etcd, kube-apiserver with RBAC and an audit log, kube-controller-manager with the
 * controllers of StatefulSets, Deployments, EndpointSlices, PodDisruptionBudgets and garbage. Its nodes are nobody: pods
 * run where a {@link Kubelet} says so. Logs are under {@code target/kubernetes/<name>}.
 *
 * <p>Most tests share one for the life of the JVM, each in a namespace of its own; who ends or stops it starts one of
 * its own.
 */
public final class RealKubernetes implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final String HERE = "127.0.0.1";
    private static final String CONTROLLERS = String.join(
            ",",
            "serviceaccount-controller",
            "namespace-controller",
            "garbage-collector-controller",
            "statefulset-controller",
            "deployment-controller",
            "replicaset-controller",
            "disruption-controller",
            "endpointslice-controller",
            "cronjob-controller",
            "job-controller");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final Path programs = programs();
    private final Path folder;
    private final int etcdPort = Program.freePort();
    private final int peerPort = Program.freePort();
    private final int apiPort = Program.freePort();
    private final Map<User, String> tokens = User.withTokens();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private final KubernetesClient admin;
    private Program etcd;
    private Program apiServer;
    private Program controllers;

    /** Members of system:masters, apart so that the audit log tells them apart. */
    enum User {
        /** The tests. */
        ADMIN,
        /** {@link Kubelet}s and what follows EndpointSlices. */
        NODES,
        CONTROLLERS;

        String userName() {
            return "bench-" + name().toLowerCase(java.util.Locale.ROOT);
        }

        private static Map<User, String> withTokens() {
            Map<User, String> tokens = new java.util.EnumMap<>(User.class);
            for (User user : values()) {
                tokens.put(user, UUID.randomUUID().toString());
            }
            return tokens;
        }
    }

    private static final class Shared {
        private static final RealKubernetes INSTANCE = start("shared");
    }

    /** The one of this JVM, which ends with it. */
    public static RealKubernetes shared() {
        return Shared.INSTANCE;
    }

    /** One of the caller's own. */
    public static RealKubernetes start(String name) {
        return new RealKubernetes(name);
    }

    private RealKubernetes(String name) {
        folder = Path.of("target", "kubernetes", name).toAbsolutePath();
        try {
            empty(folder);
            writeKeys();
            writeTokens();
            Files.writeString(folder.resolve("audit-policy.yaml"), """
                    apiVersion: audit.k8s.io/v1
                    kind: Policy
                    omitStages: [RequestReceived]
                    rules:
                    - level: None
                      users: [bench-controllers, "system:apiserver"]
                    - level: Metadata
                    """);
            startEtcd();
            startApiServer();
            await("its certificate", () -> Files.exists(certificate()));
            admin = client(tokens.get(User.ADMIN));
            awaitReady();
            startControllers();
        } catch (IOException unable) {
            close();
            throw new UncheckedIOException(unable);
        } catch (RuntimeException | Error unable) {
            close();
            throw unable;
        }
    }

    private static Path programs() {
        String named = System.getenv("EVENKEEL_KUBE_BIN");
        if (named == null || !Files.isExecutable(Path.of(named, "kube-apiserver"))) {
            throw new AssertionError("Kubernetes' programs are needed: run this by ./evenkeel test --all, or let"
                    + " EVENKEEL_KUBE_BIN name a folder with etcd, kube-apiserver and kube-controller-manager; it is '"
                    + named + "'");
        }
        return Path.of(named);
    }

    // --- what tests use ---

    /** May do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** A client of its own for one of the bench's own users; closed with the servers. */
    KubernetesClient client(User user) {
        return client(tokens.get(user));
    }

    /** A client with this token and nothing else; closed with the servers. */
    public KubernetesClient as(String token) {
        return client(token);
    }

    private KubernetesClient client(String token) {
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config(token)).build();
        synchronized (clients) {
            clients.add(client);
        }
        return client;
    }

    private Config config(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withCaCertFile(certificate().toString())
                .withOauthToken(token)
                .withWatchReconnectInterval(100)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** The API's root. */
    public String url() {
        return "https://" + HERE + ":" + apiPort;
    }

    /** What clients trust. */
    public Path certificate() {
        return folder.resolve("certs").resolve("apiserver.crt");
    }

    /** A kubeconfig for who holds this token. */
    public String kubeconfig(String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: bench
                contexts: [{name: bench, context: {cluster: bench, user: bench}}]
                clusters: [{name: bench, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: bench, user: {token: "%s"}}]
                """.formatted(url(), certificate(), token);
    }

    /** A kubeconfig that may do everything. */
    public String adminKubeconfig() {
        return kubeconfig(tokens.get(User.ADMIN));
    }

    /** A namespace that nobody has used, with its default service account. */
    public String newNamespace(String prefix) {
        String name = prefix + "-" + NAMESPACES.incrementAndGet();
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        // Without it no pod is admitted.
        Awaitility.await()
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> admin.serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return name;
    }

    /** A new service account that may do this in its namespace and nothing else; its token. */
    public String tokenOf(String namespace, String serviceAccount, List<PolicyRule> rules) {
        List<HasMetadata> objects = List.of(
                new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(serviceAccount)
                        .endMetadata()
                        .build(),
                new RoleBuilder()
                        .withNewMetadata()
                        .withName(serviceAccount)
                        .endMetadata()
                        .withRules(rules)
                        .build(),
                new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(serviceAccount)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", serviceAccount)
                        .addNewSubject("", "ServiceAccount", serviceAccount, namespace)
                        .build());
        objects.forEach(object -> admin.resource(object).inNamespace(namespace).create());
        return tokenOf(namespace, serviceAccount);
    }

    /** A token of this service account, as a pod of it would have one. */
    public String tokenOf(String namespace, String serviceAccount) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** What was asked of the API server, except by its own controllers. */
    public AuditLog audit() {
        return new AuditLog(folder.resolve("audit.log"));
    }

    // --- faults ---

    /** SIGKILL: connections are refused from now on, and watches end. */
    public void killApiServer() {
        apiServer.kill();
    }

    /** Starts it again where it was, with what it knew, and waits until it is ready. */
    public void startApiServerAgain() {
        startApiServer();
        awaitReady();
    }

    /** SIGSTOP: it takes connections and answers nothing. */
    public void freezeApiServer() {
        apiServer.freeze();
    }

    public void thawApiServer() {
        apiServer.thaw();
    }

    /** SIGSTOP: EndpointSlices stay as they are, whatever changes. */
    public void freezeControllers() {
        controllers.freeze();
    }

    public void thawControllers() {
        controllers.thaw();
    }

    // --- servers ---

    private void startEtcd() {
        String clients = "http://" + HERE + ":" + etcdPort;
        String peers = "http://" + HERE + ":" + peerPort;
        etcd = run(
                "etcd",
                "--name=bench",
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--log-level=warn",
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=bench=" + peers);
    }

    private void startApiServer() {
        apiServer = run(
                "kube-apiserver",
                "--etcd-servers=http://" + HERE + ":" + etcdPort,
                "--bind-address=" + HERE,
                "--advertise-address=" + HERE,
                "--secure-port=" + apiPort,
                "--cert-dir=" + folder.resolve("certs"),
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/108",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--service-account-key-file=" + folder.resolve("sa.pub"),
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--audit-policy-file=" + folder.resolve("audit-policy.yaml"),
                "--audit-log-path=" + folder.resolve("audit.log"),
                "--audit-log-mode=blocking");
    }

    private void startControllers() throws IOException {
        Path kubeconfig = folder.resolve("controllers.kubeconfig");
        Files.writeString(kubeconfig, kubeconfig(tokens.get(User.CONTROLLERS)));
        controllers = run(
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--secure-port=0",
                "--service-account-private-key-file=" + folder.resolve("sa.key"),
                "--controllers=" + CONTROLLERS,
                // Four pods take two slices of each Service.
                "--max-endpoints-per-slice=3",
                // Its own limit of 20 requests a second would be measured instead of ours.
                "--kube-api-qps=200",
                "--kube-api-burst=400");
    }

    private Program run(String program, String... flags) {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of(flags));
        return Program.start(folder.resolve(program + ".log"), Map.of(), command);
    }

    private void awaitReady() {
        await("to be ready", this::ready);
    }

    private boolean ready() {
        try {
            return "ok".equals(admin.raw("/readyz"));
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private void await(String what, Callable<Boolean> reached) {
        try {
            Awaitility.await()
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("a server has ended", () -> !etcd.alive() || !apiServer.alive())
                    .until(reached);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("waited for " + what + "\n" + etcd.output() + apiServer.output(), never);
        }
    }

    // --- files ---

    private void writeKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            writePem("sa.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
            writePem("sa.pub", "PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void writePem(String file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, text));
    }

    private void writeTokens() throws IOException {
        StringBuilder lines = new StringBuilder();
        tokens.forEach(
                (user, token) -> lines.append("%s,%2$s,%2$s,system:masters%n".formatted(token, user.userName())));
        Files.writeString(folder.resolve("tokens.csv"), lines);
    }

    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
        Files.createDirectories(folder);
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        synchronized (clients) {
            for (AutoCloseable client : clients) {
                try {
                    client.close();
                } catch (Exception failed) {
                    System.err.println("a Kubernetes client did not close: " + failed);
                }
            }
        }
        for (Program server : java.util.Arrays.asList(controllers, apiServer, etcd)) {
            if (server != null) {
                server.close();
            }
        }
    }
}
