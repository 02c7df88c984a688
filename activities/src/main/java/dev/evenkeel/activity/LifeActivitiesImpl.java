package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.LifeActivities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Gives Leases up, and lets the janitor act on one cluster. Safe to repeat. */
public final class LifeActivitiesImpl implements LifeActivities {
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    private final RunLife life;
    private final Janitor janitor;

    public LifeActivitiesImpl(RunLife life, Janitor janitor) {
        this.life = life;
        this.janitor = janitor;
    }

    @Override
    public void release(ReleaseOrder order) {
        life.release(order.cluster(), order.run());
    }

    @Override
    public CleanedUp cleanUp(CleanUpOrder order) {
        List<Janitor.Finding> findings =
                Heartbeats.during(() -> guarded(() -> janitor.cleanUp(order.cluster(), false)));
        Optional<Janitor.Finding> open = findings.stream()
                .filter(finding -> finding.state() != Janitor.State.CLEAN)
                .findFirst();
        open.ifPresent(LifeActivitiesImpl::goOn);
        return findings.stream()
                .findFirst()
                .map(finding -> new CleanedUp(
                        Optional.of(finding.run()), finding.engineStopped(), finding.restored(), finding.words()))
                .orElseGet(() -> new CleanedUp(
                        Optional.empty(),
                        false,
                        List.of(),
                        "nothing of any run is left at " + order.cluster().display()));
    }

    private static void goOn(Janitor.Finding finding) {
        if (finding.alive()) {
            throw FailureKind.CLUSTER_HELD.failure(
                    "run " + finding.run() + " lives and holds the Lease of "
                            + finding.cluster().display() + ": abort that run instead",
                    null);
        }
        throw FailureKind.lookAgain(COME_AGAIN);
    }
}
