package dev.evenkeel.planning;

import static dev.evenkeel.contract.RefusalReason.LABEL_OWNED_BY_STATEFULSET;
import static dev.evenkeel.contract.RefusalReason.NO_SERVICE_IN_FRONT;
import static dev.evenkeel.contract.RefusalReason.SERVICE_IN_FRONT;
import static dev.evenkeel.contract.RefusalReason.SERVICE_WITHOUT_LABEL;
import static dev.evenkeel.planning.SnapshotBuilder.article;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
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
