package dev.evenkeel.planning;

import dev.evenkeel.contract.ApprovalPolicy;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Requests for one cluster; everything is open but what a test names. */
final class Requests {
    static final ClusterRef CLUSTER = ClusterRef.inKubernetes("mqtt", "emqx");

    private Requests() {}

    /** Every field open but the wait for sessions to be taken over. */
    static RebalanceRequest waiting(Duration waitTakeover) {
        return open().withStrategy(
                        new RebalanceStrategy(null, null, null, Optional.of(waitTakeover), null, null, null, null));
    }

    static RebalanceRequest open() {
        return RebalanceRequest.of("mqtt", "emqx");
    }

    /** The article's, with nothing left open. */
    static RebalanceRequest article() {
        return open().withStrategy(articleStrategy());
    }

    /** The article's, where somebody may have to approve. */
    static RebalanceRequest article(ApprovalPolicy approval) {
        RebalanceRequest article = article();
        return new RebalanceRequest(
                article.instanceName(),
                article.instanceKind(),
                article.namespace(),
                article.connection(),
                article.lever(),
                article.rebalanceStrategy(),
                article.strictWaits(),
                article.landingQuiet(),
                article.pacing(),
                article.guardrails(),
                article.nodes(),
                article.maxRestarts(),
                approval,
                article.reason());
    }

    static RebalanceStrategy articleStrategy() {
        return new RebalanceStrategy(
                Optional.of(10),
                Optional.of(10),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(100),
                Optional.of(1.1),
                Optional.of(100),
                Optional.of(1.1));
    }

    /** Within what the article's nodes are to end. */
    static Threshold articleStrategyLevel() {
        return new Threshold(100, 1.1);
    }

    static RebalanceRequest with(Lever lever) {
        return with(lever, List.of());
    }

    /** With clients watched to have stopped coming to donors for so long. */
    static RebalanceRequest quiet(Lever lever, Duration landingQuiet) {
        RebalanceRequest article = article();
        return new RebalanceRequest(
                article.instanceName(),
                article.instanceKind(),
                article.namespace(),
                article.connection(),
                lever,
                article.rebalanceStrategy(),
                article.strictWaits(),
                Optional.of(landingQuiet),
                article.pacing(),
                article.guardrails(),
                article.nodes(),
                article.maxRestarts(),
                article.approval(),
                article.reason());
    }

    /** The nodes with these indexes, and no others. */
    static RebalanceRequest among(int... nodes) {
        return with(
                Lever.AUTO, IntStream.of(nodes).mapToObj(SnapshotBuilder::node).toList());
    }

    /** The article's, with waits that must not be raised. */
    static RebalanceRequest strict() {
        return with(Lever.AUTO, List.of(), true);
    }

    static RebalanceRequest with(Lever lever, List<String> nodes) {
        return with(lever, nodes, false);
    }

    private static RebalanceRequest with(Lever lever, List<String> nodes, boolean strictWaits) {
        RebalanceRequest article = article();
        return new RebalanceRequest(
                article.instanceName(),
                article.instanceKind(),
                article.namespace(),
                article.connection(),
                lever,
                article.rebalanceStrategy(),
                strictWaits,
                article.landingQuiet(),
                article.pacing(),
                article.guardrails(),
                nodes,
                article.maxRestarts(),
                article.approval(),
                article.reason());
    }
}
