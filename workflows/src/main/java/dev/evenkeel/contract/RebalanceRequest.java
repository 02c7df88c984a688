package dev.evenkeel.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One rebalance, asked for. Its JSON is what {@code temporal workflow start --input} takes; the {@code spec} of a {@code
 * Rebalance} resource is a valid one, and so is <code>{"instanceName":"emqx-ee"}</code>. Read by {@link RequestReader}.
 *
 * @param instanceName the cluster's name: of its StatefulSet, or of the {@code EMQX} resource that made it; empty only
 *     for a cluster outside Kubernetes, which {@code connection} names
 * @param instanceKind as in a {@code Rebalance} resource; accepted and not needed
 * @param namespace the Kubernetes namespace; empty: the worker's default
 * @param connection a connection profile of the worker's settings
 * @param lever how donors leave the Service
 * @param rebalanceStrategy EMQX's own parameters
 * @param strictWaits whether a {@code waitHealthCheck} that is too short for the lever is refused; otherwise it is a
 *     minimum, and raised
 * @param landingQuiet how long no client must have come to a donor before eviction may begin, 1 s to 10 min: what shows
 *     that load balancers have let go of donors, however long they take
 * @param pacing how gently clients are moved
 * @param guardrails what must not happen meanwhile
 * @param nodes EMQX node names that take part; empty: all that run
 * @param maxRestarts how often a rebalance that EMQX lost is planned again, 0 to 20
 * @param approval whether a person must approve the plan first, and which need none
 * @param reason why, for the record; at most 500 characters
 */
public record RebalanceRequest(
        Optional<String> instanceName,
        Optional<String> instanceKind,
        Optional<String> namespace,
        Optional<String> connection,
        Lever lever,
        RebalanceStrategy rebalanceStrategy,
        boolean strictWaits,
        Optional<Duration> landingQuiet,
        Pacing pacing,
        Guardrails guardrails,
        List<String> nodes,
        int maxRestarts,
        ApprovalPolicy approval,
        Optional<String> reason) {
    /** Enough for the three coordinator losses that a rolling restart of a small cluster can cause. */
    public static final int DEFAULT_MAX_RESTARTS = 3;

    public RebalanceRequest {
        instanceName = instanceName == null ? Optional.empty() : instanceName;
        instanceKind = instanceKind == null ? Optional.empty() : instanceKind;
        namespace = namespace == null ? Optional.empty() : namespace;
        connection = connection == null ? Optional.empty() : connection;
        lever = lever == null ? Lever.AUTO : lever;
        rebalanceStrategy = rebalanceStrategy == null ? RebalanceStrategy.open() : rebalanceStrategy;
        landingQuiet = landingQuiet == null ? Optional.empty() : landingQuiet;
        pacing = pacing == null ? Pacing.open() : pacing;
        guardrails = guardrails == null ? Guardrails.standard() : guardrails;
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
        approval = approval == null ? ApprovalPolicy.none() : approval;
        reason = reason == null ? Optional.empty() : reason;
    }

    /** A request for a cluster in Kubernetes with everything else left open. */
    public static RebalanceRequest of(String namespace, String instanceName) {
        return new RebalanceRequest(
                Optional.of(instanceName),
                null,
                Optional.of(namespace),
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                DEFAULT_MAX_RESTARTS,
                null,
                null);
    }

    /** The same request with another strategy. */
    public RebalanceRequest withStrategy(RebalanceStrategy strategy) {
        return new RebalanceRequest(
                instanceName,
                instanceKind,
                namespace,
                connection,
                lever,
                strategy,
                strictWaits,
                landingQuiet,
                pacing,
                guardrails,
                nodes,
                maxRestarts,
                approval,
                reason);
    }

    /** The same request, which names the cluster's namespace. */
    public RebalanceRequest inNamespace(String name) {
        return new RebalanceRequest(
                instanceName,
                instanceKind,
                Optional.of(name),
                connection,
                lever,
                rebalanceStrategy,
                strictWaits,
                landingQuiet,
                pacing,
                guardrails,
                nodes,
                maxRestarts,
                approval,
                reason);
    }

    /** The same request with another pacing. */
    public RebalanceRequest withPacing(Pacing other) {
        return new RebalanceRequest(
                instanceName,
                instanceKind,
                namespace,
                connection,
                lever,
                rebalanceStrategy,
                strictWaits,
                landingQuiet,
                other,
                guardrails,
                nodes,
                maxRestarts,
                approval,
                reason);
    }

    /** The same request at another pace. */
    public RebalanceRequest retuned(Verbs.Retune retune) {
        return withStrategy(
                        retune.connEvictRate().map(rebalanceStrategy::withRate).orElse(rebalanceStrategy))
                .withPacing(retune.maxConnectsPerSecondPerRecipient()
                        .map(pacing::withBudget)
                        .orElse(pacing));
    }

    /**
     * The cluster that is meant.
     *
     * @param defaultNamespace for a request that names none
     */
    public ClusterRef cluster(String defaultNamespace) {
        return instanceName
                .map(name -> new ClusterRef(namespace.orElse(defaultNamespace), name, connection))
                .orElseGet(() -> ClusterRef.outside(connection.orElseThrow()));
    }
}
