package dev.evenkeel.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The lever {@code label}: a pod whose {@link Marks#SERVING_LABEL} is {@code "false"} leaves every Service that selects
 * by it. Pods stay Ready; nothing is restarted. Every method reads first, writes only the difference, and is safe to
 * repeat.
 */
public interface ServingLabel {
    /**
     * Takes pods out and waits until no EndpointSlice of a Service in front has them as ready.
     *
     * @param pods pod names
     * @param mark value of {@link Marks#EXCLUDED_BY}
     * @param until value of {@link Marks#EXCLUDED_UNTIL}
     * @param patience how long to wait for the EndpointSlices
     * @return the pods that are out
     * @throws KubernetesException of kind {@code EXCLUSION_REFUSED} where no pod would serve any more or a pod is out
     *     by somebody else, {@code STILL_SERVED} where the wait was not long enough, {@code KUBERNETES_...} where the
     *     API refused
     */
    List<String> exclude(
            String namespace, String name, Collection<String> pods, String mark, Instant until, Duration patience);

    /**
     * Puts back every pod that carries the mark, except those to keep, and waits until the EndpointSlices have all
     * {@code servingBefore} again which exist and are Ready.
     *
     * @param keep pod names that stay out
     * @throws KubernetesException of kind {@code STILL_SERVED} (not served yet) or {@code KUBERNETES_...}
     */
    Restored restore(
            String namespace,
            String name,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Duration patience);

    /**
     * @param restored pods that were put back by this call
     * @param gone pods of {@code servingBefore} that no longer exist
     * @param notServing pods of {@code servingBefore} that exist and are not served, being not Ready for reasons of
     *     their own or kept out
     */
    record Restored(List<String> restored, List<String> gone, List<String> notServing) {
        public Restored {
            restored = List.copyOf(restored);
            gone = List.copyOf(gone);
            notServing = List.copyOf(notServing);
        }
    }
}
