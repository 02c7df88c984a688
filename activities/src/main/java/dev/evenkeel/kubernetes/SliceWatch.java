package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells that EndpointSlices have changed, not what: whoever waits looks for himself, and looks from time to time anyway.
 * A watch that cannot be opened or breaks therefore costs speed and nothing else.
 */
final class SliceWatch implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final Semaphore changes = new Semaphore(0);
    private boolean tried;
    private Optional<Watch> watch = Optional.empty();

    SliceWatch(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Opens the watch; true only for the call that did. */
    boolean openOn(List<Service> fronts) {
        if (tried || fronts.isEmpty()) {
            return false;
        }
        tried = true;
        watch = open(fronts);
        return watch.isPresent();
    }

    private Optional<Watch> open(List<Service> fronts) {
        try {
            return Optional.of(client.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(namespace)
                    .withLabelIn(Serving.SERVICE_NAME_LABEL, Serving.names(fronts))
                    .watch(new Change()));
        } catch (KubernetesClientException noWatch) {
            // Without a watch the looks from time to time remain; restoring must not fail for a missing verb.
            return Optional.empty();
        }
    }

    /** Returns at the next change since the last call, or after this time. */
    void await(Duration longest) {
        try {
            changes.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS);
            changes.drainPermits();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KubernetesException(
                    FailureKind.KUBERNETES_UNAVAILABLE, "interrupted while waiting for EndpointSlices", interrupted);
        }
    }

    @Override
    public void close() {
        watch.ifPresent(Watch::close);
    }

    private final class Change implements Watcher<EndpointSlice> {
        @Override
        public void eventReceived(Action action, EndpointSlice slice) {
            changes.release();
        }

        @Override
        public void onClose(WatcherException cause) {
            changes.release();
        }
    }
}
