package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.kubernetes.AdoptionStep.Stage;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AdoptionPlanTest {
    private static final String OLD = "emqx-old";
    private static final String NEW = "emqx-new";

    private final StatefulSet set = statefulSet();
    private final List<Pod> pods = new ArrayList<>(List.of(pod(0), pod(1)));
    private final Service front = service("listeners");
    private final List<String> alsoServed = new ArrayList<>();
    private Optional<ClusterLease> lease = Optional.empty();

    // --- order ---

    @Test
    void podsFirstThenTheTemplateThenTheServices() {
        assertThat(stages(apply()))
                .containsExactly(
                        Stage.POD_LABEL,
                        Stage.POD_LABEL,
                        Stage.TEMPLATE,
                        Stage.POD_REVISION,
                        Stage.POD_REVISION,
                        Stage.STRATEGY,
                        Stage.SELECTOR);
        assertThat(apply().refusals()).isEmpty();
        assertThat(apply().waiting()).isEmpty();
    }

    @Test
    void undoneItIsTheOtherWayRound() {
        adopted();

        assertThat(stages(undo()))
                .containsExactly(
                        Stage.SELECTOR,
                        Stage.TEMPLATE,
                        Stage.POD_REVISION,
                        Stage.POD_REVISION,
                        Stage.STRATEGY,
                        Stage.POD_LABEL,
                        Stage.POD_LABEL);
        assertThat(apply()).matches(AdoptionPlan::done);
    }

    @Test
    void nothingIsLeftToUndoWhereNothingWasDone() {
        assertThat(undo()).matches(AdoptionPlan::done).matches(plan -> !plan.refused());
    }

    @Test
    void theTemplateChangesInOneWriteWithTheStrategy() {
        label(pods, "true");

        JsonNode patch = patch(apply().steps().get(0));

        assertThat(patch.at("/spec/template/metadata/labels/evenkeel.dev~1serving")
                        .asText())
                .isEqualTo("true");
        assertThat(patch.at("/spec/updateStrategy/type").asText()).isEqualTo("OnDelete");
        assertThat(patch.at("/spec/updateStrategy/rollingUpdate").isNull()).isTrue();
        assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("7");
        assertThat(patch.at("/metadata/annotations/evenkeel.dev~1adopting").asText())
                .contains("\"partition\":0")
                .contains(OLD);
    }

    @Test
    void aPatchHoldsTheIdentityAndVersionOfWhatWasSeen() {
        JsonNode patch = patch(apply().steps().get(0));

        assertThat(patch.at("/metadata/uid").asText()).isEqualTo("uid-0");
        assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("10");
    }

    @Test
    void podsTakeTheNewRevisionOnceTheControllerHasNamedIt() {
        templateChanged();

        AdoptionPlan plan = apply();

        assertThat(stages(plan)).startsWith(Stage.POD_REVISION, Stage.POD_REVISION, Stage.STRATEGY);
        assertThat(patch(plan.steps().get(0))
                        .at("/metadata/labels/controller-revision-hash")
                        .asText())
                .isEqualTo(NEW);
        assertThat(plan.waiting()).isEmpty();
    }

    @Test
    void waitsUntilTheControllerHasSeenTheTemplate() {
        templateChanged();
        set.getStatus().setObservedGeneration(3L);
        set.getStatus().setUpdateRevision(OLD);

        assertThat(apply().waiting()).contains("the StatefulSet's controller has not seen its latest change yet");
    }

    /** With its own strategy back too early it would restart those that it has not counted. */
    @Test
    void itsOwnStrategyWaitsUntilTheControllerCountsEveryPod() {
        templateChanged();
        pods.forEach(pod -> pod.getMetadata().getLabels().put(Adoption.REVISION, NEW));
        set.getStatus().setUpdatedReplicas(1);

        assertThat(apply().steps().get(0).stage()).isEqualTo(Stage.STRATEGY);
        assertThat(apply().waiting()).isPresent();

        set.getStatus().setUpdatedReplicas(2);
        assertThat(apply().waiting()).isEmpty();
        JsonNode patch = patch(apply().steps().get(0));
        assertThat(patch.at("/spec/updateStrategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(patch.at("/metadata/annotations/evenkeel.dev~1adopting").isNull())
                .isTrue();
    }

    @Test
    void itsOwnStrategyWaitsForAPodThatIsBeingReplaced() {
        templateChanged();
        pods.forEach(pod -> pod.getMetadata().getLabels().put(Adoption.REVISION, NEW));
        set.getStatus().setUpdatedReplicas(2);
        pods.get(1).getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(apply().waiting()).isPresent();
    }

    /** A pod of another revision differs in more than the label. */
    @Test
    void aPodOfAnotherRevisionIsNotTakenForNew() {
        templateChanged();
        pods.get(1).getMetadata().getLabels().put(Adoption.REVISION, "emqx-older");

        assertThat(apply().steps())
                .filteredOn(step -> step.stage() == Stage.POD_REVISION)
                .extracting(AdoptionStep::name)
                .containsExactly("emqx-0");
    }

    @Test
    void turnedRoundBothRevisionsCount() {
        templateChanged();
        pods.get(0).getMetadata().getLabels().put(Adoption.REVISION, NEW);

        AdoptionPlan plan = undo();

        assertThat(plan.refusals()).isEmpty();
        assertThat(stages(plan)).startsWith(Stage.TEMPLATE, Stage.POD_REVISION, Stage.POD_REVISION, Stage.STRATEGY);
        assertThat(patch(plan.steps().get(0))
                        .at("/metadata/annotations/evenkeel.dev~1adopting")
                        .asText())
                .contains(OLD, NEW, "RollingUpdate");
    }

    @Test
    void aSetThatRestartsNobodyKeepsItsStrategy() {
        set.getSpec().setUpdateStrategy(new StatefulSetUpdateStrategy(null, "OnDelete"));
        pods.get(1).getMetadata().getLabels().put(Adoption.REVISION, "emqx-older");
        label(pods, "true");

        AdoptionPlan plan = apply();

        assertThat(plan.refusals()).isEmpty();
        assertThat(patch(plan.steps().get(0)).at("/spec/updateStrategy").isMissingNode())
                .isTrue();
        assertThat(stages(plan)).containsExactly(Stage.TEMPLATE, Stage.POD_REVISION, Stage.SELECTOR);
    }

    @Test
    void nothingIsWrittenBeforeTheSlicesHaveFollowedAService() {
        label(pods, "true");
        template("true");
        front.getMetadata().getLabels().put(Adoption.ADOPTED, "true");
        front.getSpec().getSelector().put(Marks.SERVING_LABEL, "true");

        AdoptionPlan plan = Adoption.plan(sight(List.of(slice(Map.of()))), true);
        AdoptionPlan followed = Adoption.plan(sight(List.of(slice(Map.of(Adoption.ADOPTED, "true")))), true);

        assertThat(plan.waiting()).contains("the EndpointSlices of Service listeners have not followed its change yet");
        assertThat(followed.waiting()).isEmpty();
    }

    @Test
    void headlessServicesAndTheDashboardsAreLeftAlone() {
        assertThat(apply().services()).containsExactly("listeners");
    }

    // --- refusals ---

    /** Each, and what it says. */
    enum Obstacle {
        A_RUN("run default/w/r holds the cluster's Lease", test -> test.lease = Optional.of(test.run())),
        EXCLUDED(
                "pod emqx-0 is excluded by default/w/r",
                test -> test.pods.get(0).getMetadata().setAnnotations(Map.of(Marks.EXCLUDED_BY, "default/w/r"))),
        OUT("pod emqx-1 is out without a mark", test -> label(test.pods.subList(1, 2), "false")),
        SELECTED(
                "StatefulSet emqx selects its pods by evenkeel.dev/serving",
                test -> test.set.getSpec().getSelector().getMatchLabels().put(Marks.SERVING_LABEL, "true")),
        ROLLING(
                "a rollout is under way",
                test -> test.pods.get(0).getMetadata().getLabels().put(Adoption.REVISION, "emqx-older")),
        STRANGER("would leave it: replicant-0", test -> test.alsoServed.add("replicant-0")),
        DELETED("is being deleted", test -> test.set.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z")),
        NO_SERVICE(
                "no Service that is not headless", test -> test.front.getSpec().setClusterIP("None")),
        CHANGED_MEANWHILE("was changed by somebody else", test -> {
            test.templateChanged();
            test.set.getSpec().getTemplate().getMetadata().getLabels().put("tier", "2");
        }),
        HELM(
                "statefulset/emqx is kept by Helm release prod",
                test -> test.set.getMetadata().setAnnotations(Map.of("meta.helm.sh/release-name", "prod"))),
        HELM_BY_LABEL(
                "service/listeners is kept by Helm",
                test -> test.front.getMetadata().getLabels().put("app.kubernetes.io/managed-by", "Helm")),
        OPERATOR(
                "statefulset/emqx is kept by its owner EMQX emqx",
                test -> test.set
                        .getMetadata()
                        .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                                .withKind("EMQX")
                                .withName("emqx")
                                .withApiVersion("apps.emqx.io/v2beta1")
                                .withController(true)
                                .build()))),
        ARGO(
                "service/listeners is kept by Argo CD",
                test -> test.front.getMetadata().setAnnotations(Map.of("argocd.argoproj.io/tracking-id", "x"))),
        FLUX(
                "statefulset/emqx is kept by Flux",
                test -> test.set.getMetadata().getLabels().put("kustomize.toolkit.fluxcd.io/name", "x")),
        ANOTHER_MANAGER(
                "service/listeners is kept by field manager Terraform",
                test -> managed(test.front, "Terraform", Map.of("f:spec", Map.of("f:selector", Map.of()))));

        private final String words;
        private final Consumer<AdoptionPlanTest> made;

        Obstacle(String words, Consumer<AdoptionPlanTest> made) {
            this.words = words;
            this.made = made;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Obstacle obstacle) {
        obstacle.made.accept(this);

        assertThat(apply().refusals()).hasSize(1).first().asString().contains(obstacle.words);
    }

    @Test
    void peoplesOwnToolsAndOtherFieldsAreNoObstacle() {
        managed(front, "kubectl-client-side-apply", Map.of("f:spec", Map.of("f:selector", Map.of())));
        managed(set, "some-autoscaler", Map.of("f:spec", Map.of("f:replicas", Map.of())));

        assertThat(apply().refusals()).isEmpty();
    }

    /** Whoever has put the label where Helm keeps it has nothing to be refused. */
    @Test
    void whatIsAsItShallBeMayBeKeptByAnybody() {
        adopted();
        set.getMetadata().setAnnotations(Map.of("meta.helm.sh/release-name", "prod"));

        assertThat(apply()).matches(AdoptionPlan::done).matches(plan -> !plan.refused());
    }

    // --- the cluster ---

    private AdoptionPlan apply() {
        return Adoption.plan(sight(List.of(slice(labelsOf(front)))), false);
    }

    private AdoptionPlan undo() {
        return Adoption.plan(sight(List.of(slice(labelsOf(front)))), true);
    }

    private Adoption.Sight sight(List<EndpointSlice> slices) {
        Service headless = service("headless");
        headless.getSpec().setClusterIP("None");
        Service dashboard = service("dashboard");
        dashboard.getSpec().getPorts().get(0).setName("dashboard");
        return new Adoption.Sight(
                set, pods, new Serving(Fronts.of(List.of(headless, front, dashboard), pods), slices), lease);
    }

    private static Map<String, String> labelsOf(Service service) {
        return service.getMetadata().getLabels();
    }

    /** As somebody leaves it who was broken off just after the template. */
    private void templateChanged() {
        label(pods, "true");
        Map<String, String> notes =
                new HashMap<>(Map.of(Adopting.ANNOTATION, Adopting.of(set).text()));
        set.getMetadata().setAnnotations(notes);
        set.getMetadata().setGeneration(4L);
        template("true");
        set.getSpec().setUpdateStrategy(new StatefulSetUpdateStrategy(null, "OnDelete"));
        set.getStatus().setObservedGeneration(4L);
        set.getStatus().setUpdateRevision(NEW);
        set.getStatus().setUpdatedReplicas(0);
    }

    private void adopted() {
        label(pods, "true");
        template("true");
        front.getSpec().getSelector().put(Marks.SERVING_LABEL, "true");
        front.getMetadata().getLabels().put(Adoption.ADOPTED, "true");
    }

    private void template(String value) {
        set.getSpec().getTemplate().getMetadata().getLabels().put(Marks.SERVING_LABEL, value);
    }

    private static void label(List<Pod> pods, String value) {
        pods.forEach(pod -> pod.getMetadata().getLabels().put(Marks.SERVING_LABEL, value));
    }

    private ClusterLease run() {
        return ClusterLease.of(
                "emqx",
                ClusterRef.inKubernetes("mqtt", "emqx"),
                "default/w/r",
                Lever.LABEL,
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofSeconds(90));
    }

    private static StatefulSet statefulSet() {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("emqx")
                .withNamespace("mqtt")
                .withUid("uid-set")
                .withResourceVersion("7")
                .withGeneration(3L)
                .withLabels(new HashMap<>(Map.of("app", "emqx")))
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .withMatchLabels(new HashMap<>(Map.of("app", "emqx")))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(new TreeMap<>(Map.of("app", "emqx")))
                .endMetadata()
                .endTemplate()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(0)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(3L)
                .withUpdateRevision(OLD)
                .withUpdatedReplicas(2)
                .endStatus()
                .build();
    }

    private static Pod pod(int ordinal) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("emqx-" + ordinal)
                .withNamespace("mqtt")
                .withUid("uid-" + ordinal)
                .withResourceVersion("1" + ordinal)
                .withLabels(new HashMap<>(Map.of("app", "emqx", Adoption.REVISION, OLD)))
                .endMetadata()
                .build();
    }

    private static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("mqtt")
                .withLabels(new HashMap<>())
                .endMetadata()
                .withNewSpec()
                .withSelector(new HashMap<>(Map.of("app", "emqx")))
                .addNewPort()
                .withName("mqtt")
                .withPort(1883)
                .withTargetPort(new IntOrString(1883))
                .endPort()
                .endSpec()
                .build();
    }

    private EndpointSlice slice(Map<String, String> more) {
        List<Endpoint> endpoints = new ArrayList<>();
        pods.forEach(pod -> endpoints.add(endpoint(pod.getMetadata().getName())));
        alsoServed.forEach(pod -> endpoints.add(endpoint(pod)));
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("listeners-x")
                .withLabels(more)
                .addToLabels(Serving.SERVICE_NAME_LABEL, "listeners")
                .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .endMetadata()
                .withEndpoints(endpoints)
                .build();
    }

    private static Endpoint endpoint(String pod) {
        return new EndpointBuilder()
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withName(pod)
                .endTargetRef()
                .build();
    }

    private static void managed(
            io.fabric8.kubernetes.api.model.HasMetadata object, String manager, Map<String, Object> fields) {
        FieldsV1 held = new FieldsV1();
        fields.forEach(held::setAdditionalProperty);
        object.getMetadata()
                .setManagedFields(List.of(new ManagedFieldsEntryBuilder()
                        .withManager(manager)
                        .withFieldsV1(held)
                        .build()));
    }

    private static List<Stage> stages(AdoptionPlan plan) {
        return plan.steps().stream().map(AdoptionStep::stage).toList();
    }

    private static JsonNode patch(AdoptionStep step) {
        try {
            return ContractJson.mapper().readTree(step.patch().orElseThrow());
        } catch (com.fasterxml.jackson.core.JsonProcessingException bad) {
            throw new AssertionError(bad);
        }
    }
}
