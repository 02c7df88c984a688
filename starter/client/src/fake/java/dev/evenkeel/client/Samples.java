package dev.evenkeel.client;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceProgress.PhaseSpan;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The article's cluster: three full nodes, one empty, rates of 10. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final RunRef RUN = new RunRef("default", "emqx-rebalance/default/emqx-ee", "run-1");
    public static final List<String> NODES = List.of(node(0), node(1), node(2), node(3));

    private Samples() {}

    public static ClusterRef cluster(String name) {
        return ClusterRef.inKubernetes("default", name);
    }

    public static String node(int number) {
        return "emqx-ee@emqx-ee-" + number + ".emqx-ee-headless.default.svc.cluster.local";
    }

    public static Census census(Instant at, long... connections) {
        Map<String, Long> counts = new TreeMap<>();
        for (int number = 0; number < connections.length; number++) {
            counts.put(node(number), connections[number]);
        }
        return new Census(at, counts, counts, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    public static Census before() {
        return census(NOON, 3334, 3333, 3333, 0);
    }

    public static Census after() {
        return census(NOON.plusSeconds(100), 2554, 2553, 2553, 2340);
    }

    public static RebalancePlan plan() {
        Threshold threshold = new Threshold(100, 1.1);
        return new RebalancePlan(
                "a1b2c3",
                NOON,
                cluster("emqx-ee"),
                Lever.LABEL,
                "Service emqx-ee-listeners selects evenkeel.dev/serving",
                List.of(
                        nodePlan(0, 3334, 2554),
                        nodePlan(1, 3333, 2553),
                        nodePlan(2, 3333, 2553),
                        nodePlan(3, 0, 2340)),
                List.of(new Wave(
                        1,
                        node(3),
                        NODES,
                        NODES.subList(0, 3),
                        NODES.subList(3, 4),
                        new StartParameters(
                                10, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), threshold, threshold))),
                OptionalLong.of(2500),
                new RebalancePlan.Forecast(2340, 78, 251, 0, Duration.ofSeconds(98), 1.33, 1.02),
                new RebalancePlan.Bounds(
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(530),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(60),
                        Optional.empty(),
                        Optional.empty()),
                List.of("maxRestarts 3: not given"),
                List.of("1 of 4 nodes takes every reconnect"),
                Optional.empty(),
                Optional.empty());
    }

    private static RebalancePlan.NodePlan nodePlan(int number, long connections, long expected) {
        return new RebalancePlan.NodePlan(
                node(number),
                Optional.of("emqx-ee-" + number),
                true,
                number < 3 ? RebalancePlan.Role.DONOR : RebalancePlan.Role.RECIPIENT,
                connections,
                expected);
    }

    public static Assessment ready() {
        return new Assessment(
                Assessment.Verdict.READY,
                before(),
                Optional.of(plan()),
                List.of(),
                "2,340 of 10,000 connections move to 1 node");
    }

    public static Assessment refusal() {
        return new Assessment(
                Assessment.Verdict.REFUSED,
                before(),
                Optional.empty(),
                List.of(new Refusal(RefusalReason.NODE_EVACUATING, node(1) + " evacuates")),
                "a node evacuates");
    }

    public static Assessment nothing() {
        return new Assessment(
                Assessment.Verdict.NOTHING_TO_BALANCE, after(), Optional.empty(), List.of(), "within 1.1 already");
    }

    /** A diagnosis whose worst finding is this. */
    public static Diagnosis diagnosis(Diagnosis.Severity worst) {
        List<Diagnosis.Finding> all = List.of(
                new Diagnosis.Finding(
                        "rights", Diagnosis.Severity.OK, "the worker's account has all 14 rights", "", ""),
                new Diagnosis.Finding(
                        "run-under-way",
                        Diagnosis.Severity.NOTE,
                        "a run of default/emqx-ee is under way",
                        "a second start of this cluster is refused until it has ended",
                        "nothing; 'evenkeel watch emqx-ee -n default' follows it"),
                new Diagnosis.Finding(
                        "pod-not-ready",
                        Diagnosis.Severity.WARNING,
                        "not Ready: emqx-ee-3",
                        "it takes no clients, and a rebalance ends when a node that takes part dies",
                        "'kubectl describe pod' says why; wait until it is Ready"),
                new Diagnosis.Finding(
                        "right-missing",
                        Diagnosis.Severity.ERROR,
                        "the worker's account may not 'patch pods' in namespace default",
                        "a run would fail where it needs it: Kubernetes answers 403",
                        "add the verb to the worker's Role in namespace default"));
        return new Diagnosis(
                cluster("emqx-ee"),
                NOON,
                all.stream()
                        .filter(finding -> finding.severity().compareTo(worst) <= 0)
                        .toList(),
                worst == Diagnosis.Severity.ERROR
                        ? List.of(new Diagnosis.Unexamined("the PodDisruptionBudgets", "HTTP 403"))
                        : List.of());
    }

    public static RebalanceProgress planned(RunRef run) {
        return RebalanceProgress.begin(run, NOON)
                .of(cluster("emqx-ee"))
                .counted(before())
                .planned(plan());
    }

    public static RebalanceProgress evicting(RunRef run) {
        return planned(run)
                .excluding(true)
                .enter(RunPhase.EXCLUDING, NOON.plusSeconds(1))
                .starting()
                .enter(RunPhase.STARTING, NOON.plusSeconds(2))
                .started(plan().waves().get(0), false)
                .enter(RunPhase.WAIT_HEALTH_CHECK, NOON.plusSeconds(3))
                .evicting(before())
                .enter(RunPhase.EVICTING_CONNS, NOON.plusSeconds(13));
    }

    public static Look look() {
        return new Look(
                NOON.plusSeconds(52),
                EmqxState.EVICTING_CONNS,
                Optional.of(census(NOON.plusSeconds(52), 2944, 2943, 2943, 1170)),
                50,
                Duration.ofSeconds(49),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(outlook(Optional.empty())));
    }

    /** As of the look. */
    public static Outlook outlook(Optional<String> blocker) {
        return new Outlook(
                NOON.plusSeconds(52), 50, Duration.ofSeconds(47), Duration.ofSeconds(62), blocker, Optional.empty());
    }

    public static RebalanceResult result(Outcome outcome, RunRef run) {
        boolean holds = outcome == Outcome.BALANCED;
        return new RebalanceResult(
                outcome,
                holds ? "donors are within 1.1 of the recipients" : "ended " + outcome.display(),
                Optional.of(cluster("emqx-ee")),
                run,
                Optional.of("scaled out"),
                Optional.of(before()),
                Optional.of(after()),
                Optional.of(plan()),
                List.of(
                        new Clause.Finding(Clause.ENGINE_INEQUALITY, holds, "2,553 <= 2,340 x 1.1"),
                        new Clause.Finding(Clause.ENDPOINTS_RESTORED, true, "4 of 4 serve")),
                Optional.of(new Restoration(
                        List.of("emqx-ee-0", "emqx-ee-1", "emqx-ee-2"), List.of(), List.of(), NOON.plusSeconds(101))),
                List.of(
                        span(RunPhase.ASSESSING, 0, 1),
                        span(RunPhase.EXCLUDING, 1, 2),
                        span(RunPhase.EVICTING_CONNS, 12, 90),
                        span(RunPhase.RESTORING, 100, 101)),
                new RebalanceResult.Timing(NOON, NOON.plusSeconds(101), Duration.ofSeconds(98), Duration.ZERO),
                1,
                0,
                List.of("donors left the Service in 14 ms"));
    }

    private static PhaseSpan span(RunPhase phase, int began, int ended) {
        return new PhaseSpan(phase, NOON.plusSeconds(began), Optional.of(NOON.plusSeconds(ended)));
    }
}
