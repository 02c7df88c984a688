package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.kubernetes.EmqxObjects;
import dev.evenkeel.e2e.kubernetes.KubeBench;
import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.WorkerProcess;
import dev.evenkeel.simulator.ApiKey;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code deploy/README.md} tells a new user, typed as it stands there, with this bench's names for those of the text.
 * All that was typed, and what came of it, is in the bench's folder as {@code transcript.txt}.
 */
@Tag("kubernetes")
@Timeout(400)
final class NewUserTest {
    private static final Guide README = Guide.of(Checkout.DEPLOY.resolve("README.md"));
    private static final Set<String> WITHOUT_TEMPORAL = Set.of("adopt", "restore");

    /** The README's own names. */
    private static final String EMQX_NAMESPACE = "(?<![\\w-])emqx(?![\\w-])";

    private static final String TEMPORAL = "temporal-frontend.temporal:7233";

    @Test
    void fromTheSecretsToTheFirstRunAndBack() {
        RealKubernetes api = RealKubernetes.shared();
        String namespace = api.newNamespace("release");
        try (KubeBench bench = KubeBench.on(api, "new-user")
                .objects(EmqxObjects.defaults().withServingLabel(false))
                .emqx(builder -> builder.key(apiKey(), KubeBench.SECRET, ApiKey.Permission.ADMINISTRATOR))
                .start()) {
            Map<String, Object> before = state(bench);
            createSecrets(bench, namespace);
            Set<String> secretsOnly = objects(bench);

            assertThat(README.text())
                    .contains("`helm install evenkeel deploy/chart -n evenkeel -f my-values.yaml --wait`");
            try (Release release = Release.install(
                            api,
                            namespace,
                            bench.file("my-values.yaml", values(bench)),
                            // The bench has no pods but EMQX's; the README's --wait would wait for them.
                            "janitor.suspend=true");
                    WorkerProcess worker = startWorker(bench, release)) {
                worker.ready();
                assertThat(release.notes()).contains("evenkeel doctor CLUSTER -n " + bench.namespace());

                Program.Ended sick = type(bench, "evenkeel doctor emqx-ee -n emqx");
                assertThat(sick.exitCode()).as(sick.toString()).isEqualTo(3);
                assertThat(words(sick))
                        .contains("1 error", "'evenkeel adopt emqx-ee -n " + bench.namespace() + "' prints the change");

                assertThat(done(type(bench, "evenkeel adopt emqx-ee -n emqx"))).contains("Nothing was changed.");
                assertThat(state(bench)).isEqualTo(before);
                assertThat(done(type(bench, "evenkeel adopt emqx-ee -n emqx --apply")))
                        .contains("Done: every pod has the label");

                assertThat(done(type(bench, "evenkeel doctor emqx-ee -n emqx")))
                        .contains("ready for a rebalance")
                        .doesNotContain("error", "warning");
                assertThat(done(type(bench, "evenkeel plan emqx-ee -n emqx")))
                        .contains("emqx-ee-3", "'evenkeel abort emqx-ee -n " + bench.namespace() + "'");
                assertThat(bench.emqx().ledger().starts()).isEmpty();

                assertThat(done(type(bench, "evenkeel start emqx-ee -n emqx --wait")))
                        .contains("Balanced");
                assertThat(bench.emqx().ledger().starts()).hasSize(1);
                bench.assertNothingLeft();

                Program.Ended nothingRuns = type(bench, "evenkeel abort emqx-ee -n emqx");
                assertThat(nothingRuns.exitCode()).as(nothingRuns.toString()).isEqualTo(1);
                assertThat(nothingRuns.err()).contains("none was started, or it is over");
                assertThat(done(type(bench, "evenkeel restore emqx-ee -n emqx")))
                        .contains("nothing of any run is left");
                assertThat(done(type(bench, "evenkeel adopt emqx-ee -n emqx --undo")))
                        .contains("Done: nothing selects by evenkeel.dev/serving");

                assertThat(README.text()).contains("`helm uninstall evenkeel -n evenkeel`");
                release.uninstall();
            }
            assertThat(state(bench)).isEqualTo(before);
            assertThat(objects(bench)).isEqualTo(secretsOnly);
        }
    }

    // --- what is typed ---

    /** A command of the README's as a process, by who administers the cluster. */
    private static Program.Ended type(KubeBench bench, String quoted) {
        assertThat(README.text()).contains("`" + quoted + "`");
        String[] words = quoted.replaceAll(EMQX_NAMESPACE, bench.namespace()).split(" ");
        Program.Ended ended = bench.command(
                WITHOUT_TEMPORAL.contains(words[1])
                        ? "dev.evenkeel.command.ClusterCommand"
                        : "dev.evenkeel.cli.EvenkeelCommand",
                Map.of(
                        "TEMPORAL_ADDRESS", bench.temporal().address(),
                        "KUBECONFIG",
                                bench.file("admin.kubeconfig", bench.api().adminKubeconfig())
                                        .toString()),
                Stream.of(words).skip(1).toArray(String[]::new));
        write(
                bench.folder().resolve("transcript.txt"),
                "$ %s%n%s%s[%d]%n%n".formatted(quoted, ended.out(), ended.err(), ended.exitCode()));
        return ended;
    }

