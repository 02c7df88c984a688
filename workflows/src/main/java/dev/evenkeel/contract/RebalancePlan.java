package dev.evenkeel.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run will do, decided from one look by pure code and recorded as an activity's result.
 *
 * @param id short fingerprint of what is decided; an approval names it
 * @param madeAt when
 * @param cluster which
 * @param lever how donors leave the Service; never {@link Lever#AUTO}
 * @param leverReason why this lever
 * @param nodes every node that takes part, with what it holds and what it will hold
 * @param waves what will be started; one, for now
 * @param goal live connections that each donor is to be left with; empty where donors would take clients
 *     again as soon as EMQX is stopped, and where the plan was made before there were goals
 * @param forecast what EMQX will do with it
 * @param bounds how long each of EMQX's states is watched at most
 * @param choices parameters that the request left open, each with the value and the reason
 * @param warnings what the reader should know before approving
 * @param portion set where the first wave is not all of it
 * @param approval whether a person must approve it; empty where the request asks for no approval
 */
public record RebalancePlan(
        String id,
        Instant madeAt,
        ClusterRef cluster,
        Lever lever,
        String leverReason,
        List<NodePlan> nodes,
        List<Wave> waves,
        OptionalLong goal,
        Forecast forecast,
        Bounds bounds,
        List<String> choices,
        List<String> warnings,
        Optional<Portion> portion,
        Optional<Approval> approval) {
    public RebalancePlan {
        nodes = List.copyOf(nodes);
        waves = List.copyOf(waves);
        goal = goal == null ? OptionalLong.empty() : goal;
        choices = List.copyOf(choices);
        warnings = List.copyOf(warnings);
        portion = portion == null ? Optional.empty() : portion;
        approval = approval == null ? Optional.empty() : approval;
    }

    /** The same with what becomes of the whole run. */
    public RebalancePlan within(WholeRun whole) {
        return new RebalancePlan(
                id,
                madeAt,
                cluster,
                lever,
                leverReason,
                nodes.stream()
                        .map(node -> node.expecting(whole.counts().getOrDefault(node.node(), node.expected())))
                        .toList(),
                waves,
                goal,
                forecast.within(whole),
                bounds,
                choices,
                warnings,
                portion,
                approval);
    }

    /** The same, judged. */
    public RebalancePlan judged(Approval judgement) {
        return new RebalancePlan(
                id,
                madeAt,
                cluster,
                lever,
                leverReason,
                nodes,
                waves,
                goal,
                forecast,
                bounds,
                choices,
                warnings,
                portion,
                Optional.of(judgement));
    }

    /** The same without what only a picture needs. */
    public RebalancePlan withoutTimeline() {
        return forecast.run().map(run -> within(run.withoutTimeline())).orElse(this);
    }

    /** Pods of the cluster that served before anything was excluded; what restoration is measured against. */
    public List<String> servingPods() {
        return nodes.stream()
                .filter(NodePlan::serving)
                .flatMap(node -> node.pod().stream())
                .toList();
    }

    /** The wave whose donors are out while EMQX runs. */
    public Wave out() {
        return portion.filter(Portion::othersOut).map(Portion::whole).orElseGet(() -> waves.get(0));
    }

    /** Whether donors are left to go on with once EMQX is through. */
    public boolean goesOn() {
        return portion.filter(Portion::othersOut).isPresent();
    }

    /**
     * Some of the nodes, for which EMQX is started by themselves.
     *
     * @param whole all nodes, as EMQX would divide them
     * @param connectionsToMove clients that the first wave evicts
     * @param outAtMost how many pods may be out at once; empty where that is not bounded
     * @param waves how many waves it takes from here, this one included
     * @param othersOut whether the other donors leave the Service too, although EMQX leaves them alone for now: the heaviest
     *     are first, and nobody else is to take their clients
     */
    public record Portion(Wave whole, long connectionsToMove, OptionalInt outAtMost, int waves, boolean othersOut) {
        public Portion {
            outAtMost = outAtMost == null ? OptionalInt.empty() : outAtMost;
        }
    }

    /**
     * Whether a plan may begin.
     *
     * @param needed whether a person must approve it
     * @param why by which limits, with the numbers
     */
    public record Approval(boolean needed, String why) {}

    /** A node's part in the run. */
    public enum Role {
        DONOR,
        RECIPIENT
    }

    /**
     * One node in the plan.
     *
     * @param node EMQX node name
     * @param pod its pod; empty outside Kubernetes
     * @param serving whether its endpoint is ready in every Service in front; true outside Kubernetes
     * @param role donor or recipient
     * @param connections live connections now
     * @param expected live connections at the end of the run, every evicted client being back
     */
    public record NodePlan(
            String node, Optional<String> pod, boolean serving, Role role, long connections, long expected) {
        NodePlan expecting(long other) {
            return new NodePlan(node, pod, serving, role, connections, other);
        }
    }

    /**
     * What EMQX will do by its own rules, if every evicted client comes back within a tick.
     *
     * @param connectionsToMove clients that will be evicted
     * @param ticks eviction steps of one second each
     * @param ticksWorst steps if no evicted client ever came back
     * @param sessionTicks session steps of one second each
     * @param total from start to end, in EMQX's time
     * @param skewBefore fullest node over the mean: now
     * @param skewAfter fullest node over the mean: at the end
     * @param run the whole run to its end, with what is known of the clients' back-off; empty in a plan of a further
     *     wave, and where the plan was made before there was such a forecast
     */
    public record Forecast(
            long connectionsToMove,
            int ticks,
            int ticksWorst,
            int sessionTicks,
            Duration total,
            double skewBefore,
            double skewAfter,
            Optional<WholeRun> run) {
        public Forecast {
            run = run == null ? Optional.empty() : run;
        }

        /** Of one wave alone. */
        public Forecast(
                long connectionsToMove,
                int ticks,
                int ticksWorst,
                int sessionTicks,
                Duration total,
                double skewBefore,
                double skewAfter) {
            this(connectionsToMove, ticks, ticksWorst, sessionTicks, total, skewBefore, skewAfter, Optional.empty());
        }

        /** The same with what becomes of the whole run. */
        public Forecast within(WholeRun whole) {
            return new Forecast(
                    connectionsToMove,
                    ticks,
                    ticksWorst,
                    sessionTicks,
                    total,
                    skewBefore,
                    skewAfter,
                    Optional.of(whole));
        }
    }

    /**
     * A run to its end, further waves and waiting for clients included. Evicted clients are taken to come back evenly
     * between at once and the longest back-off that the request's {@code pacing} tells of; at once where it tells none.
     *
     * @param took from the first look to the end, in EMQX's time
     * @param starts of EMQX's rebalance
     * @param ticks eviction steps of one second each, all waves together
     * @param offlinePeak most clients that were evicted and are not back
     * @param offlineShare the same as a share of all clients, 0 to 1
     * @param connectsPerSecond most connects on one recipient in a second, those that come by themselves and chance included
     * @param skew fullest node over the mean, when every client is back
     * @param counts live connections by node then
     * @param latest as {@code took}, if clients come back as late as is waited for and EMQX is as slow as it may be
     * @param legs its evictions in order; those of a run of very many waves are put together
     * @param timeline for a picture; only in an answer that nothing follows from
     */
    public record WholeRun(
            Duration took,
            int starts,
            int ticks,
            long offlinePeak,
            double offlineShare,
            long connectsPerSecond,
            double skew,
            Map<String, Long> counts,
            Duration latest,
            List<Leg> legs,
            Optional<Timeline> timeline) {
        public WholeRun {
            latest = latest == null ? took : latest;
            legs = legs == null ? List.of() : List.copyOf(legs);
            timeline = timeline == null ? Optional.empty() : timeline;
            counts = counts == null
                    ? Map.of()
                    : java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(counts));
        }

        WholeRun withoutTimeline() {
            return new WholeRun(
                    took,
                    starts,
                    ticks,
                    offlinePeak,
                    offlineShare,
                    connectsPerSecond,
                    skew,
                    counts,
                    latest,
                    legs,
                    Optional.empty());
        }

        /** Clients that donors lose in all its evictions. */
        public long moves() {
            return legs.stream().mapToLong(Leg::clients).sum();
        }
    }

    /**
     * An eviction of a run. What the run takes beyond all of its legs comes after the last one.
     *
     * @param secondsBefore from the end of the one before, or from the first look, to its beginning; in EMQX's time
     * @param clients that donors lose in it
     * @param seconds how long it takes, likewise
     * @param tie whether chance decides what comes first, EMQX's own end or the donors' goal, after which EMQX's wait for
     *     takeovers is skipped
     */
    public record Leg(int secondsBefore, long clients, int seconds, boolean tie) {}

    /**
     * A run as it goes, in steps of equal length that follow one another, 200 at most.
     *
     * @param stepSeconds in EMQX's time
     * @param fullestDonor live connections at the end of a step
     * @param fullestRecipient likewise
     * @param offline clients that were evicted and are not back: the most in a step
     * @param connectsPerSecond on one recipient, those that come by themselves and chance included: the most in a step
     */
    public record Timeline(
            int stepSeconds,
            List<Long> fullestDonor,
            List<Long> fullestRecipient,
            List<Long> offline,
            List<Long> connectsPerSecond) {
        /** No more steps than this. */
        public static final int STEPS_MAX = 200;

        public Timeline {
            fullestDonor = List.copyOf(fullestDonor);
            fullestRecipient = List.copyOf(fullestRecipient);
            offline = List.copyOf(offline);
            connectsPerSecond = List.copyOf(connectsPerSecond);
        }
    }

    /**
     * How long EMQX is watched in each state before the run stops it. Wall time.
     *
     * @param donorsOut how soon after the start donors must be out where they leave while EMQX waits: a moment before
     *     that wait ends; empty where they are out before the start, or nobody takes them out
     * @param landingQuiet how long no client must have come to a donor by then; empty where that is not watched
     */
    public record Bounds(
            Duration waitHealthCheck,
            Duration evictingConns,
            Duration waitTakeover,
            Duration evictingSessions,
            Optional<Duration> donorsOut,
            Optional<Duration> landingQuiet) {
        public Bounds {
            donorsOut = donorsOut == null ? Optional.empty() : donorsOut;
            landingQuiet = landingQuiet == null ? Optional.empty() : landingQuiet;
        }

        /** The bound of one state. */
        public Duration of(EmqxState state) {
            return switch (state) {
                case WAIT_HEALTH_CHECK -> waitHealthCheck;
                case EVICTING_CONNS -> evictingConns;
                case WAIT_TAKEOVER -> waitTakeover;
                case EVICTING_SESSIONS -> evictingSessions;
                case GONE -> Duration.ZERO;
            };
        }

        /** All of them together. */
        public Duration total() {
            return waitHealthCheck.plus(evictingConns).plus(waitTakeover).plus(evictingSessions);
        }
    }
}
