package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The lever {@code label}. Both ways go round a loop: look, decide, patch what differs, and wait for EndpointSlices to
 * change before looking again, at least once a second; so a pod that is replaced, or changed by somebody else meanwhile,
 * is seen and dealt with as it is then.
 *
 * <p>Excluding asks for the StatefulSet and refuses what it does not understand. Restoring asks for nothing but the
 * mark: it works while two StatefulSets share a name during an upgrade, and after one is gone.
 */
public final class LabelLever implements ServingLabel {
    /** The safety net beneath the watch. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** How often a pod is taken out in one exclusion: each time that somebody puts it back its clients come and go. */
    private static final int TAKEN_OUT_MAX = 6;

    private final KubernetesClient client;
    private final NamespaceReader reader;
    private final MarkPatch patch;

    public LabelLever(KubernetesClient client) {
        this.client = client;
        this.reader = new NamespaceReader(client);
        this.patch = new MarkPatch(client);
    }

    @Override
    public List<String> exclude(
            String namespace, String name, Collection<String> pods, String mark, Instant until, Duration patience) {
        Set<String> names = Set.copyOf(pods);
        Patience wait = new Patience(patience);
        Map<String, Integer> takenOut = new HashMap<>();
        try (SliceWatch watch = new SliceWatch(client, namespace)) {
            while (true) {
                Sight now = look(namespace, name, names);
                ExclusionRules.allow(now.makers(), now.wanted(), now.serving(), mark);
                List<Pod> differ = now.wanted().stream()
                        .filter(pod -> !ExclusionRules.marked(pod, mark, until))
                        .toList();
                if (watch.openOn(now.serving().fronts()) && differ.isEmpty()) {
                    // Looked at before the watch stood: look again, so that no change falls in between. Where pods
                    // differ the change that is waited for comes after the patch.
                    continue;
                }
                List<String> served = now.serving().among(names);
                if (differ.isEmpty() && served.isEmpty()) {
                    return Pods.names(now.wanted());
                }
                if (wait.over()) {
                    throw Serving.notFollowed(namespace, "still served", served);
                }
                Optional<KubernetesException> changed = PatchRound.over(differ, pod -> {
                    if (wait.over()) {
                        // Never patch late: an attempt that was given up must not act behind a clean-up.
                        throw Serving.notFollowed(namespace, "still served", served);
                    }
                    takeOut(pod, mark, until, takenOut);
                });
                if (wait.over()) {
                    throw changed.orElseGet(() -> Serving.notFollowed(namespace, "still served", served));
                }
                if (changed.isEmpty()) {
                    watch.await(wait.atMost(LOOK_AGAIN));
                }
            }
        }
    }

    /** @param takenOut how often each pod was taken out so far, by its uid */
    private void takeOut(Pod pod, String mark, Instant until, Map<String, Integer> takenOut) {
        String uid = pod.getMetadata().getUid();
        if (takenOut.getOrDefault(uid, 0) == TAKEN_OUT_MAX) {
            throw new KubernetesException(
                    FailureKind.EXCLUSION_REFUSED,
                    "pod " + Pods.name(pod) + " was put back into its Service " + TAKEN_OUT_MAX
                            + " times by somebody else",
                    null);
        }
        patch.exclude(pod, mark, until);
        takenOut.merge(uid, 1, Integer::sum);
    }

    private Sight look(String namespace, String name, Set<String> names) {
        Family family = reader.family(namespace, name);
        List<Pod> pods = Family.takingClients(reader.podsOf(family));
        List<Pod> wanted =
                pods.stream().filter(pod -> names.contains(Pods.name(pod))).toList();
        return new Sight(reader.makersOf(family, wanted), wanted, reader.serving(namespace, pods));
    }

    @Override
    public Restored restore(
            String namespace,
            String name,
            String mark,
            Collection<String> keep,
            Collection<String> servingBefore,
            Duration patience) {
        Patience wait = new Patience(patience);
        Set<String> restored = new LinkedHashSet<>();
        try (SliceWatch watch = new SliceWatch(client, namespace)) {
            while (true) {
                restored.addAll(putBack(namespace, mark, keep, servingBefore, wait));
                Map<String, Pod> before = existing(namespace, servingBefore);
                Serving serving = reader.serving(namespace, before.values());
                if (watch.openOn(serving.fronts())) {
                    continue;
                }
                List<Pod> unserved = before.values().stream()
                        .filter(pod -> serving.servedBy(pod).containsValue(false))
                        .toList();
                List<Pod> awaited = unserved.stream()
                        .filter(pod -> !keep.contains(Pods.name(pod)))
                        .filter(LabelLever::oughtToServe)
                        .toList();
                if (awaited.isEmpty()) {
                    List<String> gone = servingBefore.stream()
                            .filter(pod -> !before.containsKey(pod))
                            .toList();
                    return new Restored(List.copyOf(restored), gone, Pods.names(unserved));
                }
                if (wait.over()) {
                    throw Serving.notFollowed(namespace, "not served yet", Pods.names(awaited));
                }
                watch.await(wait.atMost(LOOK_AGAIN));
            }
        }
    }

    /**
     * Label and marks of every pod with this mark, except those to keep: first of all, and in need of nothing else. Also
     * of a pod that served before and from which somebody has removed the label meanwhile. What is out by its gate is not
     * ours: without its mark nobody would open it any more.
     */
    private Set<String> putBack(
            String namespace, String mark, Collection<String> keep, Collection<String> servingBefore, Patience wait) {
        Set<String> restored = new LinkedHashSet<>();
        Optional<KubernetesException> changed;
        do {
            List<Pod> ours = labelledOr(namespace, servingBefore).values().stream()
                    .filter(pod -> Pods.excludedBy(pod).filter(mark::equals).isPresent())
                    .filter(pod -> !Pods.gated(pod))
                    .filter(pod -> !keep.contains(Pods.name(pod)))
                    .toList();
            changed = PatchRound.over(ours, pod -> {
                if (patch.restore(pod)) {
                    restored.add(Pods.name(pod));
                }
            });
            if (changed.isPresent() && wait.over()) {
                throw changed.get();
            }
        } while (changed.isPresent());
        return restored;
    }

    private Map<String, Pod> existing(String namespace, Collection<String> names) {
        Map<String, Pod> existing = labelledOr(namespace, names);
        existing.keySet().retainAll(Set.copyOf(names));
        return existing;
    }

    /** Pods that have the label, and those of these names, from which somebody may have removed it. */
    private Map<String, Pod> labelledOr(String namespace, Collection<String> names) {
        Map<String, Pod> found = new TreeMap<>();
        reader.podsWithServingLabel(namespace).forEach(pod -> found.put(Pods.name(pod), pod));
        names.stream()
                .filter(name -> !found.containsKey(name))
                .flatMap(name -> reader.pod(namespace, name).stream())
                .forEach(pod -> found.put(Pods.name(pod), pod));
        return found;
    }

    /** Ready, and not out by somebody else. */
    private static boolean oughtToServe(Pod pod) {
        return Pods.ready(pod) && Pods.servingLabel(pod).filter("true"::equals).isPresent();
    }

    /**
     * @param makers what makes them
     * @param wanted those pods, as far as they exist
     * @param serving who is served
     */
    private record Sight(List<Workload> makers, List<Pod> wanted, Serving serving) {}
}
