package dev.evenkeel.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether this worker polls a Temporal that has answered lately. Part of readiness and not of liveness; EMQX is no part
 * of either, since a cluster that is down is no reason to take the worker from all others.
 */
final class TemporalHealthIndicator implements HealthIndicator {
    /** Three looks that got no answer. */
    private static final Duration LATELY = WorkerLifecycle.LOOK.multipliedBy(3);

    private final WorkerLifecycle worker;
    private final TemporalNews news;
    private final TemporalAddress address;
    private final InstantSource clock;

    TemporalHealthIndicator(WorkerLifecycle worker, TemporalNews news, TemporalAddress address, InstantSource clock) {
        this.worker = worker;
        this.news = news;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Optional<Instant> seenAt = news.seenAt();
        boolean lately = seenAt.filter(
                        seen -> Duration.between(seen, clock.instant()).compareTo(LATELY) < 0)
                .isPresent();
        boolean ready = lately && worker.state() == WorkerLifecycle.State.POLLING;
        Health.Builder health = (ready ? Health.up() : Health.outOfService())
                .withDetail("worker", worker.state().name().toLowerCase(java.util.Locale.ROOT))
                .withDetail("temporal", address.toString());
        seenAt.ifPresent(seen -> health.withDetail("seenAt", seen.toString()));
        news.problem().ifPresent(problem -> health.withDetail("problem", problem));
        return health.build();
    }
}
