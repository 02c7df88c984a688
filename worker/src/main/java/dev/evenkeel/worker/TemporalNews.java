package dev.evenkeel.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last known of Temporal, and which of it is news: that it is away, that it still is (once a minute), that it is
 * there. Safe for use by several threads.
 */
final class TemporalNews {
    /** Often enough to be found at the end of a log, seldom enough not to fill it. */
    private static final Duration REMIND = Duration.ofMinutes(1);

    private Optional<Instant> seenAt = Optional.empty();
    private Optional<Away> away = Optional.empty();

    /** Temporal has answered. Whether that is news, and after how long. */
    synchronized Optional<Duration> answered(Instant now) {
        Optional<Duration> news = seenAt.isEmpty() && away.isEmpty()
                ? Optional.of(Duration.ZERO)
                : away.map(gone -> Duration.between(gone.since(), now));
        seenAt = Optional.of(now);
        away = Optional.empty();
        return news;
    }

    /** Temporal has not answered. Whether that is to be said, and for how long it has been so. */
    synchronized Optional<Duration> silent(String problem, Instant now) {
        boolean say =
                away.isEmpty() || Duration.between(away.get().saidAt(), now).compareTo(REMIND) >= 0;
        Instant since = away.map(Away::since).orElse(now);
        Instant saidAt = say ? now : away.get().saidAt();
        away = Optional.of(new Away(since, saidAt, problem));
        return say ? Optional.of(Duration.between(since, now)) : Optional.empty();
    }

    /** When Temporal last answered. */
    synchronized Optional<Instant> seenAt() {
        return seenAt;
    }

    /** Why it does not, since it does not. */
    synchronized Optional<String> problem() {
        return away.map(Away::problem);
    }

    private record Away(Instant since, Instant saidAt, String problem) {}
}
