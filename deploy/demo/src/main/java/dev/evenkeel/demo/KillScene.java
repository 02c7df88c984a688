package dev.evenkeel.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The worker is killed halfway through the eviction and started again. Asked at every picture; a state is passed once:
 *
 * <pre>
 *   waiting -> killed    half of the clients are moved
 *   killed  -> started   it has been dead for a while, so that one can see what goes on without it
 *   started -> went on   the run shows a look that is younger than the new worker
 * </pre>
 */
final class KillScene {
    private static final Duration DEAD = Duration.ofSeconds(1);

    private final DemoWorker worker;
    private Instant killed;
    private Instant started;
    private Instant wentOn;
    private String kind = "";

    KillScene(DemoWorker worker) {
        this.worker = worker;
    }

    /**
     * @param half whether half of the clients are moved
     * @param newestSign when the run last showed a sign of life
     * @return what has just happened
     */
    Optional<String> play(boolean half, Instant newestSign) {
        Instant now = Instant.now();
        if (killed == null && half) {
            kind = worker.kindOfKill();
            killed = now;
            worker.kill();
            return Optional.of("WORKER KILLED");
        }
        if (killed != null && started == null && Duration.between(killed, now).compareTo(DEAD) >= 0) {
            started = now;
            restart();
            return Optional.of("worker started again");
        }
        if (started != null && wentOn == null && newestSign.isAfter(started)) {
            wentOn = newestSign;
            return Optional.of(
                    "the run goes on, " + Figures.span(Duration.between(killed, wentOn)) + " after the kill");
        }
        return Optional.empty();
    }

    /** What is the matter with the worker; empty while it does its work. */
    Optional<String> matter() {
        if (killed == null || wentOn != null) {
            return Optional.empty();
        }
        return Optional.of("WORKER KILLED " + Figures.seconds(Duration.between(killed, Instant.now())) + " s ago"
                + (started == null ? "" : ", a new one is coming up") + "; EMQX goes on by itself");
    }

    /** What happened; empty where nobody was killed, or the run ended before it was seen to go on. */
    Optional<Kill> kill() {
        return wentOn == null ? Optional.empty() : Optional.of(new Kill(kind, killed, started, wentOn));
    }

    /**
     * One kill.
     *
     * @param kind what kind, in a sentence
     * @param started when the next worker was
     * @param wentOn when the run showed the first sign of life after that
     */
    record Kill(String kind, Instant killed, Instant started, Instant wentOn) {
        Duration dead() {
            return Duration.between(killed, started);
        }

        Duration stoodStill() {
            return Duration.between(killed, wentOn);
        }
    }

    private void restart() {
        try {
            worker.start();
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        }
    }
}
