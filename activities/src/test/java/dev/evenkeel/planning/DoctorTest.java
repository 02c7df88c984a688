package dev.evenkeel.planning;

import static dev.evenkeel.planning.FactsBuilder.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.Diagnosis.Finding;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.planning.Facts.Run;
import dev.evenkeel.planning.Facts.Whose;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each kind of finding a cluster that is broken in just this way: that is found, and nothing else. */
class DoctorTest {
    @Test
    void findsNothingInASoundCluster() {
        Diagnosis diagnosis = Doctor.examine(sound().build());

        assertThat(diagnosis.worst()).isEqualTo(Severity.OK);
        assertThat(diagnosis.findings())
                .extracting(Finding::id)
                .containsExactly("rights", "pods", "lever", "emqx", "key", "nodes", "activity", "clocks");
        assertThat(diagnosis.unexamined()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsJustThis(Broken broken) {
        Diagnosis diagnosis = Doctor.examine(broken.cluster.build());

        assertThat(found(diagnosis)).containsExactly(broken.symptom.id());
        Finding finding = diagnosis.findings().get(0);
        assertThat(finding.severity()).isEqualTo(broken.symptom.severity());
        assertThat(finding.what()).contains(broken.words);
        assertThat(finding.why()).isNotBlank();
        assertThat(finding.remedy()).isNotBlank().doesNotContain("{");
    }

    @Test
    void everySymptomHasItsBrokenCluster() {
        Set<Symptom> shown =
                Arrays.stream(Broken.values()).map(broken -> broken.symptom).collect(Collectors.toSet());

        assertThat(shown).isEqualTo(EnumSet.allOf(Symptom.class));
    }

    /** Without the label a run uses whatever else takes donors out; only where nothing does it is refused. */
    @Test
    void namesTheLeverThatARunWouldUse() {
        assertThat(lever(sound().unadopted().gatedAll())).startsWith("lever gate: ");
        assertThat(lever(sound().unadopted().gatedAll().lacking("patch pods/status", false)))
                .startsWith("lever observe: ")
                .contains("35 s");
        assertThat(lever(sound().unadopted().probingAll())).startsWith("lever observe: ");
        assertThat(lever(sound().gatedAll())).startsWith("lever label: ");
        assertThat(found(Doctor.examine(sound().unadopted().gated(1).build()))).contains(Symptom.NOT_ADOPTED.id());
    }

    private static String lever(FactsBuilder cluster) {
        return Doctor.examine(cluster.build()).findings().stream()
                .filter(finding -> finding.id().equals("lever"))
                .findFirst()
                .orElseThrow()
                .what();
    }

    @Test
    void aCoreBesideReplicantsNeedsNeitherLabelNorService() {
        Diagnosis diagnosis = Doctor.examine(
                sound().coreBesideReplicants(0).coreBesideReplicants(1).build());

        assertThat(found(diagnosis)).isEmpty();
    }

    @Test
    void everyMissingRightIsAFindingOfItsOwn() {
        Diagnosis diagnosis = Doctor.examine(sound().lacking("list pods", true)
                .lacking("patch pods", true)
                .lacking("watch endpointslices.discovery.k8s.io", false)
                .build());

        assertThat(found(diagnosis)).containsExactly("right-missing", "right-missing", "right-missing-minor");
        assertThat(diagnosis.findings().subList(0, 3))
                .extracting(Finding::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("'list pods'"),
                        what -> assertThat(what).contains("'patch pods'"),
                        what -> assertThat(what).contains("'watch endpointslices.discovery.k8s.io'"));
    }

    @Test
    void theWorstComesFirst() {
        Diagnosis diagnosis = Doctor.examine(
                sound().runOpen().notReady(1).lacking("list pods", true).build());

        assertThat(found(diagnosis)).containsExactly("right-missing", "pod-not-ready", "run-under-way");
        assertThat(diagnosis.worst()).isEqualTo(Severity.ERROR);
    }

    @Test
    void aRebalanceOfAnOpenRunIsNobodyElses() {
        Diagnosis diagnosis = Doctor.examine(sound().runOpen().rebalancing(0).build());

        assertThat(found(diagnosis)).containsExactly("run-under-way");
    }

    @Test
    void theLeaseOfAnOpenRunIsAsItShallBe() {
        Diagnosis diagnosis =
                Doctor.examine(sound().runOpen().lease(false, Run.OPEN).build());

        assertThat(found(diagnosis)).containsExactly("run-under-way");
    }

    @Test
    void clocksAreTwoSidedAndGrowFromAWarningToAnError() {
        assertThat(skewed(Duration.ofSeconds(2))).isEmpty();
        assertThat(skewed(Duration.ofMillis(2001))).containsExactly("WARNING clock-of-kubernetes");
        assertThat(skewed(Duration.ofMillis(-2001))).containsExactly("WARNING clock-of-kubernetes");
        assertThat(skewed(Duration.ofSeconds(10))).containsExactly("WARNING clock-of-kubernetes");
        assertThat(skewed(Duration.ofMillis(10_001))).containsExactly("ERROR clock-of-kubernetes");
        assertThat(skewed(Duration.ofMillis(-10_001))).containsExactly("ERROR clock-of-kubernetes");
    }

    private static List<String> skewed(Duration workerBehind) {
        return Doctor.examine(sound().clock(Whose.KUBERNETES, workerBehind).build()).findings().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .map(finding -> finding.severity() + " " + finding.id())
                .toList();
    }

    private static List<String> found(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .map(Finding::id)
                .toList();
    }

    enum Broken {
        NO_ANSWER_OF_KUBERNETES(
                Symptom.KUBERNETES_UNREACHABLE,
                sound().kubernetesTrouble(FailureKind.KUBERNETES_UNAVAILABLE, "connection refused"),
                "connection refused"),
        A_STRANGER_TO_KUBERNETES(
                Symptom.KUBERNETES_ACCOUNT_UNKNOWN,
                sound().kubernetesTrouble(FailureKind.KUBERNETES_FORBIDDEN, "HTTP 401"),
                "HTTP 401"),
        A_MISSING_VERB(Symptom.RIGHT_MISSING, sound().lacking("list pods", true), "'list pods'"),
        A_MISSING_VERB_THAT_ONLY_HELPS(
                Symptom.RIGHT_MISSING_MINOR,
                sound().lacking("watch endpointslices.discovery.k8s.io", false),
                "'watch endpointslices.discovery.k8s.io'"),
        NO_ACCESS_REVIEWS(Symptom.RIGHTS_UNREADABLE, sound().rightsUnread("HTTP 403"), "HTTP 403"),
        NO_SUCH_CLUSTER(
                Symptom.CLUSTER_NOT_FOUND,
                sound().kubernetesTrouble(FailureKind.CLUSTER_NOT_FOUND, "no StatefulSet called emqx"),
                "no StatefulSet called emqx"),
        TWO_CLUSTERS(
                Symptom.CLUSTER_AMBIGUOUS,
                sound().kubernetesTrouble(FailureKind.CLUSTER_AMBIGUOUS, "any of a, b"),
                "any of a, b"),

        A_CLUSTER_AS_IT_CAME(Symptom.NOT_ADOPTED, sound().unadopted(), "Service emqx-listeners"),
        A_SERVICE_WITHOUT_LABEL(
                Symptom.SERVICE_WITHOUT_LABEL, sound().service("emqx-websocket", false), "Service emqx-websocket does"),
        A_POD_WITHOUT_LABEL(Symptom.POD_WITHOUT_LABEL, sound().unlabelled(2), "emqx-2"),
        A_TEMPLATE_WITHOUT_LABEL(Symptom.TEMPLATE_WITHOUT_LABEL, sound().unlabelledTemplate(), "StatefulSet emqx"),
        A_STATEFULSET_THAT_SELECTS_BY_IT(
                Symptom.LABEL_OWNED_BY_STATEFULSET, sound().labelInSelector(), "StatefulSet emqx selects"),
        NOBODY_IN_FRONT(Symptom.NO_SERVICE_IN_FRONT, sound().withoutServices(), "StatefulSet emqx"),
        OUTSIDE_KUBERNETES(Symptom.NO_LEVER_OUTSIDE, sound().outsideKubernetes(), "outside Kubernetes"),
        A_SERVICE_OF_PODS_NOT_READY(
                Symptom.SERVICE_PUBLISHES_NOT_READY, sound().publishingNotReady("emqx-listeners"), "emqx-listeners"),
        A_SLOW_LOAD_BALANCER(
                Symptom.LOAD_BALANCER_LAG,
                sound().lagging("emqx-listeners", "externalTrafficPolicy Local"),
                "Service emqx-listeners: externalTrafficPolicy Local"),
        THE_OPERATORS_GATE(Symptom.OPERATOR_READINESS_GATE, sound().gated(1), "emqx-1"),
        A_PROBE_THAT_HEEDS_DONORS(Symptom.READINESS_PROBE_ON_AVAILABILITY, sound().probing(1), "emqx-1"),

        A_POD_THAT_NOBODY_SERVES(Symptom.POD_NOT_SERVED, sound().unserved(3), "emqx-3"),
        A_POD_THAT_IS_NOT_READY(Symptom.POD_NOT_READY, sound().notReady(3), "emqx-3"),
        A_POD_TOO_FEW(Symptom.POD_MISSING, sound().wanting(5), "shall have 5 pods and has 4"),
        AN_UNFINISHED_ROLLOUT(Symptom.ROLLOUT_PENDING, sound().behind(2, false), "2 of 4 pods"),
        A_TEMPLATE_THAT_WAITS(Symptom.ROLLOUT_ON_DELETE, sound().behind(4, true), "4 of 4 pods"),
        A_BUDGET_OF_NOTHING(Symptom.DISRUPTION_BUDGET_SPENT, sound().budget("emqx", 0), "PodDisruptionBudget emqx"),
        A_POD_LEFT_BY_A_RUN_THAT_IS_GONE(
                Symptom.POD_LEFT_OUT, sound().excluded(0, Duration.ofHours(1), Run.GONE), "a run that has ended"),
        A_POD_PAST_ITS_HARD_STOP(
                Symptom.POD_LEFT_OUT, sound().excluded(0, Duration.ofHours(-1), Run.UNKNOWN), "which is over"),
        A_POD_OF_ANOTHER_TEMPORAL(
                Symptom.POD_OUT_BY_UNKNOWN_RUN,
                sound().excluded(0, Duration.ofHours(1), Run.UNKNOWN),
                "prod/emqx-rebalance/mqtt/emqx/run-1"),
        A_POD_OUT_BY_HAND(Symptom.POD_OUT_WITHOUT_MARK, sound().outByHand(0), "emqx-0"),
        A_POD_OF_AN_OPEN_RUN(Symptom.POD_OUT_BY_OPEN_RUN, sound().excluded(0, Duration.ofHours(1), Run.OPEN), "emqx-0"),
        A_LEASE_OF_ANOTHER_TEMPORAL(
                Symptom.LEASE_HELD, sound().lease(false, Run.UNKNOWN), "which this Temporal does not know"),
        A_LEASE_OF_A_RUN_THAT_IS_GONE(
                Symptom.LEASE_HELD,
                sound().lease(true, Run.GONE),
                "prod/emqx-rebalance/mqtt/emqx/run-1, which has ended; nobody has renewed it in its time"),
        A_RUN(Symptom.RUN_UNDER_WAY, sound().runOpen(), "mqtt/emqx"),

        NO_CREDENTIALS(Symptom.CREDENTIALS_UNBOUND, sound().unbound("no connection profile"), "no connection profile"),
        NO_SECRET(
                Symptom.CREDENTIALS_UNREADABLE,
                sound().emqxTrouble(FailureKind.NO_CONNECTION_PROFILE, "cannot be read"),
                "cannot be read"),
        A_WRONG_KEY(Symptom.CREDENTIALS_REFUSED, sound().emqxTrouble(FailureKind.EMQX_UNAUTHORIZED, "HTTP 401"), "401"),
        A_VIEWER(Symptom.CREDENTIALS_ROLE, sound().emqxTrouble(FailureKind.EMQX_FORBIDDEN, "HTTP 403"), "403"),
        SILENCE(Symptom.EMQX_UNREACHABLE, sound().silent(0, 1, 2, 3), "at none of its addresses"),
        NO_ADDRESSES(Symptom.EMQX_UNREACHABLE, sound().withoutAddresses(), "no pod has an address"),
        ONE_SILENT_NODE(Symptom.EMQX_NODE_UNREACHABLE, sound().silent(2), "emqx-2"),
        NO_REBALANCE_API(
                Symptom.EMQX_WITHOUT_REBALANCE, sound().emqxTrouble(FailureKind.EMQX_NOT_SUPPORTED, "HTTP 404"), "404"),
        AN_EMQX_THAT_FAILS(Symptom.EMQX_TROUBLE, sound().emqxTrouble(FailureKind.EMQX_UNAVAILABLE, "HTTP 500"), "500"),
        AN_OLD_EMQX(Symptom.EMQX_TOO_OLD, sound().version("5.0.3"), "EMQX 5.0.3"),
        AN_EMQX_WITH_QUIRKS(
                Symptom.EMQX_QUIRKS,
                sound().version("5.8.3"),
                "a rebalance may hang on a node that does not answer (until 5.9); moving sessions may go round in circles"
                        + " (until 5.8.4)"),
        AN_EMQX_4_4(
                Symptom.EMQX_QUIRKS,
                sound().version("4.4.19"),
                "sessions begun with clean_start stay on the donors when their clients are away (until 5.2.1)"),
        A_NEW_EMQX(Symptom.EMQX_UNPROVEN, sound().version("6.2.2"), "EMQX 6.2.2"),
        TWO_RELEASES(Symptom.EMQX_VERSIONS_MIXED, sound().version(1, "5.9.1"), "[5.10.3, 5.9.1]"),
        A_STOPPED_NODE(Symptom.EMQX_NODE_STOPPED, sound().stopped(1), "emqx@emqx-1"),
        A_NODE_WITHOUT_POD(Symptom.EMQX_NODE_WITHOUT_POD, sound().nodeWithoutPod(1), "emqx@emqx-1"),
        A_NODE_APART(Symptom.EMQX_NODE_APART, sound().apart("emqx@elsewhere"), "emqx@elsewhere"),
        ANOTHERS_REBALANCE(Symptom.REBALANCE_BY_OTHERS, sound().rebalancing(0), "coordinated by emqx@emqx-0"),
        AN_EVACUATION(Symptom.EVACUATION_RUNNING, sound().evacuating(0), "emqx@emqx-0"),
        A_PURGE(Symptom.PURGE_RUNNING, sound().purging(0), "emqx@emqx-0"),

        A_CLOCK_OFF_TEMPORALS(
                Symptom.CLOCK_OF_TEMPORAL,
                sound().clock(Whose.TEMPORAL, Duration.ofSeconds(3)),
                "at least 3.0 s behind"),
        A_CLOCK_OFF_KUBERNETES(
                Symptom.CLOCK_OF_KUBERNETES,
                sound().clock(Whose.KUBERNETES, Duration.ofSeconds(-3)),
                "at least 3.0 s ahead of"),
        A_CLOCK_OFF_EMQX(
                Symptom.CLOCK_OF_EMQX, sound().clock(Whose.EMQX, Duration.ofHours(2)), "at least 7200.0 s behind"),
        A_SILENT_PROMETHEUS(
                Symptom.PROMETHEUS_UNREACHABLE,
                sound().prometheusSilent("Prometheus answers with HTTP 404"),
                "Prometheus answers with HTTP 404");

        private final Symptom symptom;
        private final FactsBuilder cluster;
        private final String words;

        Broken(Symptom symptom, FactsBuilder cluster, String words) {
            this.symptom = symptom;
            this.cluster = cluster;
            this.words = words;
        }
    }
}
