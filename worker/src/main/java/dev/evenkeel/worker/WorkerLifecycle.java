package dev.evenkeel.worker;

import dev.evenkeel.contract.WorkflowNames;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker as soon as Temporal is there, watches Temporal from then on, and drains when the process is to end:
 * no more work is taken, what runs may finish.
 *
 * <p>A Temporal that is away is waited for and never a reason to exit: a restart would not bring it back, and the wait
 * shows in readiness. Stops first of all beans, so that activities that finish still have their clients.
 */
final class WorkerLifecycle implements SmartLifecycle {
    /** While Temporal is away. */
    private static final Duration LOOK_SOON = Duration.ofSeconds(1);

    /** While it is there: readiness goes by this, and by nothing in the SDK's pollers, which hide their failures. */
    static final Duration LOOK = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLifecycle.class);

    private final RebalanceWorker worker;
    private final WorkerSettings settings;
    private final WorkerFactory factory;
    private final TemporalProbe probe;
    private final TemporalNews news;
    private final TemporalAddress address;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile State state = State.NEW;

    /** {@code NEW -> WAITING} at start; {@code -> POLLING} with Temporal there; {@code -> STOPPED} by SIGTERM, for good. */
    enum State {
        NEW,
        WAITING,
        POLLING,
        STOPPED
    }

    WorkerLifecycle(
            RebalanceWorker worker,
            WorkerSettings settings,
            WorkflowClient client,
            WorkerFactoryOptions options,
            TemporalNews news,
            TemporalAddress address,
            InstantSource clock) {
        this.worker = worker;
        this.settings = settings;
        this.factory = WorkerFactory.newInstance(client, options);
        this.probe = new TemporalProbe(client);
        this.news = news;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public void start() {
        worker.register(factory, settings.workerOptions());
        state = State.WAITING;
        Thread watch = new Thread(this::watch, "temporal-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        do {
            Optional<String> problem = probe.problem().or(this::poll);
            problem.ifPresentOrElse(this::silent, this::answered);
        } while (!stoppingWithin(news.problem().isPresent() ? LOOK_SOON : LOOK));
    }

    /** Starts to poll, once. The factory asks Temporal again, which may have gone since. */
    private synchronized Optional<String> poll() {
        if (state != State.WAITING) {
            return Optional.empty();
        }
        try {
            factory.start();
            state = State.POLLING;
            LOG.info("polling task queue {} of Temporal at {}", WorkflowNames.TASK_QUEUE, address);
            return Optional.empty();
        } catch (StatusRuntimeException gone) {
            return Optional.of(TemporalProbe.inWords(gone));
        }
    }

    private void answered() {
        news.answered(clock.instant())
                .filter(away -> !away.isZero())
                .ifPresent(away -> LOG.info("Temporal at {} answers, after {}", address, Shown.of(away)));
    }

    private void silent(String problem) {
        if (state != State.STOPPED) {
            news.silent(problem, clock.instant())
                    .ifPresent(away -> LOG.warn(
                            "waiting for Temporal at {}{}: {}",
                            address,
                            away.isZero() ? "" : ", for " + away.toSeconds() + "s now",
                            problem));
        }
    }

    private boolean stoppingWithin(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void stop() {
        if (end() == State.POLLING) {
            drain();
        }
    }

    private void drain() {
        LOG.info("draining: no new work is taken, what runs has {}", Shown.of(settings.drainTimeout()));
        shutdown();
        factory.awaitTermination(settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (factory.isTerminated()) {
            LOG.info("drained");
        } else {
            LOG.warn("the time to drain is over: attempts that still run are interrupted, and made again elsewhere");
            factory.shutdownNow();
        }
    }

    /** Tells Temporal too, where it is there to be told. */
    private void shutdown() {
        try {
            factory.shutdown();
        } catch (StatusRuntimeException away) {
            LOG.warn("Temporal could not be told that this worker stops: {}", TemporalProbe.inWords(away));
        }
    }

    /** Synchronized with {@link #poll}, so that nothing is started after it. */
    private synchronized State end() {
        State before = state;
        state = State.STOPPED;
        stopping.countDown();
        return before;
    }

    State state() {
        return state;
    }

    @Override
    public boolean isRunning() {
        return state == State.WAITING || state == State.POLLING;
    }

    /** Starts last and stops first. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
