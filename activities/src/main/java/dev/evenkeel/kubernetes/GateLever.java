package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.ServingLabel.Restored;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The lever {@code gate}, round the same loop as {@link LabelLever}: look, decide, patch what differs, wait for
 * EndpointSlices to change. A pod is marked before its gate is closed, and its gate is open before the marks go, so that
 * whoever finds a gate that we closed finds whose it is.
 *
 * <p>While a pod carries the mark it is out by its run or about to be. A gate that somebody else has set as it shall be is
 * left so: EMQX Operator may come first.
 */
public final class GateLever implements ReadinessGate {
    /** The safety net beneath the watch. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** EMQX tells nobody that it takes clients again. */
    private static final Duration ASK_AGAIN = Duration.ofMillis(250);

    private final KubernetesClient client;
    private final NamespaceReader reader;
    private final MarkPatch marks;
    private final GatePatch gate;
    private final InstantSource clock;

    public GateLever(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.reader = new NamespaceReader(client);
        this.marks = new MarkPatch(client);
        this.gate = new GatePatch(client);
        this.clock = clock;
    }

    @Override
    public List<String> exclude(
            String namespace,
            String name,
            Collection<String> pods,
            String mark,
            Instant until,
            Admission admission,
            Duration patience) {
        Set<String> names = Set.copyOf(pods);
        Patience wait = new Patience(patience);
        try (SliceWatch watch = new SliceWatch(client, namespace)) {
            while (true) {
                Family family = reader.family(namespace, name);
                List<Pod> all = Family.takingClients(reader.podsOf(family));
                List<Pod> wanted = all.stream()
                        .filter(pod -> names.contains(Pods.name(pod)))
                        .toList();
                Serving serving = reader.serving(namespace, all);
                ExclusionRules.allowGate(family, wanted, serving, mark);
                List<Pod> differ = wanted.stream()
                        .filter(pod -> !closed(pod) || !ExclusionRules.gated(pod, mark, until))
                        .toList();
                if (watch.openOn(serving.fronts()) && differ.isEmpty()) {
                    continue;
                }
                List<String> served = serving.among(names);
                if (differ.isEmpty() && served.isEmpty()) {
                    return Pods.names(wanted);
                }
                if (wait.over()) {
                    throw Serving.notFollowed(namespace, "still served", served);
                }
                List<String> open = new ArrayList<>();
                Optional<KubernetesException> changed = PatchRound.over(differ, pod -> {
                    if (admission.at(Pods.name(pod)) == Admission.Answer.OPEN) {
                        open.add(Pods.name(pod));
                        return;
                    }
                    if (wait.over()) {
                        // Never patch late: an attempt that was given up must not act behind a clean-up.
                        throw Serving.notFollowed(namespace, "still served", served);
                    }
                    close(pod, mark, until);
                });
                if (wait.over()) {
                    throw changed.orElseGet(() -> open.isEmpty()
                            ? Serving.notFollowed(namespace, "still served", served)
                            : new KubernetesException(
                                    FailureKind.DONORS_SERVED, "EMQX takes clients at donors: " + open, null));
                }
                if (changed.isEmpty()) {
                    watch.await(wait.atMost(open.isEmpty() ? LOOK_AGAIN : ASK_AGAIN));
                }
            }
        }
    }

    private void close(Pod pod, String mark, Instant until) {
        if (!ExclusionRules.gated(pod, mark, until)) {
            marks.markGated(pod, mark, until);
        }
        if (!closed(pod)) {
            gate.set(pod, false, clock.instant());
        }
    }

    @Override
    public Restored restore(
            String namespace,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Admission admission,
            Duration patience) {
        Patience wait = new Patience(patience);
        Set<String> left = new LinkedHashSet<>();
        Set<String> restored = putBack(namespace, mark, keep, left, admission, wait);
        left.addAll(keep);
        Served served = awaitServed(
                namespace,
                servingBefore,
                wait,
                pod -> !left.contains(Pods.name(pod)) && Pods.containersReady(pod) && !closed(pod));
        if (!served.awaited().isEmpty()) {
            throw Serving.notFollowed(namespace, "not served yet", served.awaited());
        }
        return new Restored(List.copyOf(restored), served.gone(), served.notServing());
    }