    private static void write(Path transcript, String text) {
        try {
            Files.writeString(transcript, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static String done(Program.Ended ended) {
        assertThat(ended.err()).as(ended.toString()).isEmpty();
        ended.wanted();
        return words(ended);
    }

    /** Lines are broken where they are too long. */
    private static String words(Program.Ended ended) {
        return ended.out().replaceAll("\\s+", " ");
    }

    // --- what is installed ---

    private static String readmesValues() {
        return README.block("image: {repository: registry.example/evenkeel}");
    }

    private static JsonNode connection() {
        return Checkout.yaml(readmesValues()).at("/connections/prod");
    }

    private static String apiKey() {
        return connection().get("apiKey").asText();
    }

    private static String values(KubeBench bench) {
        String values = readmesValues();
        assertThat(values).contains(TEMPORAL);
        return values.replaceAll(EMQX_NAMESPACE, bench.namespace())
                .replace(TEMPORAL, bench.temporal().address());
    }

    /** A file that an editor made ends with a line break, and {@code kubectl create secret --from-file} keeps it. */
    private static void createSecrets(KubeBench bench, String releases) {
        JsonNode secret = connection().get("secret");
        assertThat(README.block("kubectl create namespace evenkeel"))
                .contains("for namespace in evenkeel emqx; do kubectl -n $namespace create secret generic "
                        + secret.get("name").asText() + " --from-file="
                        + secret.get("key").asText() + "=");
        for (String namespace : List.of(releases, bench.namespace())) {
            bench.api()
                    .admin()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(secret.get("name").asText())
                            .withNamespace(namespace)
                            .endMetadata()
                            .addToStringData(secret.get("key").asText(), KubeBench.SECRET + "\n")
                            .build())
                    .create();
        }
    }

    /** With the settings, the variables, the Secret and the token that its pod would have. */
    private static WorkerProcess startWorker(KubeBench bench, Release release) {
        KubernetesClient admin = bench.api().admin();
        Path folder = bench.folderOf("pod");
        Map<String, String> variables = new HashMap<>();
        for (EnvVar variable : release.worker()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()) {
            variables.put(variable.getName(), variable.getValue());
        }
        variables.remove("JDK_JAVA_OPTIONS"); // the test's own java has other flags
        variables.put("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + folder + "/");
        bench.file(
                "pod/application.yml",
                admin.configMaps()
                        .inNamespace(release.namespace())
                        .withName(Chart.RELEASE)
                        .require()
                        .getData()
                        .get("application.yml")
                        .replace("/run/secrets/evenkeel/prod/", folder + "/"));
        bench.file("pod/" + connection().at("/secret/key").asText(), KubeBench.SECRET + "\n");
        return new WorkerProcess(
                bench.folder().resolve("worker.log"),
                variables,
                "--evenkeel.pace.speed=20",
                "--evenkeel.kubernetes.kubeconfig="
                        + bench.file("pod/kubeconfig", bench.api().kubeconfig(release.workersToken())));
    }

    // --- what is compared ---

    /** EMQX's objects and who is served, as they are to be found again. */
    private static Map<String, Object> state(KubeBench bench) {
        Map<String, Object> state = new TreeMap<>();
        StatefulSet set = bench.statefulSet();
        state.put("template", set.getSpec().getTemplate());
        state.put("strategy", set.getSpec().getUpdateStrategy());
        state.put("served", bench.servingPods());
        bench.pods().forEach((name, pod) -> {
            state.put(name, pod.getMetadata().getUid());
            state.put(name + " labels", pod.getMetadata().getLabels());
            state.put(name + " annotations", String.valueOf(pod.getMetadata().getAnnotations()));
        });
        bench.api()
                .admin()
                .services()
                .inNamespace(bench.namespace())
                .list()
                .getItems()
                .forEach(service -> {
                    String name = "service " + service.getMetadata().getName();
                    state.put(name, service.getSpec());
                    state.put(name + " labels", service.getMetadata().getLabels());
                });
        return state;
    }

    /** Whatever the chart or a run could have left in EMQX's namespace. */
    private static Set<String> objects(KubeBench bench) {
        KubernetesClient admin = bench.api().admin();
        String namespace = bench.namespace();
        Set<String> names = new TreeSet<>();
        Stream.of(
                        admin.serviceAccounts().inNamespace(namespace).list().getItems(),
                        admin.rbac().roles().inNamespace(namespace).list().getItems(),
                        admin.rbac()
                                .roleBindings()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        admin.configMaps().inNamespace(namespace).list().getItems(),
                        admin.secrets().inNamespace(namespace).list().getItems(),
                        admin.batch()
                                .v1()
                                .cronjobs()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        admin.batch().v1().jobs().inNamespace(namespace).list().getItems(),
                        admin.leases().inNamespace(namespace).list().getItems())
                .flatMap(List::stream)
                .map(NewUserTest::name)
                // Kubernetes' own, made when it comes to it.
                .filter(name -> !Set.of("ServiceAccount default", "ConfigMap kube-root-ca.crt")
                        .contains(name))
                .forEach(names::add);
        return names;
    }

    private static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }
}
