package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.kubernetes.Right;
import dev.evenkeel.kubernetes.Rights;
import dev.evenkeel.simulator.kubernetes.KubernetesOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster that is broken in one way, looked at by a worker from the outside: just that is found. */
@Timeout(120)
final class DoctorTest {
    private static final List<String> EVERY_RIGHT =
            Rights.ALL.stream().map(Right::display).toList();

    @Test
    void findsNothingInASoundClusterAndWritesNothing() {
        try (Clinic clinic = Clinic.open()) {
            Diagnosis diagnosis = clinic.examine();

            assertThat(Clinic.found(diagnosis)).isEmpty();
            assertThat(diagnosis.unexamined()).isEmpty();
            assertThat(diagnosis.findings())
                    .extracting(Finding::id)
                    .containsExactly("rights", "pods", "lever", "emqx", "key", "nodes", "activity", "clocks");
            assertThat(clinic.kubernetes.requests().byVerbAndResource().keySet())
                    .filteredOn(request -> !request.matches("(get|list|watch) .*"))
                    .containsExactly("create selfsubjectaccessreviews");
            assertThat(clinic.emqx.ledger().starts()).isEmpty();
            assertThat(clinic.emqx.ledger().stops()).isEmpty();
        }
    }

    @Test
    void namesEveryRightThatIsTakenAwayAndWhatItCouldNotSee() {
        try (Clinic clinic = Clinic.open()) {
            clinic.kubernetes.access().grantOnly(EVERY_RIGHT);
            assertThat(clinic.findings()).isEmpty();

            for (Right right : Rights.ALL) {
                clinic.kubernetes.access().revoke(right.display());
                Diagnosis diagnosis = clinic.examine();
                clinic.kubernetes.access().restore(right.display());

                assertThat(Clinic.found(diagnosis))
                        .as(right.display())
                        .containsExactly(right.needed() ? "right-missing" : "right-missing-minor");
                assertThat(diagnosis.findings().get(0).what()).contains("'" + right.display() + "'");
                boolean reads = right.verb().equals("list") != right.resource().equals("leases")
                        && !right.verb().matches("watch|create|update|delete|patch")
                        && !right.display().equals("get pods")
                        // Looked at where there are replicants, and here are none.
                        && !right.resource().equals("replicasets");
                assertThat(diagnosis.unexamined())
                        .hasSize(reads ? 1 : 0)
                        .allSatisfy(gap -> assertThat(gap.because())
                                .contains("verb '" + right.verb() + "' on '" + right.qualifiedResource() + "'"));
            }
        }
    }

    @Test
    void namesWhatIsRefusedWhereReviewsAreToo() {
        try (Clinic clinic = Clinic.open()) {
            clinic.kubernetes.faults().forbid("create selfsubjectaccessreviews");
            assertThat(clinic.findings()).containsExactly("rights-unreadable");

            clinic.kubernetes.access().revoke("list services");

            assertThat(clinic.findings()).containsExactly("right-missing", "rights-unreadable");
        }
    }