    /**
     * Gate and marks of every pod with this mark, except those to keep: first of all.
     *
     * @param left told of pods that are not put back, others having closed them
     */
    private Set<String> putBack(
            String namespace,
            String mark,
            Collection<String> keep,
            Set<String> left,
            Admission admission,
            Patience wait) {
        Set<String> restored = new LinkedHashSet<>();
        while (true) {
            List<Pod> ours = reader.gatedPods(namespace).stream()
                    .filter(pod -> Pods.excludedBy(pod).filter(mark::equals).isPresent())
                    .filter(pod -> !keep.contains(Pods.name(pod)))
                    .toList();
            List<String> waiting = new ArrayList<>();
            Optional<KubernetesException> changed = PatchRound.over(ours, pod -> {
                switch (admission.at(Pods.name(pod))) {
                    case OPEN, SILENT -> {
                        open(pod);
                        restored.add(Pods.name(pod));
                    }
                    case CLOSED_BY_OTHERS -> leave(pod, left);
                    case CLOSED -> {
                        if (pastHardStop(pod)) {
                            leave(pod, left);
                        } else {
                            waiting.add(Pods.name(pod));
                        }
                    }
                }
            });
            if (changed.isEmpty() && waiting.isEmpty()) {
                return restored;
            }
            if (wait.over()) {
                throw changed.orElseGet(() -> Serving.notFollowed(namespace, "EMQX still refuses clients at", waiting));
            }
            pause(wait.atMost(ASK_AGAIN));
        }
    }

    private void open(Pod pod) {
        if (Pods.hasOperatorGate(pod) && closed(pod)) {
            gate.set(pod, true, clock.instant());
        }
        marks.unmarkGated(pod);
    }

    private void leave(Pod pod, Set<String> left) {
        marks.unmarkGated(pod);
        left.add(Pods.name(pod));
    }

    private boolean pastHardStop(Pod pod) {
        return Pods.excludedUntilInstant(pod)
                .filter(until -> !clock.instant().isBefore(until))
                .isPresent();
    }

    @Override
    public Restored awaitServed(String namespace, Collection<String> servingBefore, Duration patience) {
        Served served = awaitServed(namespace, servingBefore, new Patience(patience), pod -> true);
        return new Restored(List.of(), served.gone(), served.notServing());
    }

    /** @param expected which pods are waited for */
    private Served awaitServed(
            String namespace, Collection<String> servingBefore, Patience wait, Predicate<Pod> expected) {
        try (SliceWatch watch = new SliceWatch(client, namespace)) {
            while (true) {
                Map<String, Pod> before = existing(namespace, servingBefore);
                Serving serving = reader.serving(namespace, before.values());
                if (watch.openOn(serving.fronts())) {
                    continue;
                }
                List<Pod> unserved = before.values().stream()
                        .filter(pod -> serving.servedBy(pod).containsValue(false))
                        .toList();
                List<Pod> awaited = unserved.stream().filter(expected).toList();
                if (awaited.isEmpty() || wait.over()) {
                    List<String> gone = servingBefore.stream()
                            .filter(pod -> !before.containsKey(pod))
                            .toList();
                    return new Served(Pods.names(awaited), gone, Pods.names(unserved));
                }
                watch.await(wait.atMost(LOOK_AGAIN));
            }
        }
    }

    private Map<String, Pod> existing(String namespace, Collection<String> names) {
        Map<String, Pod> existing = new TreeMap<>();
        names.forEach(name -> reader.pod(namespace, name).ifPresent(pod -> existing.put(name, pod)));
        return existing;
    }

    private static boolean closed(Pod pod) {
        return Pods.operatorGate(pod).filter("True"::equals).isEmpty();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(Math.max(1, time.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KubernetesException(
                    FailureKind.KUBERNETES_UNAVAILABLE, "interrupted while waiting for EMQX", interrupted);
        }
    }

    /**
     * @param awaited pods that were expected, and are not served
     * @param gone pods that no longer exist
     * @param notServing pods that exist and are not served, those awaited among them
     */
    private record Served(List<String> awaited, List<String> gone, List<String> notServing) {}
}
