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
     */
    record AssessOrder(
            RebalanceRequest request,
            ClusterRef cluster,
            RunRef run,
            Optional<String> coordinator,
            int wave,
            Optional<Duration> waitedInVain) {
        public AssessOrder {
            coordinator = coordinator == null ? Optional.empty() : coordinator;
            waitedInVain = waitedInVain == null ? Optional.empty() : waitedInVain;
        }
    }

    /**
     * @param cluster the cluster
     * @param run this run
     * @param wave the wave that ran last, with EMQX's own partition
     * @param before the clients before anything was touched
     * @param evictionBegan the clients as last counted before eviction began; empty where it never did
     * @param endpoints what restoration found; empty where nothing was excluded
     * @param since from when on clients are waited for
     */
    record VerifyOrder(
            ClusterRef cluster,
            RunRef run,
            Wave wave,
            Census before,
            Optional<Census> evictionBegan,
            Optional<EndpointActivities.Restoration> endpoints,
            Instant since) {
        public VerifyOrder {
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
