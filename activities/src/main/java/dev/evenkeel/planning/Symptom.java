package dev.evenkeel.planning;

import dev.evenkeel.contract.Diagnosis.Severity;

/**
 * Every kind of finding above {@link Severity#OK}: its stable name, how much it matters, why, and what to do. In the
 * remedies {@code {name}} and {@code {namespace}} stand for the cluster's.
 */
enum Symptom {
    KUBERNETES_UNREACHABLE(
            Severity.ERROR,
            "without the Kubernetes API no pod can be taken out of its Service, and none put back",
            "run the worker inside the cluster or give it a kubeconfig, and let its NetworkPolicy reach the API server"),
    KUBERNETES_ACCOUNT_UNKNOWN(
            Severity.ERROR,
            "every request of the worker is refused",
            "check the worker's ServiceAccount token or kubeconfig; a token may have expired"),
    RIGHT_MISSING(
            Severity.ERROR,
            "a run would fail where it needs it: Kubernetes answers 403",
            "add the verb to the worker's Role in namespace {namespace}; the Helm chart's Role holds every right needed"),
    RIGHT_MISSING_MINOR(
            Severity.WARNING,
            "a run works without it, but is slower, or sees less",
            "add the verb to the worker's Role in namespace {namespace}; the Helm chart's Role holds it"),
    RIGHTS_UNREADABLE(
            Severity.WARNING,
            "whether the worker's Role suffices shows only when a run needs it",
            "let the account create selfsubjectaccessreviews.authorization.k8s.io, as Kubernetes does by default"),
    CLUSTER_NOT_FOUND(
            Severity.ERROR,
            "there is nothing to balance by this name",
            "give the name of the StatefulSet or of the EMQX resource, and its namespace with -n"),
    CLUSTER_AMBIGUOUS(Severity.ERROR, "a run would not know which of them is meant", "give the StatefulSet's own name"),

    NOT_ADOPTED(
            Severity.ERROR,
            "donors cannot be taken out of the Service before EMQX is started, and nothing takes them out afterwards: no"
                    + " run begins",
            "'evenkeel adopt {name} -n {namespace}' prints the change, and makes it with --apply"),
    SERVICE_WITHOUT_LABEL(
            Severity.ERROR,
            "it would go on sending clients to the donors",
            "'evenkeel adopt {name} -n {namespace}' adds the label to its selector, after checking that all pods have it"),
    POD_WITHOUT_LABEL(
            Severity.ERROR,
            "it gets no clients from a Service that selects by the label, and a run refuses it",
            "'evenkeel adopt {name} -n {namespace}' labels the running pods first"),
    TEMPLATE_WITHOUT_LABEL(
            Severity.ERROR,
            "a pod that is replaced comes back without the label and serves nobody",
            "'evenkeel adopt {name} -n {namespace}' adds it to the pod template without restarting a pod"),
    LABEL_OWNED_BY_STATEFULSET(
            Severity.ERROR,
            "a pod whose label changes is orphaned: the StatefulSet makes another one, an outage",
            "take evenkeel.dev/serving out of the StatefulSet's selector (it must be made anew for that), keep it in the"
                    + " template"),
    NO_SERVICE_IN_FRONT(
            Severity.ERROR,
            "nothing that Evenkeel knows sends clients to the pods, so nothing can keep them away from donors",
            "check the name of the cluster and the Services' selectors; if clients really come without a Service, start"
                    + " with --lever none"),
    NO_LEVER_OUTSIDE(
            Severity.NOTE,
            "donors leave only if whatever is in front heeds EMQX's availability_check",
            "let the load balancer check GET /api/v5/load_rebalance/availability_check at each node, and give"
                    + " --landing-quiet 10s: eviction then begins only after no client has come to a donor for so long"),
    SERVICE_PUBLISHES_NOT_READY(
            Severity.WARNING,
            "clients are sent to pods that are not ready, in a run and otherwise; the serving label still works, other"
                    + " levers do not",
            "set publishNotReadyAddresses to false on it; only headless Services need it"),
    LOAD_BALANCER_LAG(
            Severity.WARNING,
            "clients may reach donors after the EndpointSlices are clean, and would be refused once eviction has begun",
            "give --landing-quiet 10s: eviction then begins only after no client has come to a donor for so long"),
    OPERATOR_READINESS_GATE(
            Severity.NOTE,
            "EMQX Operator makes donors NotReady while EMQX rebalances: the EMQX resource loses Ready, budgets and alerts"
                    + " see it; it also writes back the Services that it made",
            "nothing: without the label a run uses this gate (levers gate and observe); do not run a Rebalance resource at"
                    + " the same time"),
    READINESS_PROBE_ON_AVAILABILITY(
            Severity.WARNING,
            "donors become NotReady while EMQX rebalances: rollouts wait, budgets shrink, alerts fire",
            "nothing, where a run shall use it (lever observe); otherwise let the probe ask GET /status, which stays 200"),

