package dev.evenkeel.kubernetes;

import dev.evenkeel.kubernetes.ServingLabel.Restored;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The lever {@code gate}: a pod whose condition {@code apps.emqx.io/on-serving} is False is not Ready and leaves every
 * Service. EMQX Operator sets it by what EMQX answers, once in 30 s; this sets the same at once, and so the two agree at
 * every moment. Every method reads first, writes only the difference, and is safe to repeat.
 */
public interface ReadinessGate {
    /**
     * Closes the gates of pods at which EMQX refuses clients, and waits until no EndpointSlice of a Service in front has
     * them as ready.
     *
     * @param pods pod names
     * @param mark value of {@link Marks#EXCLUDED_BY}
     * @param until value of {@link Marks#EXCLUDED_UNTIL}
     * @param admission what EMQX says
     * @param patience how long to wait for EMQX and the EndpointSlices
     * @return the pods that are out
     * @throws KubernetesException of kind {@code EXCLUSION_REFUSED} where no pod would serve any more or a pod is out
     *     by somebody else, {@code DONORS_SERVED} where EMQX goes on taking clients at one, {@code STILL_SERVED} where
     *     the wait was not long enough, {@code KUBERNETES_...} where the API refused
     */
    List<String> exclude(
            String namespace,
            String name,
            Collection<String> pods,
            String mark,
            Instant until,
            Admission admission,
            Duration patience);

    /**
     * Opens the gate of every pod that carries the mark, except those to keep, once EMQX takes clients there; waits until
     * the EndpointSlices have all {@code servingBefore} again whose containers are ready. A pod at which EMQX refuses
     * clients for others, or still at the hard stop, is left to whoever opens it then: only its marks go.
     *
     * @param keep pod names that stay out
     * @param admission what EMQX says
     * @throws KubernetesException of kind {@code STILL_SERVED} (not served yet, or EMQX refuses clients) or {@code
     *     KUBERNETES_...}
     */
    Restored restore(
            String namespace,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Admission admission,
            Duration patience);

    /**
     * Waits until all of these pods that exist are served, whoever puts them back, or patience is over; touches nothing.
     *
     * @throws KubernetesException of kind {@code KUBERNETES_...}
     */
    Restored awaitServed(String namespace, Collection<String> servingBefore, Duration patience);
}
