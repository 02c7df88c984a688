package dev.evenkeel.planning;

import static dev.evenkeel.contract.RefusalReason.GATE_FORBIDDEN;
import static dev.evenkeel.contract.RefusalReason.LABEL_OWNED_BY_STATEFULSET;
import static dev.evenkeel.contract.RefusalReason.NO_SERVICE_IN_FRONT;
import static dev.evenkeel.contract.RefusalReason.POD_WITHOUT_GATE;
import static dev.evenkeel.contract.RefusalReason.SERVICE_IN_FRONT;
import static dev.evenkeel.contract.RefusalReason.SERVICE_PUBLISHES_NOT_READY;
import static dev.evenkeel.contract.RefusalReason.SERVICE_WITHOUT_LABEL;
import static dev.evenkeel.planning.SnapshotBuilder.article;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeverChoiceTest {
    @ParameterizedTest
    @EnumSource
    void pulls(Fitting fitting) {
        LeverChoice choice = choice(fitting.asked, fitting.cluster);

        assertThat(choice.refusals()).isEmpty();
        assertThat(choice.lever()).isEqualTo(fitting.lever);
        assertThat(choice.reason()).isEqualTo(fitting.reason);
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Unfit unfit) {
        LeverChoice choice = choice(unfit.asked, unfit.cluster);

        assertThat(choice.lever()).isEqualTo(Lever.NONE);
        assertThat(choice.refusals()).extracting(Refusal::reason).containsExactly(unfit.reasons);
        assertThat(choice.refusals())
                .allSatisfy(refusal ->
                        assertThat(refusal.display()).contains(refusal.reason().advice()));
    }

    /** How long EMQX waits where nobody says, and what is raised. */
    @ParameterizedTest
    @EnumSource
    void waitsLongEnough(Waiting waiting) {
        LeverChoice choice = choice(Lever.AUTO, waiting.cluster);

        assertThat(choice.healthWait().open()).hasSeconds(waiting.open);
        assertThat(choice.healthWait().least()).hasSeconds(waiting.least);
    }

    enum Waiting {
        FOR_KUBE_PROXY(article(), 2, 0),
        FOR_KUBELETS(article().gated().maySetGates(true), 10, 5),
        FOR_THE_OPERATOR(article().gated().maySetGates(false), 60, 35),
        FOR_A_QUICK_PROBE(article().probed(Duration.ofSeconds(4)), 60, 9),
        FOR_A_SLOW_PROBE(article().probed(Duration.ofSeconds(91)), 96, 96),
        FOR_WHOEVER(article().outsideKubernetes(), 60, 0);

        private final SnapshotBuilder cluster;
        private final int open;
        private final int least;

        Waiting(SnapshotBuilder cluster, int open, int least) {
            this.cluster = cluster;
            this.open = open;
            this.least = least;
        }
    }

    private static LeverChoice choice(Lever asked, SnapshotBuilder cluster) {
        Snapshot snapshot = cluster.build();
        return LeverChoice.of(asked, snapshot.front(), snapshot.nodes());
    }

    enum Fitting {
        AUTO_BEHIND_A_SERVICE(
                Lever.AUTO, article(), Lever.LABEL, "Service emqx-listeners selects by evenkeel.dev/serving"),
        AUTO_BEHIND_TWO(
                Lever.AUTO,
                article().service("emqx-websocket", true),
                Lever.LABEL,
                "Service emqx-listeners, emqx-websocket selects by evenkeel.dev/serving"),
        LABEL_BEHIND_A_SERVICE(
                Lever.LABEL, article(), Lever.LABEL, "Service emqx-listeners selects by evenkeel.dev/serving"),
        AUTO_OUTSIDE(Lever.AUTO, article().outsideKubernetes(), Lever.NONE, "the cluster is outside Kubernetes"),
        AUTO_WITH_GATE(
                Lever.AUTO,
                article().gated().maySetGates(true),
                Lever.GATE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and this worker may set it"),
        AUTO_WITH_GATE_AND_TWO_SERVICES(
                Lever.AUTO,
                article().gated().service("emqx-websocket", true).maySetGates(true),
                Lever.GATE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and this worker may set it"),
        AUTO_WITH_GATE_AND_WITHOUT_THE_RIGHT(
                Lever.AUTO,
                article().gated().maySetGates(false),
                Lever.OBSERVE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and this worker may not set it:"
                        + " the operator takes donors out"),
        AUTO_WITH_GATE_AND_A_RIGHT_THAT_NOBODY_TELLS(
                Lever.AUTO,
                article().gated(),
                Lever.OBSERVE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and whether this worker may set"
                        + " it could not be asked: the operator takes donors out"),
        AUTO_WITH_LABEL_AND_GATE(
                Lever.AUTO,
                article().gatedAndLabelled().maySetGates(true),
                Lever.LABEL,
                "Service emqx-listeners selects by evenkeel.dev/serving"),
        AUTO_WITH_GATE_AND_A_STATEFULSET_THAT_SELECTS_BY_THE_LABEL(
                Lever.AUTO,
                article().gatedAndLabelled().labelInSelector().maySetGates(true),
                Lever.GATE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and this worker may set it"),
        AUTO_WITH_A_PROBE(
                Lever.AUTO,
                article().probed(Duration.ofSeconds(31)),
                Lever.OBSERVE,
                "the pods' readiness probes ask availability_check: kubelets take donors out"),
        GATE_BESIDE_THE_LABEL(
                Lever.GATE,
                article().gatedAndLabelled(),
                Lever.GATE,
                "the pods have EMQX Operator's readiness gate apps.emqx.io/on-serving, and this worker may set it"),
        OBSERVE_WITH_NOTHING_TO_SEE(
                Lever.OBSERVE,
                article(),
                Lever.OBSERVE,
                "asked for; nothing is seen here that would take donors out, so it is verified"),
        OBSERVE_OUTSIDE(
                Lever.OBSERVE,
                article().outsideKubernetes(),
                Lever.OBSERVE,
                "the cluster is outside Kubernetes: the donors' counters show whether clients still come to them"),
        NONE_OUTSIDE(Lever.NONE, article().outsideKubernetes(), Lever.NONE, "the cluster is outside Kubernetes"),
        NONE_WITHOUT_A_SERVICE(
                Lever.NONE, article().withoutServices(), Lever.NONE, "asked for, and no Service is in front");

        private final Lever asked;
        private final SnapshotBuilder cluster;
        private final Lever lever;
        private final String reason;

        Fitting(Lever asked, SnapshotBuilder cluster, Lever lever, String reason) {
            this.asked = asked;
            this.cluster = cluster;
            this.lever = lever;
            this.reason = reason;
        }
    }

    enum Unfit {
        LABEL_OUTSIDE(Lever.LABEL, article().outsideKubernetes(), NO_SERVICE_IN_FRONT),
        GATE_OUTSIDE(Lever.GATE, article().outsideKubernetes(), NO_SERVICE_IN_FRONT),
        GATE_WITHOUT_GATES(Lever.GATE, article(), POD_WITHOUT_GATE),
        GATE_WITHOUT_THE_RIGHT(Lever.GATE, article().gated().maySetGates(false), GATE_FORBIDDEN),
        GATE_WITHOUT_A_SERVICE(Lever.GATE, article().gated().withoutServices(), NO_SERVICE_IN_FRONT),
        GATE_THAT_A_SERVICE_DOES_NOT_MIND(
                Lever.GATE,
                article().gated().maySetGates(true).publishingNotReady("emqx-listeners"),
                SERVICE_PUBLISHES_NOT_READY),
        OBSERVE_OF_A_SERVICE_THAT_MINDS_NOTHING(
                Lever.OBSERVE, article().publishingNotReady("emqx-listeners"), SERVICE_PUBLISHES_NOT_READY),
        OBSERVE_WITHOUT_A_SERVICE(Lever.OBSERVE, article().withoutServices(), NO_SERVICE_IN_FRONT),
        AUTO_WITH_A_GATE_THAT_A_SERVICE_DOES_NOT_MIND(
                Lever.AUTO,
                article().gatedAndLabelled().service("plain", false).publishingNotReady("plain"),
                SERVICE_WITHOUT_LABEL,
                SERVICE_PUBLISHES_NOT_READY),
        AUTO_WITH_GATE_AND_WITHOUT_A_SERVICE(
                Lever.AUTO, article().gatedAndLabelled().withoutServices(), NO_SERVICE_IN_FRONT),
        LABEL_WITHOUT_A_SERVICE(Lever.LABEL, article().withoutServices(), NO_SERVICE_IN_FRONT),
        AUTO_WITHOUT_A_SERVICE(Lever.AUTO, article().withoutServices(), NO_SERVICE_IN_FRONT),
        NONE_BEHIND_A_SERVICE(Lever.NONE, article(), SERVICE_IN_FRONT),
        NONE_BEHIND_A_SERVICE_WITHOUT_LABEL(
                Lever.NONE, article().withoutServices().service("plain", false), SERVICE_IN_FRONT),
        ONE_OF_TWO_SERVICES_WITHOUT_LABEL(Lever.AUTO, article().service("plain", false), SERVICE_WITHOUT_LABEL),
        PODS_WITHOUT_LABEL(
                Lever.AUTO, article().unlabelled(0).unlabelled(3), SERVICE_WITHOUT_LABEL, SERVICE_WITHOUT_LABEL),
        A_STATEFULSET_THAT_SELECTS_BY_IT(Lever.LABEL, article().labelInSelector(), LABEL_OWNED_BY_STATEFULSET),
        ALL_OF_IT(
                Lever.AUTO,
                article()
                        .withoutServices()
                        .service("plain", false)
                        .labelInSelector()
                        .unlabelled(1),
                SERVICE_WITHOUT_LABEL,
                LABEL_OWNED_BY_STATEFULSET,
                SERVICE_WITHOUT_LABEL);

        private final Lever asked;
        private final SnapshotBuilder cluster;
        private final RefusalReason[] reasons;

        Unfit(Lever asked, SnapshotBuilder cluster, RefusalReason... reasons) {
            this.asked = asked;
            this.cluster = cluster;
            this.reasons = reasons;
        }
    }
}