    POD_NOT_SERVED(
            Severity.WARNING,
            "it takes no clients: capacity is lost, and as a recipient it would stay empty",
            "compare the Service's selector with the pod's labels, and look whether its EndpointSlices are up to date"),
    POD_NOT_READY(
            Severity.WARNING,
            "it takes no clients, and a rebalance ends when a node that takes part dies",
            "'kubectl describe pod' says why; wait until it is Ready"),
    POD_MISSING(
            Severity.WARNING,
            "a node that comes while EMQX rebalances takes no part in it",
            "'kubectl describe statefulset' says why; wait until all pods are there"),
    ROLLOUT_PENDING(
            Severity.ERROR,
            "each pod that is replaced drops its clients, and ends the rebalance if its node takes part: a run is refused,"
                    + " and yields where one begins under way",
            "wait for 'kubectl rollout status'; rebalance after it, since restarted nodes come back empty"),
    ROLLOUT_ON_DELETE(
            Severity.NOTE,
            "nothing restarts by itself under OnDelete; a pod that is deleted comes back with the new template",
            "nothing now; delete the pods one by one when that suits"),
    DISRUPTION_BUDGET_SPENT(
            Severity.NOTE,
            "a node of Kubernetes that is drained waits for it; Evenkeel itself evicts no pod, the budget does not stop it",
            "nothing for a rebalance; for drains, let the budget allow one pod"),
    POD_LEFT_OUT(
            Severity.ERROR,
            "it is outside of the Service past its time, and no janitor has put it back: capacity is lost",
            "'evenkeel restore {name} -n {namespace}' stops what that run left in EMQX and puts the pod back; check that a"
                    + " worker or the janitor's CronJob runs"),
    POD_OUT_BY_UNKNOWN_RUN(
            Severity.WARNING,
            "a run of this cluster is refused while its pods are out by somebody else's",
            "find that run in its own Temporal; after its hard stop 'evenkeel restore {name} -n {namespace}' puts them back"),
    POD_OUT_WITHOUT_MARK(
            Severity.ERROR,
            "somebody took it out by hand, and a run leaves alone what others took out: it is refused",
            "set the pod's label evenkeel.dev/serving to \"true\" if it shall serve"),
    POD_OUT_BY_OPEN_RUN(
            Severity.NOTE,
            "that run puts it back when it ends",
            "nothing; 'evenkeel status {name} -n {namespace}' shows the run"),
    LEASE_HELD(
            Severity.ERROR,
            "a run is refused until that one has given it up, or a janitor has cleaned up after it",
            "find that run in its own Temporal; if it is gone 'evenkeel restore {name} -n {namespace}' cleans up after it"),
    RUN_UNDER_WAY(
            Severity.NOTE,
            "a second start of this cluster is refused until it has ended",
            "nothing; 'evenkeel watch {name} -n {namespace}' follows it"),

