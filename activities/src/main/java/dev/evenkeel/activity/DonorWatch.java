package dev.evenkeel.activity;

import static dev.evenkeel.activity.Rim.guarded;

import dev.evenkeel.contract.EngineActivities.Arrivals;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.planning.QuietRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Watches over a wave's donors beside EMQX's state: that they are out while they must be, that nobody comes to them any
 * more where that is asked for, and that there is a look at the very moment at which they must have left.
 */
final class DonorWatch {
    private final ClusterDirectory directory;
    private final Landings landings;
    private final Pace pace;
    private final InstantSource clock;

    DonorWatch(ClusterDirectory directory, Pace pace, InstantSource clock) {
        this.directory = directory;
        this.landings = new DonorsOut(directory);
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Only tells: an attempt that nobody waits for any more must not take pods out behind a clean-up. Donors that were out
     * are taken to be so while that cannot be seen; donors that others shall take out must be seen to be out.
     */
    void hold(WatchOrder order, Look look) {
        boolean waitIsOver =
                order.outBy().filter(by -> !clock.instant().isBefore(by)).isPresent();
        boolean leaveByOthers = order.lever() == Lever.OBSERVE && order.outBy().isPresent();
        if (!order.cluster().outsideKubernetes() && (leaveByOthers ? waitIsOver : order.donorsOut())) {
            served(order, leaveByOthers);
        }
        if (waitIsOver) {
            order.landingQuiet()
                    .flatMap(quiet -> landing(order, quiet, look.arrivals()))
                    .ifPresent(why -> {
                        throw FailureKind.CLIENTS_LAND.failure(why, null);
                    });
        }
    }

    private void served(WatchOrder order, boolean firstTime) {
        Landings.Sight sight = landings.look(order.cluster(), order.lever(), order.wave());
        switch (sight.state()) {
            case OUT -> {}
            case SERVED -> throw FailureKind.DONORS_SERVED.failure(sight.words(), null);
            case NOBODY_SERVES -> throw FailureKind.NOBODY_SERVES.failure(sight.words(), null);
            case UNKNOWN -> {
                if (firstTime) {
                    throw FailureKind.DONORS_SERVED.failure(sight.words(), null);
                }
            }
        }
    }

    /** Why clients are thought to come to donors still; empty where they are not. */
    private Optional<String> landing(WatchOrder order, Duration quiet, Optional<Arrivals> arrivals) {
        Optional<String> open = order.cluster().outsideKubernetes()
                ? available(
                        guarded(() -> directory.open(order.cluster())).emqx(),
                        order.wave().donors())
                : Optional.empty();
        return open.or(() -> QuietRule.unquiet(arrivals, quiet, order.wave(), clock.instant()));
    }

    /** Whatever is in front asks EMQX too; a donor that does not answer is asked by nobody with success. */
    private static Optional<String> available(EmqxClient emqx, List<String> donors) {
        for (String donor : donors) {
            try {
                if (emqx.available(donor)) {
                    return Optional.of("donor " + donor + " answers availability_check with 200");
                }
            } catch (EmqxException unreachable) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Where that is soon. Temporal's retries come up to a second late, of the two in which EMQX can still be stopped. */
    Optional<Duration> untilTheyMustBeOut(WatchOrder order) {
        Instant now = clock.instant();
        return order.outBy()
                .filter(now::isBefore)
                .map(by -> Duration.between(now, by).plusMillis(1))
                .filter(left -> left.compareTo(pace.stay()) <= 0)
                .filter(left -> !Thread.currentThread().isInterrupted());
    }

    /** Not beyond the moment at which donors must be out: there is a look with fresh counts then. */
    Instant leaveAt(WatchOrder order) {
        Instant now = clock.instant();
        Instant tired = now.plus(pace.stay());
        return order.outBy().filter(now::isBefore).filter(tired::isAfter).orElse(tired);
    }

    /** Likewise. */
    Duration untilDue(WatchOrder order, Duration delay) {
        Instant now = clock.instant();
        return order.outBy()
                .filter(now::isBefore)
                .map(by -> Duration.between(now, by))
                .filter(left -> left.compareTo(delay) < 0)
                .orElse(delay);
    }
}
