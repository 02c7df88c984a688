package dev.evenkeel.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * What is left to do until a cluster is prepared for lever {@code label}, or is as it was before.
 *
 * @param namespace namespace of the cluster
 * @param statefulSet its StatefulSet
 * @param services the Services in front of it
 * @param steps the writes that are left, in the only order that is safe
 * @param refusals why nothing may be written; empty where it may
 * @param keepers who else writes the fields that would change, one line each; each is a refusal too
 * @param waiting what must be seen before the next write; empty where nothing
 */
public record AdoptionPlan(
        String namespace,
        String statefulSet,
        List<String> services,
        List<AdoptionStep> steps,
        List<String> refusals,
        List<Keeper> keepers,
        Optional<String> waiting) {
    public AdoptionPlan {
        services = List.copyOf(services);
        steps = List.copyOf(steps);
        refusals = List.copyOf(refusals);
        keepers = List.copyOf(keepers);
    }

    /** Whether nothing is left to do, nor to wait for. */
    public boolean done() {
        return steps.isEmpty() && waiting.isEmpty();
    }

    /** Whether nothing may be written. */
    public boolean refused() {
        return !refusals.isEmpty();
    }

    /**
     * Somebody else who writes an object, and would write it back.
     *
     * @param object {@code kind/name}
     * @param who as people call it
     * @param helm whether it is a release of Helm
     */
    public record Keeper(String object, String who, boolean helm) {}
}
