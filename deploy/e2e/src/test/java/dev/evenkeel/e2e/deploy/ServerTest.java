package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real API server says of the chart. */
@Tag("kubernetes")
final class ServerTest {
    private static final RealKubernetes API = RealKubernetes.shared();
    private static final JsonNode RIGHTS = Checkout.yaml(Chart.FOLDER.resolve("rights.yaml"));

    static List<String> values() {
        return Chart.values();
    }

    @BeforeAll
    static void knowsServiceMonitors() throws Exception {
        try (InputStream file = ServerTest.class.getResourceAsStream("servicemonitors.yaml")) {
            CustomResourceDefinition kind = API.admin()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .load(file)
                    .item();
            API.admin().resource(kind).createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> API
                            .admin()
                            .apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .withName(kind.getMetadata().getName())
                            .get()
                            .getStatus()
                            .getConditions()
                            .stream()
                            .anyMatch(condition ->
                                    "Established".equals(condition.getType()) && "True".equals(condition.getStatus())));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void acceptsEveryObjectAsItIs(String values) {
        for (GenericKubernetesResource object : Chart.rendered(values).untyped()) {
            if (object.getMetadata().getNamespace() != null) {
                need(object.getMetadata().getNamespace());
            }
            try {
                create(object);
            } catch (KubernetesClientException refused) {
                throw new AssertionError(
                        object.getKind() + " " + object.getMetadata().getName() + ": " + refused.getMessage(), refused);
            }
        }
    }

    /** The test above would be worth nothing if this passed. */
    @Test
    void refusesAFieldThatItDoesNotKnow() {
        GenericKubernetesResource deployment = Chart.rendered("minimal").untyped().stream()
                .filter(object -> "Deployment".equals(object.getKind()))
                .findFirst()
                .orElseThrow();
        need(Chart.NAMESPACE);
        @SuppressWarnings("unchecked")
        Map<String, Object> spec =
                (Map<String, Object>) deployment.getAdditionalProperties().get("spec");
        spec.put("replicaz", 2);

        assertThatThrownBy(() -> create(deployment)).hasMessageContaining("replicaz");
    }

    @Test
    void installsAndGrantsWhatTheListSays() {
        String emqx = API.newNamespace("emqx");
        try (Release release = Release.install(API, "emqxNamespaces[0]=" + emqx)) {
            KubernetesClient worker = API.as(release.workersToken());
            KubernetesClient janitor = API.as(release.janitorsToken(emqx));

            assertThat(release.notes()).contains("No connection is set").contains(emqx);
            assertGranted(worker, "both", emqx);
            assertGranted(worker, "worker", emqx);
            assertGranted(janitor, "both", emqx);
            for (KubernetesClient account : List.of(worker, janitor)) {
                for (String verb : List.of("get", "list", "watch")) {
                    assertThat(may(account, emqx, "", "secrets", verb, "any")).isFalse();
                    assertThat(may(account, "default", "", "pods", verb, "")).isFalse();
                }
                assertThat(may(account, emqx, "", "pods", "delete", "any")).isFalse();
            }
            assertThat(may(janitor, emqx, "policy", "poddisruptionbudgets", "list", ""))
                    .isFalse();
            assertThat(may(worker, release.namespace(), "coordination.k8s.io", "leases", "list", ""))
                    .isFalse();
        }
    }

    private static void assertGranted(KubernetesClient account, String who, String namespace) {
        for (JsonNode right : RIGHTS.get(who)) {
            for (JsonNode verb : right.get("verbs")) {
                assertThat(may(
                                account,
                                namespace,
                                right.get("apiGroup").asText(),
                                right.get("resource").asText(),
                                verb.asText(),
                                ""))
                        .as("%s: %s", who, right)
                        .isTrue();
            }
        }
    }

    private static boolean may(
            KubernetesClient account, String namespace, String group, String resource, String verb, String name) {
        SelfSubjectAccessReview review = account.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withGroup(group)
                        .withResource(resource)
                        .withVerb(verb)
                        .withName(name)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus().getAllowed();
    }

    private static void create(GenericKubernetesResource object) {
        API.admin()
                .resource(object)
                .dryRun(true)
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }

    private static void need(String namespace) {
        if (API.admin().namespaces().withName(namespace).get() == null) {
            API.admin()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }
}
