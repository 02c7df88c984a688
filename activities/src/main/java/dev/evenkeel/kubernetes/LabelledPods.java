package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.Lever;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Marked pods by two lists: only pods that have the serving label, or that of a held gate, can be out. */
public final class LabelledPods implements MarkedPods {
    private final NamespaceReader reader;

    public LabelledPods(KubernetesClient client) {
        this.reader = new NamespaceReader(client);
    }

    @Override
    public List<MarkedPod> in(String namespace) {
        return Stream.concat(
                        reader.gatedPods(namespace).stream().flatMap(pod -> marked(pod, Lever.GATE).stream()),
                        reader.podsWithServingLabel(namespace).stream()
                                .filter(pod -> !Pods.gated(pod))
                                .flatMap(pod -> marked(pod, Lever.LABEL).stream()))
                .toList();
    }

    private static Optional<MarkedPod> marked(Pod pod, Lever lever) {
        return Pods.excludedBy(pod)
                .map(mark -> new MarkedPod(
                        pod.getMetadata().getNamespace(), Pods.name(pod), mark, Family.nameOf(pod), lever));
    }
}
