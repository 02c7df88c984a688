package dev.evenkeel.activity;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.planning.Strangers;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Optional;

/** Who else is at work, by what a look has read anyway: EMQX's status, and the objects as they were found last. */
final class StrangerSight {
    private StrangerSight() {}

    /** To whom the wave must yield; nobody, as a rule. */
    static List<Refusal> inTheWayOf(Wave wave, GlobalStatus status, Optional<DiscoveredCluster> objects) {
        return Strangers.inTheWayOf(
                wave,
                new Strangers.Business(
                        status.rebalances().stream()
                                .filter(rebalance -> !OurRebalance.is(rebalance, wave))
                                .map(other -> new Strangers.Rebalance(
                                        other.coordinator(), other.donors(), other.recipients()))
                                .toList(),
                        status.evacuating(),
                        status.purging(),
                        objects.map(DiscoveredCluster::rollouts).orElse(List.of())));
    }

    /** Ends a run: it stops what is its own, puts its pods back, and leaves the rest as it is. */
    static ApplicationFailure yielded(List<Refusal> strangers) {
        return FailureKind.YIELDED.failure(
                "yielded: "
                        + String.join(
                                "; ", strangers.stream().map(Refusal::display).toList()),
                null,
                strangers);
    }
}
