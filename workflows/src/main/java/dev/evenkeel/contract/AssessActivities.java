package dev.evenkeel.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at EMQX and Kubernetes, then decides by pure code; the decision is the result. Changes nothing. */
@ActivityInterface
public interface AssessActivities {
    /** Makes a plan, or says why there is none. */
    @ActivityMethod(name = "Assess")
    Assessment assess(AssessOrder order);

    /**
     * Counts again and judges every clause of {@link Clause}. As long as clients are missing and the time for them is
     * not over, an attempt ends in a benign failure and is tried again.
     */
    @ActivityMethod(name = "Verify")
    Verification verify(VerifyOrder order);

    /**
     * @param request what was asked for
     * @param cluster the cluster
     * @param run this run: what it excluded itself is no obstacle
     * @param coordinator the coordinator of the wave before, which is used again if it runs
     * @param wave number of the wave to plan, from 1
     * @param waitedInVain the {@code waitHealthCheck} of the wave before, in which not all donors had left; this one
     *     waits longer
     * @param onward set where a wave was ended because donors had reached their goal: the others go on
     * @param calm two earlier counts between which nobody was evicted, or the first of them: what the clients' own comings
     *     are measured by
     * @param moved whether the run has moved clients: then a node that is too full goes on giving, although EMQX would
     *     call the cluster balanced
     * @param approved the plan that a person has just approved: whether this one is still the same
     * @param timeline whether the forecast of the run is to be told step by step
     */
    record AssessOrder(
            RebalanceRequest request,
            ClusterRef cluster,
            RunRef run,
            Optional<String> coordinator,
            int wave,
            Optional<Duration> waitedInVain,
            Optional<Onward> onward,
            List<Census> calm,
            boolean moved,
            Optional<RebalancePlan> approved,
            boolean timeline) {
        public AssessOrder {
            coordinator = coordinator == null ? Optional.empty() : coordinator;
            waitedInVain = waitedInVain == null ? Optional.empty() : waitedInVain;
            onward = onward == null ? Optional.empty() : onward;
            calm = calm == null ? List.of() : List.copyOf(calm);
            approved = approved == null ? Optional.empty() : approved;
        }
    }

    /**
     * What is left of a rebalance whose clients are still on their way, so that counts alone do not tell it.
     *
     * @param donors the nodes that give
     * @param recipients the nodes that take
     * @param goal live connections that each donor is to be left with
     */
    record Onward(List<String> donors, List<String> recipients, long goal) {
        public Onward {
            donors = List.copyOf(donors);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * Waits for clients that were evicted: returns when the recipients have caught up or all are back, or when the time
     * for that is over. Until then an attempt ends in a benign failure.
     */
    @ActivityMethod(name = "AwaitClients")
    Returned awaitClients(AwaitOrder order);

    /**
     * @param cluster the cluster
     * @param run this run
     * @param before the clients before anything was touched
     * @param evictionBegan the clients as last counted before eviction began
     * @param whole what was rebalanced
     * @param patience how long they are waited for, in EMQX's time
     * @param since when eviction ended
     */
    record AwaitOrder(
            ClusterRef cluster,
            RunRef run,
            Census before,
            Census evictionBegan,
            Wave whole,
            Duration patience,
            Instant since) {}

    /**
     * @param back whether they were, or the recipients had caught up; if not, {@code evidence} says how many are missing
     * @param evidence the count in a sentence
     */
    record Returned(boolean back, String evidence) {}

    /**
     * @param cluster the cluster
     * @param run this run
     * @param wave the wave that ran last, with EMQX's own partition
     * @param before the clients before anything was touched
     * @param evictionBegan the clients as last counted before eviction began; empty where it never did
     * @param endpoints what restoration found; empty where nothing was excluded
     * @param since from when on clients are waited for
     * @param patience how long, in EMQX's time; empty: as long as the worker's settings say
     * @param inWaves whether not all donors gave at once: who gives and who takes has changed on the way, and EMQX's
     *     inequality is judged by its own division of the nodes as they are then
     */
    record VerifyOrder(
            ClusterRef cluster,
            RunRef run,
            Wave wave,
            Census before,
            Optional<Census> evictionBegan,
            Optional<EndpointActivities.Restoration> endpoints,
            Instant since,
            Optional<Duration> patience,
            boolean inWaves) {
        public VerifyOrder {
            patience = patience == null ? Optional.empty() : patience;
            evictionBegan = evictionBegan == null ? Optional.empty() : evictionBegan;
            endpoints = endpoints == null ? Optional.empty() : endpoints;
        }
    }

    /**
     * @param findings every clause, judged
     * @param after the clients as they were counted for it
     * @param waited how long clients were waited for
     */
    record Verification(List<Clause.Finding> findings, Census after, Duration waited) {
        public Verification {
            findings = List.copyOf(findings);
        }

        /** Whether every clause was shown to hold. */
        public boolean balanced() {
            return findings.stream().allMatch(Clause.Finding::holds);
        }

        /** The clauses that were not. */
        public List<Clause.Finding> failing() {
            return findings.stream().filter(finding -> !finding.holds()).toList();
        }
    }
}
