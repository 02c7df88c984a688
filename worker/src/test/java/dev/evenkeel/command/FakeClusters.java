package dev.evenkeel.command;

import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.AdoptionPlan;
import dev.evenkeel.kubernetes.AdoptionStep;
import dev.evenkeel.kubernetes.ClusterAdoption;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Clusters that answer what they are told to, one answer after the other; the last one is repeated. */
final class FakeClusters implements Clusters, ClusterAdoption {
    static final String RUN = "default/emqx-rebalance/mqtt/emqx/1";

    private final Deque<Supplier<List<Finding>>> rounds = new ArrayDeque<>();
    private AdoptionPlan plan;
    private AdoptionPlan left;
    final List<String> asked = new ArrayList<>();
    boolean closed;

    FakeClusters round(Finding... findings) {
        rounds.add(() -> List.of(findings));
        return this;
    }

    FakeClusters round(FailureKind kind) {
        rounds.add(() -> {
            throw new KubernetesException(kind, "list leases: no", null);
        });
        return this;
    }

    static Finding finding(State state, String words, boolean alive) {
        return new Finding(ClusterRef.inKubernetes("mqtt", "emqx"), RUN, state, alive, false, List.of(), words);
    }

    FakeClusters adoption(AdoptionPlan before, AdoptionPlan after) {
        plan = before;
        left = after;
        return this;
    }

    @Override
    public String namespace() {
        return "own";
    }

    @Override
    public List<String> janitorNamespaces() {
        return List.of("mqtt");
    }

    @Override
    public List<Finding> sweep(String namespace) {
        asked.add(namespace);
        return next();
    }

    @Override
    public List<Finding> cleanUp(ClusterRef cluster, boolean withoutEmqx) {
        asked.add(cluster.display() + (withoutEmqx ? " without EMQX" : ""));
        return next();
    }

    private List<Finding> next() {
        return (rounds.size() > 1 ? rounds.poll() : rounds.peek()).get();
    }

    @Override
    public ClusterAdoption adoption() {
        return this;
    }

    @Override
    public AdoptionPlan plan(String namespace, String name, boolean undo) {
        asked.add((undo ? "undo " : "adopt ") + namespace + "/" + name);
        return plan;
    }

    @Override
    public AdoptionPlan carryOut(
            String namespace, String name, boolean undo, Duration patience, Consumer<AdoptionStep> told) {
        asked.add("written");
        plan.steps().forEach(told);
        return left;
    }

    static AdoptionPlan plan(List<AdoptionStep> steps, List<String> refusals, AdoptionPlan.Keeper... keepers) {
        return new AdoptionPlan(
                "mqtt", "emqx", List.of("emqx-listeners"), steps, refusals, List.of(keepers), Optional.empty());
    }

    @Override
    public void close() {
        closed = true;
    }
}