    /** So that the list holds all that the code asks for. */
    @Test
    void aRunNeedsNoOtherRight() {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            bench.kubernetes.access().grantOnly(EVERY_RIGHT);

            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsJustThis(Broken broken) {
        try (Clinic clinic = Clinic.open()) {
            broken.how.accept(clinic);

            Diagnosis diagnosis = clinic.examine();

            assertThat(Clinic.found(diagnosis)).containsExactly(broken.findings);
            assertThat(diagnosis.findings().get(0).what()).contains(broken.words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.11,emqx-without-rebalance emqx-too-old",
        "4.4.19,emqx-quirks",
        "5.3.2,emqx-quirks",
        "5.8.3,emqx-quirks",
        "6.2.2,emqx-unproven"
    })
    void knowsReleasesOfEmqx(String version, String findings) {
        try (Clinic clinic = Clinic.open(emqx -> emqx.version(version), KubernetesOptions.defaults())) {
            assertThat(clinic.findings()).containsExactlyInAnyOrder(findings.split(" "));
        }
    }

    @Test
    void findsAClusterThatNobodyPrepared() {
        try (Clinic clinic =
                Clinic.open(emqx -> emqx, KubernetesOptions.defaults().withServingLabel(false))) {
            assertThat(clinic.findings()).containsExactly("not-adopted");
        }
    }

    @Test
    void findsTheOperatorsGate() {
        try (Clinic clinic =
                Clinic.open(emqx -> emqx, KubernetesOptions.defaults().withReadinessGate(true))) {
            assertThat(clinic.findings()).containsExactly("operator-readiness-gate");
        }
    }

    @Test
    void findsAKeyThatMayOnlyRead() {
        try (Clinic clinic = Clinic.openForViewers()) {
            assertThat(clinic.findings()).containsExactly("credentials-role");
        }
    }

    @Test
    void findsCredentialsThatAreForOthersAndAsksEmqxNothing() {
        try (Clinic clinic = Clinic.openForOthers()) {
            Diagnosis diagnosis = clinic.examine();

            assertThat(Clinic.found(diagnosis)).containsExactly("credentials-unbound");
            assertThat(diagnosis.unexamined()).hasSize(1);
            assertThat(clinic.emqx.ledger().requestsTotal()).isZero();
        }
    }

    @Test
    void tellsARunThatIsAliveFromOneThatIsGone() {
        try (Clinic clinic = Clinic.open()) {
            String run = clinic.openRun().getExecution().getRunId();
            clinic.exclude("emqx-ee-0", "default/" + Stage.CLUSTER_ID + "/" + run, Duration.ofHours(1));
            clinic.hold("default/" + Stage.CLUSTER_ID + "/" + run);
            assertThat(clinic.findings()).containsExactly("pod-out-by-open-run", "run-under-way");

            clinic.temporal
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(Stage.CLUSTER_ID)
                    .terminate("by hand");

            assertThat(clinic.findings()).containsExactly("pod-left-out", "lease-held");
        }
    }

    @Test
    void holdsTheWorkersClockAgainstThreeOthers() {
        try (Clinic clinic = Clinic.open()) {
            clinic.ahead = Duration.ofMinutes(1);
            Diagnosis ahead = clinic.examine();
            clinic.ahead = Duration.ofMinutes(-1);
            Diagnosis behind = clinic.examine();

            assertThat(Clinic.found(ahead))
                    .containsExactly("clock-of-temporal", "clock-of-kubernetes", "clock-of-emqx")
                    .isEqualTo(Clinic.found(behind));
            assertThat(ahead.findings().subList(0, 3))
                    .extracting(Finding::severity)
                    .containsExactly(Severity.ERROR, Severity.ERROR, Severity.WARNING);
            assertThat(ahead.findings().get(0).what()).contains("ahead of that of Temporal");
            assertThat(behind.findings().get(0).what()).contains("behind that of Temporal");
        }
    }

    @Test
    void tellsNoSecret() {
        try (Clinic clinic = Clinic.open()) {
            clinic.secret = "wr0ng-s3cret";
            assertThat(clinic.examine().toString()).doesNotContain("wr0ng-s3cret", Clinic.SECRET);
        }
    }

    enum Broken {
        NO_KUBERNETES(
                clinic -> clinic.kubernetes.faults().unreachable(true), "Kubernetes API at", "kubernetes-unreachable"),
        A_KUBERNETES_THAT_FAILS(
                clinic -> clinic.kubernetes.faults().unavailable(true), "HTTP 503", "kubernetes-unreachable"),
        NO_SUCH_CLUSTER(
                clinic -> clinic.kubernetes.removeObject("statefulsets", "emqx-ee"),
                "no StatefulSet called emqx-ee",
                "cluster-not-found"),
        TWO_CLUSTERS(
                clinic -> clinic.kubernetes.addObject(
                        "statefulsets",
                        "{\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"emqx-ee-core\"},\"spec\":{}}"),
                "emqx-ee, emqx-ee-core",
                "cluster-ambiguous"),
        A_WRONG_SECRET(clinic -> clinic.secret = "wrong", "HTTP 401", "credentials-refused"),
        NO_SECRET(clinic -> clinic.secret = "", "cannot be read", "credentials-unreadable"),
        NO_EMQX(
                clinic ->
                        clinic.emqx.nodes().forEach(node -> clinic.emqx.faults().kill(node.name())),
                "answers at none of its addresses",
                "emqx-unreachable"),
        A_DEAD_NODE(
                clinic -> clinic.emqx.faults().kill(node(clinic, 2)),
                "emqx-ee-2",
                "emqx-node-unreachable",
                "emqx-node-stopped"),
        A_SERVICE_WITHOUT_LABEL(
                clinic ->
                        clinic.kubernetes.addService("websocket", java.util.Map.of("apps.emqx.io/instance", "emqx-ee")),
                "Service websocket does not select",
                "service-without-label"),
        A_POD_WITHOUT_LABEL(
                clinic -> clinic.kubernetes.label("emqx-ee-1", "evenkeel.dev/serving", ""),
                "emqx-ee-1",
                "pod-without-label"),
        A_TEMPLATE_WITHOUT_LABEL(
                clinic -> clinic.kubernetes.edit(
                        "statefulsets",
                        "emqx-ee",
                        "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"evenkeel.dev/serving\":null}}}}}"),
                "the pod template of StatefulSet emqx-ee",
                "template-without-label"),
        A_STATEFULSET_THAT_SELECTS_BY_IT(
                clinic -> clinic.kubernetes.edit(
                        "statefulsets",
                        "emqx-ee",
                        "{\"spec\":{\"selector\":{\"matchLabels\":{\"evenkeel.dev/serving\":\"true\"}}}}"),
                "StatefulSet emqx-ee selects",
                "label-owned-by-statefulset"),
        NOBODY_IN_FRONT(
                clinic -> clinic.kubernetes.removeObject("services", "emqx-ee-listeners"),
                "no Service that is not headless",
                "no-service-in-front"),
        A_SERVICE_OF_PODS_NOT_READY(
                clinic -> clinic.kubernetes.edit(
                        "services", "emqx-ee-listeners", "{\"spec\":{\"publishNotReadyAddresses\":true}}"),
                "emqx-ee-listeners",
                "service-publishes-not-ready"),
        A_LOAD_BALANCER_THAT_CHECKS_NODES(
                clinic -> clinic.kubernetes.edit(
                        "services", "emqx-ee-listeners", "{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}"),
                "externalTrafficPolicy Local",
                "load-balancer-lag"),
        A_LOAD_BALANCER_THAT_TARGETS_PODS(
                clinic -> clinic.kubernetes.edit(
                        "services",
                        "emqx-ee-listeners",
                        "{\"metadata\":{\"annotations\":{"
                                + "\"service.beta.kubernetes.io/aws-load-balancer-nlb-target-type\":\"ip\"}}}"),
                "aws-load-balancer-nlb-target-type",
                "load-balancer-lag"),
        A_PROBE_THAT_HEEDS_DONORS(
                clinic -> clinic.kubernetes.edit(
                        "pods",
                        "emqx-ee-1",
                        "{\"spec\":{\"containers\":[{\"name\":\"emqx\",\"ports\":[{\"name\":\"dashboard\","
                                + "\"containerPort\":"
                                + clinic.emqx.nodes().get(1).port()
                                + "}],\"readinessProbe\":{\"httpGet\":{\"port\":\"dashboard\","
                                + "\"path\":\"/api/v5/load_rebalance/availability_check\"}}}]}}"),
                "emqx-ee-1",
                "readiness-probe-on-availability"),
        A_POD_THAT_IS_NOT_READY(
                clinic -> clinic.kubernetes.podReady("emqx-ee-3", false), "not Ready: emqx-ee-3", "pod-not-ready"),
        AN_UNFINISHED_ROLLOUT(
                clinic -> clinic.kubernetes.edit(
                        "statefulsets",
                        "emqx-ee",
                        "{\"status\":{\"currentRevision\":\"a\",\"updateRevision\":\"b\",\"updatedReplicas\":1}}"),
                "3 of 4 pods",
                "rollout-pending"),
        A_TEMPLATE_THAT_NO_CONTROLLER_HAS_SEEN(
                clinic -> clinic.kubernetes.edit("statefulsets", "emqx-ee", "{\"status\":{\"observedGeneration\":0}}"),
                "4 of 4 pods",
                "rollout-pending"),
        A_POD_TOO_FEW(
                clinic -> clinic.kubernetes.edit("statefulsets", "emqx-ee", "{\"spec\":{\"replicas\":5}}"),
                "shall have 5 pods and has 4",
                "pod-missing"),
        A_BUDGET_OF_NOTHING(
                clinic -> clinic.kubernetes.addObject(
                        "poddisruptionbudgets",
                        "{\"apiVersion\":\"policy/v1\",\"metadata\":{\"name\":\"emqx\"},\"spec\":{\"selector\":{"
                                + "\"matchLabels\":{\"apps.emqx.io/instance\":\"emqx-ee\"}}},"
                                + "\"status\":{\"disruptionsAllowed\":0}}"),
                "PodDisruptionBudget emqx",
                "disruption-budget-spent"),
        A_POD_OUT_BY_HAND(
                clinic -> clinic.kubernetes.label("emqx-ee-0", "evenkeel.dev/serving", "false"),
                "pod emqx-ee-0",
                "pod-out-without-mark"),
        A_POD_PAST_ITS_HARD_STOP(
                clinic -> clinic.exclude("emqx-ee-0", "elsewhere/w/r", Duration.ofHours(-1)),
                "which is over",
                "pod-left-out"),
        A_POD_OF_ANOTHER_TEMPORAL(
                clinic -> clinic.exclude("emqx-ee-0", "elsewhere/w/r", Duration.ofHours(1)),
                "elsewhere/w/r",
                "pod-out-by-unknown-run"),
        A_LEASE_OF_ANOTHER_TEMPORAL(
                clinic -> clinic.hold("elsewhere/w/r"), "Lease default/evenkeel-emqx-ee was written for", "lease-held"),
        ANOTHERS_REBALANCE(
                clinic -> clinic.emqx
                        .faults()
                        .startBehindOurBack(node(clinic, 3), "{\"abs_conn_threshold\":10,\"rel_conn_threshold\":1.01}"),
                "coordinated by emqx-ee@emqx-ee-3",
                "rebalance-by-others"),
        AN_EVACUATION(DoctorTest::evacuate, "emqx-ee@emqx-ee-0", "evacuation-running");

        private final Consumer<Clinic> how;
        private final String words;
        private final String[] findings;

        Broken(Consumer<Clinic> how, String words, String... findings) {
            this.how = how;
            this.words = words;
            this.findings = findings;
        }
    }

    private static String node(Clinic clinic, int index) {
        return clinic.emqx.nodes().get(index).name();
    }

    private static void evacuate(Clinic clinic) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            clinic.emqx.nodes().get(0).apiUrl() + "/api/v5/load_rebalance/"
                                                    + node(clinic, 0) + "/evacuation/start"))
                                    .header(
                                            "Authorization",
                                            "Basic "
                                                    + java.util.Base64.getEncoder()
                                                            .encodeToString(("key:" + Clinic.SECRET).getBytes()))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
