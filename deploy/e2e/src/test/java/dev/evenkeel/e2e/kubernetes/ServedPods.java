package dev.evenkeel.e2e.kubernetes;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Follows what a Service's EndpointSlices publish as ready, as a kube-proxy does: while the API is away it stays with what
 * it saw last.
 */
public final class ServedPods implements AutoCloseable {
    private final SharedIndexInformer<EndpointSlice> slices;
    private final List<Publication> publications = new CopyOnWriteArrayList<>();
    private final Consumer<List<String>> listener;

    /**
     * What was published.
     *
     * @param at since when this was seen, by the wall clock
     * @param pods these, in order of names
     */
    public record Publication(Instant at, List<String> pods) {}

    /** @param listener is told every set of pods, the first one before this returns */
    ServedPods(KubernetesClient client, String namespace, String service, Consumer<List<String>> listener) {
        this.listener = listener;
        slices = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", service)
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(EndpointSlice slice) {
                        changed();
                    }

                    @Override
                    public void onUpdate(EndpointSlice before, EndpointSlice slice) {
                        changed();
                    }

                    @Override
                    public void onDelete(EndpointSlice slice, boolean unknown) {
                        changed();
                    }
                });
        changed();
    }

    /** The pods that are published as ready now. */
    public List<String> now() {
        return publications.get(publications.size() - 1).pods();
    }

    /** Every set of pods that was published, the first of the start included. */
    public List<Publication> publications() {
        return List.copyOf(publications);
    }

    private synchronized void changed() {
        if (slices == null) { // the first events come while it is being made
            return;
        }
        List<String> pods = slices.getStore().list().stream()
                .flatMap(slice -> Optional.ofNullable(slice.getEndpoints()).orElse(List.of()).stream())
                .filter(ServedPods::ready)
                .map(endpoint -> endpoint.getTargetRef().getName())
                .distinct()
                .sorted()
                .toList();
        if (publications.isEmpty() || !now().equals(pods)) {
            publications.add(new Publication(Instant.now(), pods));
            listener.accept(pods);
        }
    }

    /** An unknown condition means ready. */
    static boolean ready(Endpoint endpoint) {
        return endpoint.getTargetRef() != null
                && (endpoint.getConditions() == null
                        || !Boolean.FALSE.equals(endpoint.getConditions().getReady()));
    }

    @Override
    public void close() {
        slices.close();
    }
}
