package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of the values that are committed with it. */
@Tag("kubernetes")
final class ChartTest {
    static List<String> values() {
        return Chart.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void passesHelmsStrictLint(String values) {
        assertThat(Chart.lint(values).wanted()).contains("0 chart(s) failed").doesNotContain("[WARNING]");
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyObjectSaysWhoseItIs(String values) {
        assertThat(Chart.rendered(values).objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                        .containsEntry("app.kubernetes.io/managed-by", "Helm")
                        .containsKeys("app.kubernetes.io/name", "app.kubernetes.io/component", "helm.sh/chart"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyPodRunsWithoutRightsOnItsMachine(String values) {
        for (PodTemplateSpec template : Chart.rendered(values).pods()) {
            PodSpec pod = template.getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isGreaterThan(0);
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getVolumes())
                    .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
            for (Container container : pod.getContainers()) {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getSecurityContext().getPrivileged()).isNull();
                assertThat(container.getResources().getLimits()).containsKey("memory");
                assertThat(container.getImage()).containsAnyOf(":", "@").doesNotEndWith(":");
                assertThat(mounts(container)).containsKey("/tmp");
                assertThat(volume(pod, mounts(container).get("/tmp")).getEmptyDir())
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyMountHasItsVolumeAndSecretsAreReadOnly(String values) {
        for (PodTemplateSpec template : Chart.rendered(values).pods()) {
            Set<String> volumes = template.getSpec().getVolumes().stream()
                    .map(Volume::getName)
                    .collect(Collectors.toSet());
            for (VolumeMount mount : template.getSpec().getContainers().get(0).getVolumeMounts()) {
                assertThat(volumes).contains(mount.getName());
                Volume volume = volume(template.getSpec(), mount.getName());
                if (volume.getSecret() != null || volume.getConfigMap() != null) {
                    assertThat(mount.getReadOnly()).isTrue();
                }
                if (volume.getSecret() != null) {
                    assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void holdsNoSecretItself(String values) {
        Rendered chart = Chart.rendered(values);

        assertThat(chart.all(Secret.class)).isEmpty();
        assertThat(chart.pods())
                .flatExtracting(
                        template -> template.getSpec().getContainers().get(0).getEnv())
                .filteredOn(variable -> variable.getName().matches(".*(KEY|SECRET|TOKEN|PASSWORD).*"))
                .allSatisfy(variable ->
                        assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull());
    }

    @ParameterizedTest
    @MethodSource("values")
    void aJanitorLivesInEachEmqxNamespace(String values) {
        Rendered chart = Chart.rendered(values);
        List<String> namespaces = namespaces(values);
        String name = fullName(chart) + "-janitor";

        assertThat(chart.all(CronJob.class))
                .extracting(job -> job.getMetadata().getNamespace())
                .containsExactlyElementsOf(namespaces);
        for (String namespace : namespaces) {
            CronJob job = chart.one(CronJob.class, namespace, name);
            PodSpec pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
            Container container = pod.getContainers().get(0);
            assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
            assertThat(pod.getRestartPolicy()).isEqualTo("Never");
            assertThat(container.getCommand()).contains("dev.evenkeel.command.ClusterCommand");
            assertThat(container.getArgs()).containsExactly("janitor", "--namespace", namespace);
            assertThat(container.getEnv()).extracting(EnvVar::getName).noneMatch(named -> named.startsWith("TEMPORAL"));
            chart.one(ServiceAccount.class, namespace, pod.getServiceAccountName());
            assertThat(chart.settings(namespace, name)
                            .at("/evenkeel/default-namespace")
                            .asText())
                    .isEqualTo(namespace);
        }
    }

    @Test
    void aJanitorKnowsTheKeysOfItsOwnNamespaceAlone() {
        Rendered chart = Chart.rendered("full");

        assertThat(chart.settings("emqx-staging", "balancer-janitor").at("/evenkeel/connections"))
                .isEqualTo(Checkout.yaml("""
                        prod:
                          api-key: ${CONNECTION_PROD_API_KEY}
                          clusters: ["emqx-staging/*"]
                          secret-file: /run/secrets/evenkeel/prod/secret
                        """));
        assertThat(names(chart.settings("emqx", "balancer-janitor").at("/evenkeel/connections")))
                .containsExactlyInAnyOrder("prod", "staging-44");
        assertThat(names(chart.settings("evenkeel", "balancer").at("/evenkeel/connections")))
                .containsExactlyInAnyOrder("prod", "staging-44", "outside");
    }

    @Test
    void mutualTlsComesFromASecretOfFiles() {
        Rendered chart = Chart.rendered("full");
        PodSpec pod = worker(chart, "balancer");
        JsonNode mtls = chart.settings("evenkeel", "balancer").at("/spring/temporal/connection/mtls");

        assertThat(volume(pod, mounts(pod.getContainers().get(0)).get("/run/secrets/temporal"))
                        .getSecret()
                        .getSecretName())
                .isEqualTo("temporal-client");
        assertThat(mtls.at("/cert-chain-file").asText()).isEqualTo("/run/secrets/temporal/client.pem");
        assertThat(mtls.at("/key-file").asText()).isEqualTo("/run/secrets/temporal/client.key");
        assertThat(chart.settings("emqx", "balancer-janitor").has("spring")).isFalse();
    }

    @Test
    void anApiKeyOfTemporalComesFromASecret() {
        Map<String, EnvVar> variables = variables(worker(Chart.rendered("cloud"), "evenkeel"));

        assertThat(variables
                        .get("TEMPORAL_API_KEY")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo("temporal-cloud");
        assertThat(variables
                        .get("TEMPORAL_API_KEY")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getKey())
                .isEqualTo("token");
        assertThat(variables.get("TEMPORAL_NAMESPACE").getValue()).isEqualTo("balance.a1b2c");
    }

    @ParameterizedTest
    @MethodSource("values")
    void thePodsGraceOutlastsTheDrain(String values) {
        Rendered chart = Chart.rendered(values);
        String name = fullName(chart);
        String drain = chart.settings(Chart.NAMESPACE, name)
                .at("/evenkeel/worker/drain-timeout")
                .asText();

        assertThat(worker(chart, name).getTerminationGracePeriodSeconds())
                .isEqualTo(Long.parseLong(drain.replace("s", "")) + 15);
    }

    @Test
    void probesAskTheActuatorAndTheServiceScrapesIt() {
        Rendered chart = Chart.rendered("full");
        Container worker = worker(chart, "balancer").getContainers().get(0);

        assertThat(worker.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/liveness");
        assertThat(worker.getStartupProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/liveness");
        assertThat(worker.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/readiness");
        assertThat(worker.getPorts().get(0).getContainerPort()).isEqualTo(9090);
        assertThat(chart.settings("evenkeel", "balancer").at("/server/port").asInt())
                .isEqualTo(9090);
        assertThat(chart.one(Service.class, "evenkeel", "balancer")
                        .getSpec()
                        .getPorts()
                        .get(0)
                        .getPort())
                .isEqualTo(9090);
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatSelectsPodsFindsThem(String values) {
        Rendered chart = Chart.rendered(values);
        Map<String, String> labels = chart.one(Deployment.class, Chart.NAMESPACE, fullName(chart))
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();

        assertThat(labels)
                .containsAllEntriesOf(chart.one(Service.class, Chart.NAMESPACE, fullName(chart))
                        .getSpec()
                        .getSelector());
        assertThat(chart.all(PodDisruptionBudget.class))
                .allSatisfy(budget -> assertThat(labels)
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels()));
    }

    @Test
    void policiesLetOutWhatIsNeeded() {
        NetworkPolicy policy = Chart.rendered("full").one(NetworkPolicy.class, "evenkeel", "balancer");

        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(53, 53, 6443, 18083, 17233, 18083, 28083, 3128);
    }

    @Test
    void aTrialBringsItsOwnTemporal() {
        Rendered chart = Chart.rendered("trial");
        Container temporal = chart.one(Deployment.class, "evenkeel", "evenkeel-temporal")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(variables(worker(chart, "evenkeel")).get("TEMPORAL_ADDRESS").getValue())
                .isEqualTo("evenkeel-temporal:7233");
        assertThat(temporal.getArgs()).contains("server", "start-dev", "--db-filename=/data/temporal.db");
        assertThat(mounts(temporal)).containsKey("/data");
        assertThat(chart.all(PersistentVolumeClaim.class)).hasSize(1);
        assertThat(Chart.rendered("trial", "temporal.dev.persistence.enabled=false")
                        .all(PersistentVolumeClaim.class))
                .isEmpty();
    }

    @Test
    void otherSettingsAreOtherPods() {
        Function<Rendered, String> sum = chart -> chart.one(Deployment.class, "evenkeel", "evenkeel")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/settings");

        assertThat(sum.apply(Chart.rendered("minimal", "config.evenkeel.pace.steady=5s")))
                .isNotEqualTo(sum.apply(Chart.rendered("minimal")));
    }

    @Test
    void isOfTheVersionThatThisCheckoutBuilds() {
        assertThat(Checkout.yaml(Chart.FOLDER.resolve("Chart.yaml"))
                        .at("/appVersion")
                        .asText())
                .isEqualTo(Checkout.version());
    }

    private static List<String> namespaces(String values) {
        List<String> named = names(Checkout.yaml(Chart.valuesFile(values)).at("/emqxNamespaces"));
        return named.isEmpty() ? List.of(Chart.NAMESPACE) : named;
    }

    private static List<String> names(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(JsonNode::asText).toList();
        }
        return node.propertyStream().map(Map.Entry::getKey).toList();
    }

    /** Of the worker's objects. */
    private static String fullName(Rendered chart) {
        return chart.all(Deployment.class).stream()
                .filter(deployment ->
                        "worker".equals(deployment.getMetadata().getLabels().get("app.kubernetes.io/component")))
                .map(HasMetadata::getMetadata)
                .map(metadata -> metadata.getName())
                .findFirst()
                .orElseThrow();
    }

    private static PodSpec worker(Rendered chart, String name) {
        return chart.one(Deployment.class, Chart.NAMESPACE, name)
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private static Map<String, EnvVar> variables(PodSpec pod) {
        return pod.getContainers().get(0).getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, Function.identity()));
    }

    /** Names of volumes by path. */
    private static Map<String, String> mounts(Container container) {
        return container.getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getMountPath, VolumeMount::getName));
    }

    private static Volume volume(PodSpec pod, String name) {
        Optional<Volume> found = pod.getVolumes().stream()
                .filter(volume -> name.equals(volume.getName()))
                .findFirst();
        return found.orElseThrow(() -> new AssertionError("no volume " + name));
    }
}
