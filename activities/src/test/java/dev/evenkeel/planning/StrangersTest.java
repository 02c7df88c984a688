package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.planning.Strangers.Business;
import dev.evenkeel.planning.Strangers.Node;
import dev.evenkeel.planning.Strangers.Rebalance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StrangersTest {
    private static final Wave WAVE = new Wave(
            1,
            "core",
            List.of("full", "fuller", "empty"),
            List.of("full", "fuller"),
            List.of("empty"),
            new StartParameters(
                    10,
                    10,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    new Threshold(100, 1.1),
                    new Threshold(100, 1.1)));

    @ParameterizedTest
    @EnumSource
    void knowsWhoIsInTheWay(Case seen) {
        assertThat(Strangers.inTheWayOf(WAVE, seen.business))
                .extracting(Refusal::reason)
                .containsExactlyElementsOf(seen.reasons);
    }

    @Test
    void saysWhoItIs() {
        assertThat(Strangers.inTheWayOf(WAVE, business(List.of(), List.of("empty"), List.of(), List.of())))
                .extracting(Refusal::detail)
                .containsExactly("node empty is being evacuated");
    }

    @Test
    void everyReasonIsOneToYieldTo() {
        for (Case seen : Case.values()) {
            assertThat(seen.reasons).allMatch(RefusalReason::byStrangers);
        }
    }

    @Test
    void newcomersAreThoseThatRunAndAreNotKnown() {
        List<Node> running = List.of(new Node("a", true), new Node("b", true), new Node("c", true));

        assertThat(Strangers.newcomers(List.of("a", "gone"), running)).containsExactly("b", "c");
        assertThat(Strangers.newcomers(List.of("a", "b", "c"), running)).isEmpty();
        assertThat(Strangers.newcomers(List.of(), running))
                .as("nobody else shall take part")
                .isEmpty();
    }

    @Test
    void coresBesideReplicantsAreNoNewcomers() {
        List<Node> running = List.of(new Node("core", true), new Node("a", false), new Node("b", false));

        assertThat(Strangers.newcomers(List.of("a"), running)).containsExactly("b");
    }

    private static Business business(
            List<Rebalance> rebalances, List<String> evacuating, List<String> purging, List<String> rollouts) {
        return new Business(rebalances, evacuating, purging, rollouts);
    }

    private enum Case {
        NOBODY(business(List.of(), List.of(), List.of(), List.of())),
        A_DONOR_IS_EVACUATED(business(List.of(), List.of("full"), List.of(), List.of()), RefusalReason.NODE_EVACUATING),
        A_RECIPIENT_IS_EVACUATED(
                business(List.of(), List.of("empty"), List.of(), List.of()), RefusalReason.NODE_EVACUATING),
        A_NODE_THAT_TAKES_NO_PART_IS_EVACUATED(business(List.of(), List.of("else"), List.of(), List.of())),
        A_COORDINATOR_THAT_TAKES_NO_PART_IS_EVACUATED(business(List.of(), List.of("core"), List.of(), List.of())),
        A_PURGE_OF_WHOMEVER(business(List.of(), List.of(), List.of("else"), List.of()), RefusalReason.PURGE_RUNNING),
        OTHERS_TAKE_FROM_OUR_RECIPIENT(
                business(
                        List.of(new Rebalance("other", List.of("empty"), List.of("else"))),
                        List.of(),
                        List.of(),
                        List.of()),
                RefusalReason.REBALANCE_RUNNING),
        OTHERS_GIVE_TO_OUR_DONOR(
                business(
                        List.of(new Rebalance("other", List.of("else"), List.of("full"))),
                        List.of(),
                        List.of(),
                        List.of()),
                RefusalReason.REBALANCE_RUNNING),
        OTHERS_AT_OUR_COORDINATOR(
                business(List.of(new Rebalance("core", List.of("x"), List.of("y"))), List.of(), List.of(), List.of()),
                RefusalReason.REBALANCE_RUNNING),
        OTHERS_AMONG_THEMSELVES(
                business(List.of(new Rebalance("other", List.of("x"), List.of("y"))), List.of(), List.of(), List.of())),
        A_ROLLOUT(
                business(List.of(), List.of(), List.of(), List.of("StatefulSet emqx replaces its pods")),
                RefusalReason.ROLLOUT_RUNNING),
        EVERYBODY_AT_ONCE(
                business(
                        List.of(new Rebalance("other", List.of("empty"), List.of())),
                        List.of("full", "empty"),
                        List.of("full"),
                        List.of("pods")),
                RefusalReason.REBALANCE_RUNNING,
                RefusalReason.PURGE_RUNNING,
                RefusalReason.NODE_EVACUATING,
                RefusalReason.NODE_EVACUATING,
                RefusalReason.ROLLOUT_RUNNING);

        private final Business business;
        private final List<RefusalReason> reasons;

        Case(Business business, RefusalReason... reasons) {
            this.business = business;
            this.reasons = List.of(reasons);
        }
    }
}
