package dev.evenkeel.demo;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.EvenkeelException;
import dev.evenkeel.client.RunView;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.RebalanceProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the newest view of the run. A thread of its own asks for it: while no worker lives an answer takes seconds, and
 * the picture shall not stand still meanwhile.
 */
final class RunWatcher implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final EvenkeelClient client;
    private final ClusterRef cluster;
    private final Thread thread = new Thread(this::watch, "run-watcher");
    private volatile RunView newest;
    private volatile RebalanceProgress progress;
    private volatile Look look;
    private volatile boolean closed;

    RunWatcher(EvenkeelClient client, ClusterRef cluster) {
        this.client = client;
        this.cluster = cluster;
        thread.setDaemon(true);
        thread.start();
    }

    boolean over() {
        return newest != null && newest.over();
    }

    /** What the run remembers, as it was when it last answered. */
    Optional<RebalanceProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** The newest live numbers. */
    Optional<Look> look() {
        return Optional.ofNullable(look);
    }

    private void watch() {
        while (!closed) {
            try {
                RunView view = client.view(cluster);
                view.progress().ifPresent(answer -> progress = answer);
                view.look().ifPresent(seen -> look = seen);
                newest = view;
            } catch (EvenkeelException unanswered) {
                // Temporal may be slow for a moment; what was seen last stays on the screen.
            }
            Pause.of(PAUSE);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
