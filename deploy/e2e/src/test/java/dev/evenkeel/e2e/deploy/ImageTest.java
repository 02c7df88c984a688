package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.kubernetes.AuditLog;
import dev.evenkeel.e2e.kubernetes.EmqxObjects;
import dev.evenkeel.e2e.kubernetes.KubeBench;
import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The image, run as the chart's pods would run it. */
@Tag("kubernetes")
@Timeout(400)
final class ImageTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Image image = Image.unpacked();

    /** Installed by Helm, with the rights of its service account and no others, as nobody on a read-only root. */
    @Test
    void theInstalledWorkerDoesTheArticlesRun() {
        RealKubernetes api = RealKubernetes.shared();
        long mark = api.audit().mark();
        int port = Program.freePort();
        try (KubeBench bench = KubeBench.on(api, "image").start();
                Release release = Release.install(
                        api,
                        "emqxNamespaces[0]=" + bench.namespace(),
                        "connections.prod.clusters[0]=" + bench.namespace() + "/" + EmqxObjects.INSTANCE,
                        "connections.prod.apiKeyFrom=key",
                        "connections.prod.secret.name=emqx-evenkeel",
                        "connections.prod.secret.key=secret",
                        "temporal.address=" + bench.temporal().address(),
                        // The bench has no pods but EMQX's.
                        "janitor.suspend=true",
                        "service.port=" + port,
                        "config.evenkeel.pace.speed=20",
                        // The run lasts for seconds, and is to renew its Lease.
                        "config.evenkeel.janitor.renewal=500ms")) {
            credentials(api, release.namespace());
            PodSpec pod = release.worker().getSpec().getTemplate().getSpec();
            try (ImagePod worker = ImagePod.start(image, pod, release.namespace(), api, bench.folder())) {
                awaitProbe(worker, pod.getContainers().get(0).getReadinessProbe(), port);
                assertRunsAsNobody(worker);

                RebalanceResult result = bench.result(bench.startRun());

                bench.assertBalanced(result);
                assertThat(worker.log()).doesNotContain(KubeBench.SECRET, KubeBench.API_KEY);
                assertUsesItsRights(api.audit()
                        .requests("system:serviceaccount:" + release.namespace() + ":" + Chart.RELEASE, mark));
                assertEndsInTime(worker, pod.getTerminationGracePeriodSeconds());
            }
        }
    }

    /** As its CronJob would start it, with its own account, settings and Secret: no worker and no Temporal is left. */
    @Test
    void theInstalledJanitorCleansUpAndEndsWell() {
        RealKubernetes api = RealKubernetes.shared();
        // A pod needs seconds to start: EMQX must still be at it then.
        try (KubeBench bench = KubeBench.on(api, "image-janitor").speed(1).start();
                Release release = Release.install(
                        api,
                        "emqxNamespaces[0]=" + bench.namespace(),
                        "connections.prod.clusters[0]=" + bench.namespace() + "/" + EmqxObjects.INSTANCE,
                        "connections.prod.apiKeyFrom=key",
                        "connections.prod.secret.name=emqx-evenkeel",
                        "connections.prod.secret.key=secret",
                        "janitor.suspend=true",
                        "config.evenkeel.janitor.lease=4s",
                        "config.evenkeel.janitor.renewal=1s")) {
            credentials(api, bench.namespace());
            WorkerProcess worker = bench.startWorkerProcess(
                            "--evenkeel.janitor.enabled=false",
                            "--evenkeel.janitor.lease=4s",
                            "--evenkeel.janitor.renewal=1s")
                    .ready();
            bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            worker.kill();
            bench.temporal().kill();
            assertThat(bench.servingPods()).hasSize(1);
            bench.awaitLeasesRanOut();

            PodSpec pod = release.janitor(bench.namespace());
            try (ImagePod janitor = ImagePod.start(image, pod, bench.namespace(), api, bench.folderOf("janitor"))) {
                assertThat(janitor.exitCode(PATIENCE)).as(janitor.log()).isZero();
                assertThat(janitor.log())
                        .contains("clean: EMQX's rebalance was stopped; pods put back: [")
                        .doesNotContain(KubeBench.SECRET, KubeBench.API_KEY);
            }
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    /**
     * Nothing was refused, and every verb of the list is one that a run needs; a gate needs pods with one, see GateTest, and
     * ReplicaSets are looked at where there are replicants, see ReplicantsTest.
     */
    private static void assertUsesItsRights(List<AuditLog.Request> requests) {
        Set<String> used = new TreeSet<>();
        for (AuditLog.Request request : requests) {
            assertThat(request.status()).as("%s", request).isNotEqualTo(403);
            if (!request.resource().isEmpty()) {
                used.add(request.verb() + " " + request.resource());
            }
        }
        used.addAll(List.of("patch pods/status", "list replicasets"));
        assertThat(used).containsExactlyInAnyOrderElementsOf(rights());
    }

    /** Those that worker and janitor share; the others are the doctor's. */
    private static Set<String> rights() {
        Set<String> rights = new TreeSet<>();
        for (JsonNode right : Checkout.yaml(Chart.FOLDER.resolve("rights.yaml")).get("both")) {
            right.get("verbs")
                    .forEach(verb -> rights.add(
                            verb.asText() + " " + right.get("resource").asText()));
        }
        return rights;
    }

    private static void credentials(RealKubernetes api, String namespace) {
        api.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("emqx-evenkeel")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("key", KubeBench.API_KEY)
                        .addToStringData("secret", KubeBench.SECRET)
                        .build())
                .create();
    }

    private static void awaitProbe(ImagePod pod, Probe probe, int port) {
        URI url = URI.create("http://127.0.0.1:" + port + probe.getHttpGet().getPath());
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!pod.alive()) {
                throw new AssertionError("it ended:\n" + pod.log());
            }
            return answers(url);
        });
    }

    private static boolean answers(URI url) throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(url)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void assertRunsAsNobody(ImagePod pod) {
        // In a user namespace of this machine's user the pod's user is seen from here as root of that namespace.
        String user = manyUsers() ? "10001" : "0";
        assertThat(pod.status("Uid").split("\\s+")).containsOnly(user);
        assertThat(pod.status("Gid").split("\\s+")).containsOnly(user);
        assertThat(pod.status("CapEff")).isEqualTo("0000000000000000");
        assertThat(pod.status("NoNewPrivs")).isEqualTo("1");
        assertThat(pod.rootMount().split(" ")[5].split(",")).contains("ro");
    }

    private static boolean manyUsers() {
        String[] map = Checkout.text(Path.of("/proc/self/uid_map")).strip().split("\\s+");
        return Long.parseLong(map[2]) > 10001;
    }

    /** SIGTERM, as from a kubelet. */
    private static void assertEndsInTime(ImagePod pod, long graceSeconds) {
        ProcessHandle process = pod.process().orElseThrow();
        process.destroy();
        Awaitility.await().atMost(graceSeconds, TimeUnit.SECONDS).until(() -> !pod.alive());
        assertThat(pod.log()).contains("drained");
    }

    @Test
    void belongsToNobodyAndHoldsNoShell() throws IOException {
        assertThat(image.user()).isEqualTo("10001:10001");
        try (Stream<Path> files = Files.walk(image.root())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .doesNotContain("sh", "bash", "busybox", "apt", "dpkg");
        }
    }

    @Test
    void trustsWhatTheJdkTrusts() throws Exception {
        KeyStore trusted = KeyStore.getInstance(
                image.root().resolve("opt/java/lib/security/cacerts").toFile(), (char[]) null);

        assertThat(trusted.size()).isGreaterThan(50);
    }
}
