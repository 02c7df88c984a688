package dev.evenkeel.contract;

import java.util.EnumSet;
import java.util.Set;

/** Why a plan was refused, and what may still be tried. Wire names are the constants' names. */
public enum RefusalReason {
    CLUSTER_HELD("follow that run where it was started, or abort it there"),
    LEFT_BY_DEAD_RUN("wait a minute for the janitor, or run 'evenkeel restore'"),
    REBALANCE_RUNNING("wait until it has ended, or stop it at its coordinator if nobody watches it"),
    NODE_EVACUATING("end the evacuation first, or leave that node out with 'nodes'"),
    PURGE_RUNNING("wait until the purge has ended"),
    ROLLOUT_RUNNING("wait for 'kubectl rollout status': restarted nodes come back empty, and are balanced after it"),
    EXCLUDED_BY_OTHERS("put the pod back into its Service first, or let whoever took it out do so"),
    UNKNOWN_NODE("name nodes as EMQX lists them in GET /nodes"),
    NODE_NOT_RUNNING("start the node, or name the nodes that shall take part with 'nodes'"),
    CORE_BESIDE_REPLICANTS("leave cores out of 'nodes': clients are sent to replicants, and those are balanced"),
    NODE_WITHOUT_POD("check that the node's name holds its pod's name or address"),
    POD_WITHOUT_GATE("name lever 'auto': EMQX Operator's readiness gate is not on all pods"),
    GATE_FORBIDDEN(
            "let the worker's account patch pods/status, as the Helm chart's Role does, or name lever 'observe'"),
    SERVICE_PUBLISHES_NOT_READY(
            "set publishNotReadyAddresses to false on that Service, or prepare lever 'label' with 'evenkeel adopt'"),
    WAIT_TOO_SHORT("leave waitHealthCheck out, give a longer one, or leave strictWaits out and have it raised"),
    NO_SERVICE_IN_FRONT("name lever 'none' if clients really reach the pods without a Service"),
    SERVICE_WITHOUT_LABEL("see what 'evenkeel adopt' would add to pods, pod template and Services, and have it do so"),
    LABEL_OWNED_BY_STATEFULSET(
            "take evenkeel.dev/serving out of the StatefulSet's selector: a pod that loses it is orphaned"),
    SERVICE_IN_FRONT("use lever 'auto': a Service would go on sending clients to the donors"),
    NO_RECIPIENT_SERVES("make at least one recipient ready in the Service: somebody must take the clients"),
    BUDGET_TOO_SMALL("raise maxConnectsPerSecondPerRecipient, or come back when fewer clients come by themselves"),
    TOO_MANY_WAVES("raise maxUnavailable, or widen the thresholds"),
    PLAN_NOT_APPROVED("start again and approve within the time given"),
    PLAN_REJECTED("start again when whoever rejected the plan agrees"),
    RUN_TIMEOUT_SET("start without an execution or run timeout: it would kill the run without any clean-up"),
    WAIT_IS_ZERO("give at least 1 s, which is the shortest that EMQX 4.4 takes"),
    PROMETHEUS_NOT_SET(
            "set evenkeel.prometheus.url in the worker's settings, or leave guardrails.conditions out of the request"),
    PROMETHEUS_SILENT("see that the worker reaches its evenkeel.prometheus.url, or leave guardrails.conditions out"),
    CONDITION_UNUSABLE("correct the query: try it in Prometheus, where it must answer as an alert rule's would"),
    CONDITION_HOLDS("come back when the condition holds no more, or correct its query: nothing was touched"),
    UNSUPPORTED_VERSION("update EMQX: Enterprise can rebalance from 4.4.12 and from 5.0.4 on, every EMQX from 5.9 on");

    private static final Set<RefusalReason> STRANGERS =
            EnumSet.of(REBALANCE_RUNNING, NODE_EVACUATING, PURGE_RUNNING, ROLLOUT_RUNNING, EXCLUDED_BY_OTHERS);

    private final String advice;

    RefusalReason(String advice) {
        this.advice = advice;
    }

    /** What may still be tried. */
    public String advice() {
        return advice;
    }

    /** Whether somebody else is at work on the cluster, to whom a run yields that is under way. */
    public boolean byStrangers() {
        return STRANGERS.contains(this);
    }
}
