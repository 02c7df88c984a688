package dev.evenkeel.worker;

import dev.evenkeel.activity.Janitor;
import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.kubernetes.KubernetesException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the janitor go round as long as the worker lives, Temporal or no Temporal; and at once where the worker learns
 * that a run is gone. What is found is logged when it changes.
 */
final class JanitorRounds implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JanitorRounds.class);

    private final Janitor janitor;
    private final List<String> namespaces;
    private final Duration every;
    private final MeterRegistry registry;
    private final Semaphore wanted = new Semaphore(0);
    private final Map<String, String> told = new HashMap<>();
    private volatile Thread rounds;

    JanitorRounds(Janitor janitor, List<String> namespaces, Duration every, MeterRegistry registry) {
        this.janitor = janitor;
        this.namespaces = List.copyOf(namespaces);
        this.every = every;
        this.registry = registry;
    }

    /** Has it go round now. */
    void now(ClusterRef cluster) {
        LOG.info("Temporal no longer knows the run of {}: looking after it now", cluster.display());
        wanted.release();
    }

    @Override
    public void start() {
        Thread thread = new Thread(this::goRound, "janitor");
        thread.setDaemon(true);
        rounds = thread;
        thread.start();
    }

    private void goRound() {
        while (!Thread.currentThread().isInterrupted()) {
            namespaces.forEach(this::round);
            try {
                wanted.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS);
                wanted.drainPermits();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void round(String namespace) {
        try {
            janitor.sweep(namespace).forEach(this::tell);
            looked(namespace);
        } catch (KubernetesException away) {
            notLooked(namespace, away);
        } catch (RuntimeException unforeseen) {
            // The janitor is the last one: nothing may end its rounds.
            LOG.error("the janitor's round over namespace {} failed", namespace, unforeseen);
        }
    }

    private void tell(Finding finding) {
        if (finding.state() == State.LEFT_ALONE || finding.state() == State.WATCHED) {
            return;
        }
        Meters.cleaning(registry, finding.state());
        if (!finding.words().equals(told.put(finding.run(), finding.words()))) {
            LOG.warn(
                    "run {} of {} is gone: {}", finding.run(), finding.cluster().display(), finding.words());
        }
        if (finding.state() == State.CLEAN) {
            told.remove(finding.run());
        }
    }

    private void looked(String namespace) {
        if (told.remove(namespace) != null) {
            LOG.info("namespace {} can be looked after again", namespace);
        }
    }

    private void notLooked(String namespace, KubernetesException away) {
        String words = String.valueOf(away.getMessage());
        if (!words.equals(told.put(namespace, words))) {
            LOG.warn("namespace {} cannot be looked after: {}", namespace, words);
        }
    }

    @Override
    public void stop() {
        Thread thread = rounds;
        rounds = null;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return rounds != null;
    }
}
