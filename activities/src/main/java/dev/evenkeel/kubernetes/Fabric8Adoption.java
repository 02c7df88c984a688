package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.AdoptionStep.Stage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** {@link ClusterAdoption} by lists and JSON merge patches. */
public final class Fabric8Adoption implements ClusterAdoption {
    private static final int CONFLICT = 409;

    /** Between two looks while a controller is waited for, which needs some 10 ms. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /**
     * How long before a write that endpoints depend on nothing else was written, this process's start included: every
     * controller has then seen it, even where no status can show that. Watches bring changes within milliseconds.
     */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final NamespaceReader reader;
    private final ClusterLeases leases;

    public Fabric8Adoption(KubernetesClient client) {
        this.client = client;
        this.reader = new NamespaceReader(client);
        this.leases = new Fabric8ClusterLeases(client);
    }

    @Override
    public AdoptionPlan plan(String namespace, String name, boolean undo) {
        Family family = reader.family(namespace, name);
        List<Pod> pods = reader.podsOf(family);
        if (family.sets().size() > 1 || pods.stream().anyMatch(Family::replicant)) {
            throw new KubernetesException(
                    FailureKind.CLUSTER_AMBIGUOUS,
                    "cluster " + family.name() + " in namespace " + namespace + " has more than one set of pods: put "
                            + Marks.SERVING_LABEL + "=\"true\" into the templates of those that take clients by hand,"
                            + " and not into their selectors",
                    null);
        }
        return Adoption.plan(
                new Adoption.Sight(
                        family.sets().get(0),
                        pods,
                        reader.serving(namespace, pods),
                        leases.read(namespace, family.name())),
                undo);
    }

    @Override
    public AdoptionPlan carryOut(
            String namespace, String name, boolean undo, Duration patience, Consumer<AdoptionStep> told) {
        Patience wait = new Patience(patience);
        Settling settling = new Settling();
        while (true) {
            AdoptionPlan plan = plan(namespace, name, undo);
            if (plan.done() || plan.refused() || wait.over()) {
                return plan;
            }
            boolean due = plan.waiting().isEmpty()
                    && settling.over(plan.steps().get(0).stage());
            if (due && written(namespace, plan.steps().get(0))) {
                settling.wrote(plan.steps().get(0).stage());
                told.accept(plan.steps().get(0));
            } else {
                pause(wait.atMost(LOOK_AGAIN));
            }
        }
    }

    /** False where somebody else has changed the object since it was looked at, or it is gone. */
    private boolean written(String namespace, AdoptionStep step) {
        String patch = step.patch()
                .orElseThrow(() -> new IllegalStateException("the first step of a plan can be written: " + step));
        try {
            return switch (step.kind()) {
                case "Pod" ->
                    patched(
                            "pods",
                            namespace,
                            client.pods().inNamespace(namespace).withName(step.name()),
                            patch);
                case "StatefulSet" ->
                    patched(
                            "statefulsets.apps",
                            namespace,
                            client.apps().statefulSets().inNamespace(namespace).withName(step.name()),
                            patch);
                case "Service" ->
                    patched(
                            "services",
                            namespace,
                            client.services().inNamespace(namespace).withName(step.name()),
                            patch);
                default -> throw new IllegalStateException("no step changes a " + step.kind());
            };
        } catch (KubernetesException late) {
            if (ApiCall.status(late) == CONFLICT) {
                return false;
            }
            throw late;
        }
    }

    private static <T extends HasMetadata> boolean patched(
            String resource, String namespace, Resource<T> object, String patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(ApiCall.FIELD_MANAGER)
                .build();
        // fabric8 gets the object first, and answers null where there is none.
        return new ApiCall("patch", resource, namespace).make(() -> object.patch(context, patch)) != null;
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(Math.max(1, length.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited for a controller", interrupted);
        }
    }

    /** Whether enough time has passed before a write of another stage on which endpoints depend. */
    private static final class Settling {
        private Patience since = new Patience(SETTLING);
        private Stage last;

        boolean over(Stage next) {
            boolean depended = next == Stage.SELECTOR || next == Stage.POD_LABEL;
            return !depended || next == last || since.over();
        }

        void wrote(Stage stage) {
            last = stage;
            since = new Patience(SETTLING);
        }
    }
}
