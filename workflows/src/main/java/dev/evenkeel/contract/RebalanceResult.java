package dev.evenkeel.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run did, and the proof.
 *
 * @param outcome how it ended
 * @param summary the outcome in a sentence
 * @param cluster the cluster
 * @param run the run
 * @param reason why it was asked for
 * @param before the clients before anything was touched
 * @param after the clients at the end
 * @param plan the plan that stood last
 * @param findings every clause of {@link Clause}, judged; empty where nothing was started
 * @param restoration what putting the pods back found; empty where none was out
 * @param spans the phases with their times
 * @param timing where the time went
 * @param startsSent starts that were sent to EMQX
 * @param restarts how often a rebalance that EMQX lost was planned again
 * @param notes what happened on the way
 */
public record RebalanceResult(
        Outcome outcome,
        String summary,
        Optional<ClusterRef> cluster,
        RunRef run,
        Optional<String> reason,
        Optional<Census> before,
        Optional<Census> after,
        Optional<RebalancePlan> plan,
        List<Clause.Finding> findings,
        Optional<EndpointActivities.Restoration> restoration,
        List<RebalanceProgress.PhaseSpan> spans,
        Timing timing,
        int startsSent,
        int restarts,
        List<String> notes) {
    public RebalanceResult {
        cluster = cluster == null ? Optional.empty() : cluster;
        reason = reason == null ? Optional.empty() : reason;
        before = before == null ? Optional.empty() : before;
        after = after == null ? Optional.empty() : after;
        plan = plan == null ? Optional.empty() : plan;
        restoration = restoration == null ? Optional.empty() : restoration;
        findings = findings == null ? List.of() : List.copyOf(findings);
        spans = List.copyOf(spans);
        notes = List.copyOf(notes);
    }

    /**
     * Where the time went.
     *
     * @param began when the run began
     * @param ended when it ended
     * @param engine spent in EMQX's own states
     * @param clients spent waiting for clients that were not back yet
     */
    public record Timing(Instant began, Instant ended, Duration engine, Duration clients) {
        /** What the run cost over EMQX's own time and the clients'. */
        public Duration overhead() {
            return Duration.between(began, ended).minus(engine).minus(clients);
        }
    }
}
