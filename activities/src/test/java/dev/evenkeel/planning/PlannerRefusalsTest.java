package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerRefusalsTest {
    /** What no look at a cluster can show: these come from the run itself. */
    private static final Set<RefusalReason> GIVEN_BY_THE_RUN =
            EnumSet.of(RefusalReason.PLAN_NOT_APPROVED, RefusalReason.PLAN_REJECTED, RefusalReason.RUN_TIMEOUT_SET);

    /** Prometheus is no part of a look at the cluster: see {@link ConditionJudgeTest}. */
    private static final Set<RefusalReason> GIVEN_BY_CONDITIONS = EnumSet.of(
            RefusalReason.PROMETHEUS_NOT_SET,
            RefusalReason.PROMETHEUS_SILENT,
            RefusalReason.CONDITION_UNUSABLE,
            RefusalReason.CONDITION_HOLDS);

    @ParameterizedTest
    @EnumSource
    void refuses(Case refused) {
        Assessment assessment = refused.cluster.assessed(refused.request);

        assertThat(assessment.verdict()).isEqualTo(Assessment.Verdict.REFUSED);
        assertThat(assessment.plan()).isEmpty();
        assertThat(assessment.refusals()).extracting(Refusal::reason).containsExactly(refused.reason);
        assertThat(assessment.refusals().get(0).detail()).contains(refused.detail);
        assertThat(assessment.explanation()).contains(refused.detail).contains(refused.reason.advice());
    }

    @ParameterizedTest
    @EnumSource
    void letsWhatItAdvisesPass(Case refused) {
        Assessment assessment = refused.adviceTaken.assessed(refused.requestAfter);

        assertThat(assessment.verdict()).isNotEqualTo(Assessment.Verdict.REFUSED);
    }

    @Test
    void coversEveryReasonThatALookCanGive() {
        Set<RefusalReason> tabled =
                Stream.of(Case.values()).map(refused -> refused.reason).collect(Collectors.toSet());

        Set<RefusalReason> others = EnumSet.copyOf(GIVEN_BY_THE_RUN);
        others.addAll(GIVEN_BY_CONDITIONS);
        assertThat(tabled).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(others)));
    }

    @Test
    void namesWhatConditionsSayBesideEverythingElse() {
        Refusal holds = new Refusal(RefusalReason.CONDITION_HOLDS, "condition cpu: 0.95");
        Assessment ready = article().assessed(Requests.with(Lever.AUTO, List.of()));
        Assessment refused = article().purging(2).assessed(Requests.with(Lever.AUTO, List.of()));

        assertThat(Planner.refusedToo(ready, List.of())).isSameAs(ready);
        Assessment both = Planner.refusedToo(refused, List.of(holds));
        assertThat(Planner.refusedToo(ready, List.of(holds)).verdict()).isEqualTo(Assessment.Verdict.REFUSED);
        assertThat(both.refusals())
                .extracting(Refusal::reason)
                .containsExactly(RefusalReason.PURGE_RUNNING, RefusalReason.CONDITION_HOLDS);
        assertThat(both.explanation()).contains("condition cpu: 0.95");
    }

    @Test
    void namesEveryReasonAtOnce() {
        Assessment assessment = article()
                .rebalancing(3)
                .purging(2)
                .evacuating(1)
                .version(0, "5.0.3")
                .out(2, Snapshot.Out.BY_OTHERS)
                .service("second", false)
                .labelInSelector()
                .assessed(Requests.with(
                        Lever.AUTO, List.of(node(0), node(1), node(2), node(3), "emqx@nowhere", "emqx@neverland")));

        assertThat(assessment.refusals())
                .extracting(Refusal::reason)
                .containsExactlyInAnyOrder(
                        RefusalReason.REBALANCE_RUNNING,
                        RefusalReason.PURGE_RUNNING,
                        RefusalReason.UNKNOWN_NODE,
                        RefusalReason.UNKNOWN_NODE,
                        RefusalReason.NODE_EVACUATING,
                        RefusalReason.UNSUPPORTED_VERSION,
                        RefusalReason.EXCLUDED_BY_OTHERS,
                        RefusalReason.SERVICE_WITHOUT_LABEL,
                        RefusalReason.LABEL_OWNED_BY_STATEFULSET);
    }

    @Test
    void refusesEvenWhereNothingWouldHaveToBeDone() {
        Assessment assessment = SnapshotBuilder.holding(10, 10).rebalancing(0).assessed(Requests.open());

        assertThat(assessment.verdict()).isEqualTo(Assessment.Verdict.REFUSED);
    }

    private static Pacing budget(int connectsPerSecond) {
        return new Pacing(Optional.of(connectsPerSecond), null, null);
    }

    private static Pacing atOnce(String maxUnavailable) {
        return new Pacing(null, null, null, Optional.of(maxUnavailable), null);
    }

    private static SnapshotBuilder thirtyAndOne() {
        long[] counts = new long[31];
        Arrays.fill(counts, 0, 30, 1_000);
        return SnapshotBuilder.holding(counts);
    }

    /** One thing that stands in the way, and the same cluster after what the refusal advises. */
    enum Case {
        ANOTHER_RUN_HOLDS_THE_LEASE(
                RefusalReason.CLUSTER_HELD,
                article().leaseOf("elsewhere/emqx-rebalance/mqtt/emqx/run-9", false),
                "run elsewhere/emqx-rebalance/mqtt/emqx/run-9",
                article()),
        A_RUN_DIED_AND_LEFT_ITS_LEASE(
                RefusalReason.LEFT_BY_DEAD_RUN,
                article().leaseOf("elsewhere/emqx-rebalance/mqtt/emqx/run-9", true),
                "run elsewhere/emqx-rebalance/mqtt/emqx/run-9 is gone",
                article()),
        ANOTHER_REBALANCE_IS_ON(
                RefusalReason.REBALANCE_RUNNING, article().rebalancing(3), "coordinated by " + node(3), article()),
        A_NODE_IS_EVACUATED(
                RefusalReason.NODE_EVACUATING,
                article().evacuating(1),
                "node " + node(1) + " is being evacuated",
                article().evacuating(1),
                Requests.among(0, 2, 3)),
        AN_EMPTY_NODE_IS_EVACUATED(
                RefusalReason.NODE_EVACUATING,
                article().evacuating(3),
                "node " + node(3),
                article().evacuating(3),
                Requests.among(0, 1, 2)),
        A_NODE_PURGES(RefusalReason.PURGE_RUNNING, article().purging(0), "node " + node(0) + " purges", article()),
        PODS_ARE_BEING_REPLACED(
                RefusalReason.ROLLOUT_RUNNING,
                article().rollingOut("StatefulSet emqx replaces its pods: 3 of 4 to go"),
                "StatefulSet emqx replaces its pods",
                article()),
        A_POD_WAS_TAKEN_OUT_BY_HAND(
                RefusalReason.EXCLUDED_BY_OTHERS,
                article().out(2, Snapshot.Out.BY_OTHERS),
                "pod emqx-2 was taken out",
                article()),
        A_NODE_IS_NAMED_THAT_EMQX_DOES_NOT_KNOW(
                RefusalReason.UNKNOWN_NODE,
                article(),
                Requests.with(Lever.AUTO, List.of(node(0), node(3), "emqx@typo")),
                "emqx@typo is not one of",
                article(),
                Requests.among(0, 3)),
        A_NODE_IS_NAMED_THAT_IS_STOPPED(
                RefusalReason.NODE_NOT_RUNNING,
                article().stopped(1),
                Requests.among(0, 1, 3),
                "node " + node(1) + " is stopped",
                article().stopped(1),
                Requests.among(0, 3)),
        A_CORE_IS_NAMED_BESIDE_REPLICANTS(
                RefusalReason.CORE_BESIDE_REPLICANTS,
                SnapshotBuilder.holding(9000, 9000, 0, 9000, 0).replicantsFrom(1),
                Requests.with(Lever.AUTO, List.of(node(0), node(1), node(2))),
                "node " + node(0) + " is a core",
                SnapshotBuilder.holding(9000, 9000, 0, 9000, 0).replicantsFrom(1),
                Requests.among(1, 2)),
        A_NODE_HAS_NO_POD(
                RefusalReason.NODE_WITHOUT_POD, article().withoutPod(2), "no pod of the cluster is node", article()),
        THE_LABEL_IS_ASKED_FOR_WITHOUT_A_SERVICE(
                RefusalReason.NO_SERVICE_IN_FRONT,
                article().withoutServices(),
                Requests.with(Lever.LABEL),
                "no Service",
                article().withoutServices(),
                Requests.with(Lever.NONE)),
        NO_SERVICE_IS_IN_FRONT(
                RefusalReason.NO_SERVICE_IN_FRONT,
                article().withoutServices(),
                "no Service",
                article().withoutServices(),
                Requests.with(Lever.NONE)),
        THE_LABEL_IS_ASKED_FOR_OUTSIDE_KUBERNETES(
                RefusalReason.NO_SERVICE_IN_FRONT,
                article().outsideKubernetes(),
                Requests.with(Lever.LABEL),
                "outside Kubernetes",
                article().outsideKubernetes(),
                Requests.with(Lever.NONE)),
        A_SERVICE_DOES_NOT_SELECT_BY_THE_LABEL(
                RefusalReason.SERVICE_WITHOUT_LABEL,
                article().service("emqx-websocket", false),
                "Service emqx-websocket does not select by",
                article().service("emqx-websocket", true)),
        A_POD_HAS_NO_LABEL(
                RefusalReason.SERVICE_WITHOUT_LABEL, article().unlabelled(1), "pod emqx-1 has no label", article()),
        THE_STATEFULSET_SELECTS_BY_THE_LABEL(
                RefusalReason.LABEL_OWNED_BY_STATEFULSET,
                article().labelInSelector(),
                "the StatefulSet selects by",
                article()),
        THE_GATE_IS_ASKED_FOR_AND_NO_POD_HAS_IT(
                RefusalReason.POD_WITHOUT_GATE,
                article(),
                Requests.with(Lever.GATE),
                "on-serving on pods emqx-0, emqx-1",
                article(),
                Requests.with(Lever.AUTO)),
        THE_GATE_MAY_NOT_BE_SET(
                RefusalReason.GATE_FORBIDDEN,
                article().gated().maySetGates(false),
                Requests.with(Lever.GATE),
                "may not patch pods/status",
                article().gated().maySetGates(false),
                Requests.with(Lever.OBSERVE)),
        A_SERVICE_DOES_NOT_MIND_THE_GATE(
                RefusalReason.SERVICE_PUBLISHES_NOT_READY,
                article().gated().maySetGates(true).publishingNotReady("emqx-listeners"),
                Requests.with(Lever.GATE),
                "Service emqx-listeners sends clients to pods that are not ready",
                article().gated().maySetGates(true),
                Requests.with(Lever.GATE)),
        A_STRICT_WAIT_IS_TOO_SHORT(
                RefusalReason.WAIT_TOO_SHORT,
                article().gated().maySetGates(false),
                Requests.strict(),
                "waitHealthCheck is 10 s, and 35 s are needed",
                article().gated().maySetGates(false),
                Requests.article()),
        NO_LEVER_IS_ASKED_FOR_BEHIND_A_SERVICE(
                RefusalReason.SERVICE_IN_FRONT,
                article(),
                Requests.with(Lever.NONE),
                "emqx-listeners is in front",
                article(),
                Requests.with(Lever.AUTO)),
        THE_ONLY_RECIPIENT_IS_NOT_SERVED(
                RefusalReason.NO_RECIPIENT_SERVES, article().unserved(3), "none of the recipients", article()),
        THE_BUDGET_LEAVES_NOTHING(
                RefusalReason.BUDGET_TOO_SMALL,
                article(),
                Requests.open().withPacing(budget(9)),
                "of 9 connects a second",
                article(),
                Requests.open().withPacing(budget(1_000))),
        SO_FEW_AT_ONCE_NEVER_COME_TO_AN_END(
                RefusalReason.TOO_MANY_WAVES,
                thirtyAndOne(),
                Requests.open().withPacing(atOnce("1")),
                "with 1 of 30 donors out at once",
                thirtyAndOne(),
                Requests.open().withPacing(atOnce("25"))),
        A_NODE_IS_TOO_OLD(
                RefusalReason.UNSUPPORTED_VERSION,
                article().version(0, "5.0.3"),
                "node " + node(0) + " runs EMQX 5.0.3",
                article().version(0, "5.0.4")),
        A_NODE_OF_4_4_IS_TOO_OLD(
                RefusalReason.UNSUPPORTED_VERSION,
                article().version(0, "4.4.11"),
                "node " + node(0) + " runs EMQX 4.4.11",
                article().version(0, "4.4.12")),
        A_WAIT_IS_SHORTER_THAN_4_4_TAKES(
                RefusalReason.WAIT_IS_ZERO,
                article().version(0, "4.4.24"),
                Requests.waiting(Duration.ZERO),
                "waitTakeover is 0, and node " + node(0) + " runs EMQX 4.4.24",
                article().version(0, "4.4.24"),
                Requests.waiting(Duration.ofSeconds(1)));

        private final RefusalReason reason;
        private final SnapshotBuilder cluster;
        private final RebalanceRequest request;
        private final String detail;
        private final SnapshotBuilder adviceTaken;
        private final RebalanceRequest requestAfter;

        Case(RefusalReason reason, SnapshotBuilder cluster, String detail, SnapshotBuilder adviceTaken) {
            this(reason, cluster, detail, adviceTaken, Requests.article());
        }

        Case(
                RefusalReason reason,
                SnapshotBuilder cluster,
                String detail,
                SnapshotBuilder adviceTaken,
                RebalanceRequest requestAfter) {
            this(reason, cluster, Requests.article(), detail, adviceTaken, requestAfter);
        }

        Case(
                RefusalReason reason,
                SnapshotBuilder cluster,
                RebalanceRequest request,
                String detail,
                SnapshotBuilder adviceTaken,
                RebalanceRequest requestAfter) {
            this.reason = reason;
            this.cluster = cluster;
            this.request = request;
            this.detail = detail;
            this.adviceTaken = adviceTaken;
            this.requestAfter = requestAfter;
        }
    }
}
