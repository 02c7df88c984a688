package dev.evenkeel.demo;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import dev.evenkeel.worker.ConnectedWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everything that is put together for one run: EMQX, Kubernetes, Temporal, a worker and a client. */
final class Stage implements AutoCloseable {
    private static final String API_KEY = "demo";
    private static final String API_SECRET = "demo-of-evenkeel";

    final SimulatedCluster emqx;
    final SimulatedKubernetes kubernetes;
    final Temporal temporal;
    final DemoWorker worker;
    final EvenkeelClient client;
    final Settings settings;

    /**
     * How it is put together.
     *
     * @param version release of the simulated EMQX
     * @param speed how many of EMQX's seconds pass in one of the wall clock's
     * @param seed of the clients' chance
     * @param killWorker whether the worker will be killed, and so shall be a process where that is possible
     * @param temporalProgram the command {@code temporal}; empty: the embedded server
     * @param uiPort port of Temporal's UI
     * @param log where other processes write to
     */
    record Settings(
            String version,
            double speed,
            long seed,
            boolean killWorker,
            Optional<Path> temporalProgram,
            int uiPort,
            Path log) {
        /** How long a second of EMQX lasts on the wall clock. */
        Duration wall(Duration emqxTime) {
            return Duration.ofNanos(Math.round(emqxTime.toNanos() / speed));
        }

        /** How much of EMQX's time passes in this. */
        Duration emqx(Duration wallTime) {
            return Duration.ofNanos(Math.round(wallTime.toNanos() * speed));
        }
    }

    private Stage(Settings settings, Example example, Temporal temporal) {
        this.settings = settings;
        this.temporal = temporal;
        emqx = SimulatedCluster.builder()
                .statefulSet(
                        Example.CLUSTER.name(),
                        Example.CLUSTER.namespace(),
                        example.before().stream().mapToLong(Long::longValue).toArray())
                .key(API_KEY, API_SECRET, ApiKey.Permission.ADMINISTRATOR)
                .version(settings.version())
                .seed(settings.seed())
                .second(settings.wall(Duration.ofSeconds(1)))
                .start();
        kubernetes = SimulatedKubernetes.around(emqx);
        var target =
                new ConnectedWorker.Target(kubernetes.url(), Example.CLUSTER, API_KEY, API_SECRET, settings.speed());
        worker = temporal.address()
                .filter(address -> settings.killWorker())
                .<DemoWorker>map(address -> new ProcessWorker(address, target, settings.log()))
                .orElseGet(() -> new InsideWorker(temporal, target));
        client = EvenkeelClient.over(temporal.client(), EvenkeelClient.DEFAULT_NAMESPACE);
    }

    /** Puts it together and starts the worker. */
    static Stage open(Settings settings, Example example) throws IOException {
        Temporal temporal = settings.temporalProgram().isPresent()
                ? DevServer.start(settings.temporalProgram().get(), settings.uiPort(), settings.log())
                : new EmbeddedTemporal();
        Stage stage = new Stage(settings, example, temporal);
        stage.worker.start();
        return stage;
    }

    @Override
    public void close() {
        client.close();
        worker.close();
        temporal.close();
        kubernetes.close();
        emqx.close();
    }
}