    CREDENTIALS_UNBOUND(
            Severity.ERROR,
            "the worker sends no API key where its settings do not say so",
            "add {namespace}/{name} to evenkeel.connections.<name>.clusters of the worker"),
    CREDENTIALS_UNREADABLE(
            Severity.ERROR,
            "without its secret the API key is of no use",
            "check secret-file or secret-env of the connection, and that the Secret is mounted in the worker's pod"),
    CREDENTIALS_REFUSED(
            Severity.ERROR,
            "EMQX does not know the API key, or its secret is another",
            "make the key in EMQX (Dashboard, API Key, or api_key.bootstrap_file) or correct the worker's settings"),
    CREDENTIALS_ROLE(
            Severity.ERROR,
            "the API key may read but not start or stop a rebalance",
            "give the key the role administrator; where keys have scopes (6.1.4, 6.2.2) the scope cluster_operations too"),
    EMQX_UNREACHABLE(
            Severity.ERROR,
            "nothing can be started, watched or stopped",
            "let the worker reach the pods' API port (NetworkPolicy, firewall); check that EMQX's dashboard listener is on"),
    EMQX_NODE_UNREACHABLE(
            Severity.WARNING,
            "whether this node takes clients again cannot be verified, and if all others fail it cannot be asked",
            "let the worker reach the API port of every pod; 'kubectl logs' of the pod if it is down"),
    EMQX_WITHOUT_REBALANCE(
            Severity.ERROR,
            "this EMQX has no rebalance API: it is open source before 5.9, or older than 4.4.12 or 5.0.4",
            "use EMQX Enterprise from 4.4.12 or 5.0.4 on, or any EMQX from 5.9 on"),
    EMQX_TROUBLE(
            Severity.ERROR,
            "a run needs this answer and would wait for it",
            "look at EMQX's log; a node that hangs makes every node's answer late"),
    EMQX_TOO_OLD(
            Severity.ERROR,
            "EMQX Enterprise can rebalance from 4.4.12 and from 5.0.4 on, and EMQX without a licence from 5.9 on",
            "update EMQX, best to 5.10"),
    EMQX_VERSIONS_MIXED(
            Severity.WARNING,
            "an upgrade is under way or stuck; nodes of different releases rebalance by different rules",
            "finish the upgrade, then rebalance"),
    EMQX_QUIRKS(
            Severity.WARNING,
            "these are fixed in later releases; a run works around what it can",
            "update EMQX to 5.9 or later"),
    EMQX_UNPROVEN(
            Severity.NOTE,
            "this release of Evenkeel was held against a real EMQX 5.10, and against simulated ones of 4.4 to 6.2",
            "try it on a cluster that may fail first"),
    EMQX_NODE_STOPPED(
            Severity.WARNING,
            "it takes no part, and the others have its clients",
            "start it, or remove it for good with 'emqx ctl cluster force-leave'"),
    EMQX_NODE_WITHOUT_POD(
            Severity.ERROR,
            "its pod cannot be taken out of the Service, so a run refuses",
            "check that the node's name holds its pod's name or address (EMQX_NODE__NAME, EMQX_HOST)"),
    EMQX_NODE_APART(
            Severity.ERROR,
            "it is no member of the cluster: its clients and sessions are beside the others', and it takes no part",
            "let it join: check EMQX's discovery settings and its log"),
    REBALANCE_BY_OTHERS(
            Severity.ERROR,
            "a run is refused while somebody else's rebalance is on",
            "wait until it has ended, or stop it at its coordinator: 'emqx ctl rebalance stop'"),
    EVACUATION_RUNNING(
            Severity.ERROR,
            "an evacuated node takes no clients until somebody ends the evacuation, not even after a restart",
            "'emqx ctl rebalance stop' on that node, or leave it out with --node"),
    PURGE_RUNNING(Severity.ERROR, "a run is refused while sessions are purged", "wait until the purge has ended"),

    CLOCK_OF_TEMPORAL(
            Severity.WARNING,
            "orders carry Temporal's time and waits are counted by the worker's: they end too early or too late",
            "let the worker's machine follow NTP, and Temporal's"),
    CLOCK_OF_KUBERNETES(
            Severity.WARNING,
            "hard stops and Leases hold the worker's time and are judged by others: pods come back too early or too late",
            "let the worker's machine follow NTP, and the control plane's"),
    CLOCK_OF_EMQX(
            Severity.WARNING,
            "EMQX counts its waits by itself, so a run is right; but its log and the run's times do not match",
            "let the nodes' machines follow NTP"),
    PROMETHEUS_UNREACHABLE(
            Severity.WARNING,
            "a run whose request has guardrails.conditions would be refused, or go on without them",
            "check evenkeel.prometheus.url and the token, and let the worker's NetworkPolicy reach it");

    private final Severity severity;
    private final String why;
    private final String remedy;

    Symptom(Severity severity, String why, String remedy) {
        this.severity = severity;
        this.why = why;
        this.remedy = remedy;
    }

    /** Its stable name, such as {@code service-without-label}. */
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    Severity severity() {
        return severity;
    }

    String why() {
        return why;
    }

    String remedy() {
        return remedy;
    }
}
