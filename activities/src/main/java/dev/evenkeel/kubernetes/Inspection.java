package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.InspectedCluster.InspectedBudget;
import dev.evenkeel.kubernetes.InspectedCluster.InspectedPod;
import dev.evenkeel.kubernetes.InspectedCluster.InspectedSet;
import dev.evenkeel.kubernetes.InspectedCluster.Trouble;
import dev.evenkeel.kubernetes.InspectedCluster.Unseen;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One look at a cluster that goes on where it is refused: what may not be read is left out and said, and all that does
 * not need it is looked at nevertheless.
 */
final class Inspection {
    private static final int FORBIDDEN = 403;
    private static final int NOT_SERVED = 404;

    private final String namespace;
    private final String name;
    private final NamespaceReader reader;
    private final ApiServer server;
    private final ClusterLeases leases;
    private final List<Right> missing = new ArrayList<>();
    private final List<Unseen> unseen = new ArrayList<>();
    private Optional<Trouble> trouble = Optional.empty();
    private Optional<String> rightsUnread = Optional.empty();

    Inspection(KubernetesClient client, String namespace, String name, InstantSource clock) {
        this.namespace = namespace;
        this.name = name;
        this.reader = new NamespaceReader(client);
        this.leases = new Fabric8ClusterLeases(client);
        this.server = new ApiServer(client, clock);
    }

    InspectedCluster inspect() {
        askTheServer();
        Optional<Family> family = trouble.isPresent()
                ? Optional.empty()
                : read(
                        "the cluster's objects, and EMQX at the pods' addresses",
                        Rights.LIST_STATEFUL_SETS,
                        () -> reader.family(namespace, name));
        Optional<List<Pod>> pods = family.flatMap(found -> read(
                "the pods, the Services in front of them, and EMQX at their addresses",
                Rights.LIST_PODS,
                () -> reader.podsOf(found)));
        Optional<List<Pod>> takingClients = pods.map(Family::takingClients);
        Optional<InspectedSet> set = pods.flatMap(found -> read(
                "what makes the pods of replicants",
                Rights.LIST_REPLICA_SETS,
                () -> StatefulSets.inspected(
                        family.get(),
                        reader.makersOf(family.get(), found),
                        reader.makersOf(family.get(), takingClients.get()))));
        Optional<List<Service>> fronts = takingClients.flatMap(found ->
                read("the Services in front of the pods", Rights.LIST_SERVICES, () -> reader.fronts(namespace, found)));
        Optional<Serving> serving = fronts.flatMap(found -> read(
                "which pods are served by the Services",
                Rights.LIST_ENDPOINT_SLICES,
                () -> new Serving(found, reader.slices(namespace, Serving.names(found)))));
        Optional<List<InspectedBudget>> budgets = pods.flatMap(found -> read(
                "the PodDisruptionBudgets", Rights.LIST_BUDGETS, () -> Budgets.over(found, reader.budgets(namespace))));
        Optional<ClusterLease> lease = family.flatMap(found ->
                        read("the cluster's Lease", Rights.GET_LEASES, () -> leases.read(namespace, found.name())))
                .flatMap(found -> found);
        return new InspectedCluster(
                trouble,
                server.clock(),
                missing,
                rightsUnread,
                set,
                pods.map(found -> found.stream()
                        .map(pod -> inspected(pod, takingClients.get().contains(pod), serving))
                        .toList()),
                fronts.map(found -> found.stream().map(Fronts::inspected).toList()),
                budgets,
                lease,
                unseen);
    }

    private void askTheServer() {
        try {
            server.ask();
            readRights();
        } catch (KubernetesException outOfReach) {
            trouble = Optional.of(new Trouble(outOfReach.kind(), outOfReach.getMessage()));
        }
    }

    private void readRights() {
        for (Right right : Rights.ALL) {
            try {
                if (!server.allows(right, namespace)) {
                    missing.add(right);
                }
            } catch (KubernetesException refused) {
                int status = ApiCall.status(refused);
                if (status != FORBIDDEN && status != NOT_SERVED) {
                    throw refused;
                }
                rightsUnread = Optional.of(refused.getMessage());
                return;
            }
        }
    }

    /** Empty where it may not be read or cannot be; why is kept, for nothing may be missing without a finding. */
    private <T> Optional<T> read(String what, Right right, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (KubernetesException refused) {
            keep(what, right, refused);
            return Optional.empty();
        }
    }

    private void keep(String what, Right right, KubernetesException refused) {
        boolean objects =
                refused.kind() == FailureKind.CLUSTER_NOT_FOUND || refused.kind() == FailureKind.CLUSTER_AMBIGUOUS;
        boolean forbidden = ApiCall.status(refused) == FORBIDDEN;
        if (!objects) {
            unseen.add(new Unseen(what, refused.getMessage()));
        }
        if (forbidden && !missing.contains(right)) {
            // What is refused is missing, whatever the review said, or could not say.
            missing.add(right);
        } else if (!forbidden && right.needed()) {
            trouble = trouble.or(() -> Optional.of(new Trouble(refused.kind(), refused.getMessage())));
        }
    }

    private static InspectedPod inspected(Pod pod, boolean takesClients, Optional<Serving> serving) {
        return new InspectedPod(
                Pods.name(pod),
                Pods.address(pod),
                Pods.apiPort(pod),
                takesClients,
                Pods.ready(pod),
                Pods.servingLabel(pod),
                Pods.excludedBy(pod),
                Pods.excludedUntilInstant(pod),
                Pods.hasOperatorGate(pod),
                Pods.probesAvailability(pod),
                serving.map(seen -> seen.servedBy(pod)));
    }
}
