package dev.evenkeel.demo;

import dev.evenkeel.worker.ConnectedWorker;
import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;

/** A worker inside this process. */
final class InsideWorker implements DemoWorker {
    private static final int STOP_SECONDS_MAX = 10;

    private final Temporal temporal;
    private final ConnectedWorker.Target target;
    private ConnectedWorker parts;
    private WorkerFactory factory;

    InsideWorker(Temporal temporal, ConnectedWorker.Target target) {
        this.temporal = temporal;
        this.target = target;
    }

    @Override
    public String description() {
        return "a worker in this process";
    }

    @Override
    public void start() {
        parts = ConnectedWorker.to(target);
        factory = WorkerFactory.newInstance(temporal.client());
        parts.register(factory, temporal.workerOptions());
        factory.start();
    }

    /** Its threads are interrupted and its memory of the run is thrown away with it. */
    @Override
    public void kill() {
        factory.shutdownNow();
        factory.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        parts.close();
    }

    @Override
    public String kindOfKill() {
        return "not a process kill: with the embedded Temporal the worker lives inside this process, and was stopped"
                + " there at once, its threads interrupted and its memory of the run dropped. With a real Temporal"
                + " server it is a process of its own and gets a SIGKILL";
    }

    @Override
    public void close() {
        kill();
    }
}
