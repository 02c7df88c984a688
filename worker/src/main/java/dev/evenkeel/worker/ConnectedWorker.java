package dev.evenkeel.worker;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxTimeouts;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.planning.Pace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/**
 * A worker for one cluster, with connections of its own: for those who run one inside their process and should not have
 * to know what it is made of. The worker process reads the same from settings.
 */
public final class ConnectedWorker implements AutoCloseable {
    private final KubernetesClient kubernetes;
    private final RetrofitEmqxClients emqx;
    private final RebalanceWorker parts;

    private ConnectedWorker(Target target) {
        kubernetes = KubernetesClients.open(KubernetesSettings.at(target.kubernetes()));
        emqx = new RetrofitEmqxClients(EmqxTimeouts.defaults());
        ClusterRef cluster = target.cluster();
        parts = new RebalanceWorker(new RebalanceWorker.Surroundings(
                "connected",
                cluster.namespace(),
                new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                        cluster.name(),
                        List.of(),
                        List.of(cluster.namespace() + "/" + cluster.name()),
                        new Credentials(target.apiKey(), target::apiSecret)))),
                emqx,
                KubernetesAccess.of(kubernetes),
                RunFates.unknown(),
                Pace.faster(target.speed()),
                LifeTimes.defaults(),
                InstantSource.system(),
                Sleeper.wallClock()));
    }

    /** Connects; nothing is asked of anybody yet. */
    public static ConnectedWorker to(Target target) {
        return new ConnectedWorker(target);
    }

    /**
     * What a worker is connected to.
     *
     * @param kubernetes a Kubernetes API that needs no credentials
     * @param cluster the cluster that the API key may be sent to
     * @param apiKey the key's name
     * @param apiSecret its secret
     * @param speed how many of EMQX's seconds pass in one of the wall clock's: 1, but for simulators
     */
    public record Target(URI kubernetes, ClusterRef cluster, String apiKey, String apiSecret, double speed) {
        @Override
        public String toString() {
            return "Target[kubernetes=" + kubernetes + ", cluster=" + cluster + ", apiKey=***, apiSecret=***, speed="
                    + speed + "]";
        }
    }

    /** Registers everything with a new worker of this factory, which is not started here. */
    public void register(WorkerFactory factory, WorkerOptions options) {
        parts.register(factory, options);
    }

    @Override
    public void close() {
        kubernetes.close();
        emqx.close();
    }
}
