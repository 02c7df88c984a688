package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Marked pods by one list: only pods that have the serving label can be out. */
public final class LabelledPods implements MarkedPods {
    private final NamespaceReader reader;

    public LabelledPods(KubernetesClient client) {
        this.reader = new NamespaceReader(client);
    }

    @Override
    public List<MarkedPod> in(String namespace) {
        return reader.podsWithServingLabel(namespace).stream()
                .flatMap(pod -> Pods.excludedBy(pod)
                        .map(mark -> new MarkedPod(namespace, Pods.name(pod), mark, Family.nameOf(pod)))
                        .stream())
                .toList();
    }
}
