package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a request as people type and paste it: the request's own JSON, the {@code spec} of a {@code Rebalance} resource
 * (EMQX Operator's v1beta4 and v2beta1), or the whole manifest. The command line, the client and the worker judge by
 * this one function.
 *
 * <p>It is forgiving where a meaning is plain: integers as {@code 10}, {@code 10.0} or {@code "10"}; durations as
 * seconds, {@code "90s"}, {@code "1m30s"} or {@code "PT90S"}; levers in any case; {@code null} as absent. It is strict on
 * nonsense, and collects all problems, at most {@value RequestProblems#SHOWN_MAX}, with what would be right. Unknown
 * fields are typing errors and refused, EMQX's snake_case names too (with the name to use). Addresses and credentials
 * are refused and never echoed: no value of an unknown field is.
 *
 * <p>Pure: same tree, same reading. It does not know which clusters or profiles exist, and a key that was given twice is
 * one key in a tree.
 */
public final class RequestReader {
    /** EMQX counts in 32 bits with a sign. */
    private static final long RATE_MAX = Integer.MAX_VALUE;

    /** The longest wait that EMQX takes (its schema: {@code 0..4294967} seconds). */
    private static final Duration WAIT_MAX = Duration.ofSeconds(4_294_967);

    private static final Duration LANDING_QUIET_MIN = Duration.ofSeconds(1);

    /** Load balancers let go within minutes; longer would be a night's wait for a typing error. */
    private static final Duration LANDING_QUIET_MAX = Duration.ofMinutes(10);

    /** Likewise. */
    private static final Duration LOAD_BALANCER_LAG_MAX = Duration.ofMinutes(10);

    /** Clients that stay away for longer than a day are not awaited. */
    private static final Duration RECONNECT_MAX = Duration.ofDays(1);

    /** EMQX itself may stand still for some ticks. */
    private static final int NO_PROGRESS_TICKS_MIN = 10;

    private static final int NO_PROGRESS_TICKS_MAX = 3_600;
    private static final Duration ABORT_AFTER_PAUSE_MIN = Duration.ofSeconds(1);

    /** Clients are away meanwhile. */
    private static final Duration ABORT_AFTER_PAUSE_MAX = Duration.ofHours(1);

    /** Each is a query every few seconds. */
    private static final int CONDITIONS_MAX = 10;

    private static final Duration APPROVAL_MIN = Duration.ofSeconds(1);
    private static final Duration APPROVAL_MAX = Duration.ofDays(7);
    private static final int MAX_RESTARTS_MAX = 20;
    private static final int REASON_LENGTH_MAX = 500;

    /** EMQX clusters end at some hundred nodes; more is a paste gone wrong. */
    private static final int NODES_MAX = 1_000;

    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(DNS_LABEL);
    private static final Pattern INSTANCE_NAME =
            Pattern.compile("(?=.{1,253}$)" + DNS_LABEL + "(\\." + DNS_LABEL + ")*");
    /** Lines are broken where people break them. */
    private static final Pattern QUERY = Pattern.compile("[\\P{C}\n\r\t]{1,2000}");

    private static final Pattern CONNECTION = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9_.-]{1,255}@[A-Za-z0-9_.:-]{1,255}");
    private static final Pattern API_VERSION = Pattern.compile("(apps\\.emqx\\.io|evenkeel\\.dev)/[a-z0-9]{1,63}");

    private static final List<String> MANIFEST = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> REQUEST = List.of(
            "instanceName",
            "instanceKind",
            "namespace",
            "connection",
            "lever",
            "rebalanceStrategy",
            "strictWaits",
            "landingQuiet",
            "pacing",
            "guardrails",
            "nodes",
            "maxRestarts",
            "approval",
            "reason");
    private static final List<String> STRATEGY = List.of(
            "connEvictRate",
            "sessEvictRate",
            "waitHealthCheck",
            "waitTakeover",
            "absConnThreshold",
            "relConnThreshold",
            "absSessThreshold",
            "relSessThreshold");
    private static final List<String> PACING = List.of(
            "maxConnectsPerSecondPerRecipient", "reconnectP50", "reconnectP95", "maxUnavailable", "loadBalancerLag");
    private static final List<String> GUARDRAILS = List.of(
            "pauseOverduePercent",
            "pauseRefusalsPercent",
            "pauseDonorAttemptsPercent",
            "noProgressTicks",
            "abortAfterPause",
            "conditions");
    private static final List<String> CONDITION = List.of("name", "query", "action");
    private static final List<String> REACTIONS = List.of("slow", "pause", "abort");
    private static final List<String> APPROVAL =
            List.of("required", "timeout", "autoApprove", "maxAge", "maxDriftPercent");
    private static final List<String> AUTO_APPROVE =
            List.of("maxMovedPercent", "maxOfflinePercent", "maxDonorsOut", "maxTime");
    private static final List<String> INSTANCE_KINDS = List.of("EMQX", "EmqxEnterprise", "StatefulSet");

    private static final String PROMQL =
            "PromQL of 1 to 2000 characters that answers with a sample while the condition holds, such as up == 0";
    private static final String AN_OBJECT = "an object is expected, such as {\"instanceName\": \"emqx-ee\"}";

    private final RequestProblems problems = new RequestProblems();

    private RequestReader() {}

    /**
     * What was read.
     *
     * @param request the request, where there is no problem
     * @param problems everything that is wrong; empty where the request is there
     */
    public record Reading(Optional<RebalanceRequest> request, List<RequestProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a request.
     *
     * @param input any tree, or null
     */
    public static Reading read(JsonNode input) {
        RequestReader reader = new RequestReader();
        Optional<RebalanceRequest> request = reader.document(input);
        List<RequestProblem> problems = reader.problems.list();
        return new Reading(problems.isEmpty() ? request : Optional.empty(), problems);
    }

    /** What is wrong with guardrails that are given by themselves, for a run that is under way. */
    static List<RequestProblem> guardrailProblems(JsonNode rails) {
        RequestProblems problems = new RequestProblems();
        guardrails(new RequestFields("guardrails", rails, problems));
        return problems.list();
    }

    private Optional<RebalanceRequest> document(JsonNode input) {
        if (input == null || !input.isObject()) {
            problems.add("request", ShownValue.of(input), AN_OBJECT);
            return Optional.empty();
        }
        RequestFields fields = new RequestFields("", input, problems);
        return MANIFEST.stream().anyMatch(fields::has)
                ? manifest(fields)
                : Optional.of(request(fields, Optional.empty()));
    }

    private Optional<RebalanceRequest> manifest(RequestFields manifest) {
        boolean rebalance = resource(manifest);
        if (!rebalance) {
            return Optional.empty();
        }
        manifest.refuseUnknown(MANIFEST, "spec", REQUEST);
        // Everything else in metadata (labels, uid, ...) belongs to Kubernetes and says nothing about the rebalance.
        Optional<String> namespace = manifest.object("metadata").flatMap(metadata -> namespace(metadata, "namespace"));
        if (!manifest.has("spec")) {
            manifest.refuse("spec", "nothing", "the rebalance is described there; " + AN_OBJECT);
        }
        return manifest.object("spec").map(spec -> request(spec, namespace));
    }

    private boolean resource(RequestFields manifest) {
        int before = problems.count();
        manifest.text("kind", Pattern.compile("Rebalance"), "the kind Rebalance is read, one at a time");
        manifest.text(
                "apiVersion", API_VERSION, "apps.emqx.io/v2beta1, apps.emqx.io/v1beta4 or evenkeel.dev/... is read");
        return problems.count() == before;
    }

    private RebalanceRequest request(RequestFields fields, Optional<String> surroundingNamespace) {
        fields.refuseUnknown(REQUEST, "rebalanceStrategy", STRATEGY);
        Optional<String> instanceName = fields.text(
                "instanceName", INSTANCE_NAME, "a Kubernetes name: lower case letters, digits, '-' and '.'");
        Optional<String> connection = fields.text(
                "connection",
                CONNECTION,
                "the name of a connection profile in the worker's settings: 1 to 63 letters, digits, '.', '_' or '-'");
        if (!fields.has("instanceName") && !fields.has("connection")) {
            fields.refuse(
                    "instanceName", "nothing", "name the cluster, or give a connection for one outside Kubernetes");
        }
        Optional<String> instanceKind = fields.oneOf("instanceKind", INSTANCE_KINDS);
        Optional<String> namespace = requestNamespace(fields, surroundingNamespace);
        Optional<Lever> lever = lever(fields);
        return new RebalanceRequest(
                instanceName,
                instanceKind,
                namespace,
                connection,
                lever.orElse(null),
                fields.object("rebalanceStrategy").map(this::strategy).orElse(null),
                fields.bool("strictWaits").orElse(false),
                landingQuiet(fields, lever),
                fields.object("pacing").map(RequestReader::pacing).orElse(null),
                fields.object("guardrails").map(RequestReader::guardrails).orElse(null),
                fields.distinctTexts("nodes", NODES_MAX, NODE, "EMQX node names, as emqx@host"),
                fields.integer("maxRestarts", 0, MAX_RESTARTS_MAX).orElse(RebalanceRequest.DEFAULT_MAX_RESTARTS),
                approval(fields).orElse(null),
                fields.prose("reason", REASON_LENGTH_MAX));
    }

    private Optional<String> requestNamespace(RequestFields fields, Optional<String> surrounding) {
        Optional<String> own = namespace(fields, "namespace");
        boolean outside = !fields.has("instanceName") && fields.has("connection");
        if (own.isPresent() && outside) {
            fields.refuse(
                    "namespace",
                    ShownValue.of(own.get()),
                    "a connection without instanceName is outside Kubernetes: leave it out");
        }
        if (own.isPresent() && surrounding.isPresent() && !own.equals(surrounding)) {
            fields.refuse("namespace", ShownValue.of(own.get()), "metadata.namespace says " + surrounding.get());
        }
        return outside ? Optional.empty() : own.or(() -> surrounding);
    }

    private static Optional<String> namespace(RequestFields fields, String name) {
        return fields.text(name, NAMESPACE, "a Kubernetes namespace: 1 to 63 lower case letters, digits or '-'");
    }

    private static Optional<Lever> lever(RequestFields fields) {
        String known = "auto, label, gate, observe or none";
        Optional<String> word =
                fields.text("lever", Pattern.compile("(?s).{1,200}"), known).map(text -> text.toUpperCase(Locale.ROOT));
        for (Lever lever : Lever.values()) {
            if (word.filter(lever.name()::equals).isPresent()) {
                return Optional.of(lever);
            }
        }
        word.ifPresent(text -> fields.refuse("lever", fields.shown("lever"), known));
        return Optional.empty();
    }

    private static Optional<Duration> landingQuiet(RequestFields fields, Optional<Lever> lever) {
        if (fields.has("landingQuiet") && lever.filter(Lever.NONE::equals).isPresent()) {
            fields.refuse(
                    "landingQuiet", fields.shown("landingQuiet"), "lever none waits for nobody: leave one of them out");
        }
        return fields.duration("landingQuiet", LANDING_QUIET_MIN, LANDING_QUIET_MAX);
    }

    private RebalanceStrategy strategy(RequestFields fields) {
        fields.refuseUnknown(STRATEGY, "the request itself, beside rebalanceStrategy", REQUEST);
        return new RebalanceStrategy(
                fields.integer("connEvictRate", 1, RATE_MAX),
                fields.integer("sessEvictRate", 1, RATE_MAX),
                fields.duration("waitHealthCheck", Duration.ZERO, WAIT_MAX),
                fields.duration("waitTakeover", Duration.ZERO, WAIT_MAX),
                fields.integer("absConnThreshold", 1, RATE_MAX),
                fields.factorAboveOne("relConnThreshold"),
                fields.integer("absSessThreshold", 1, RATE_MAX),
                fields.factorAboveOne("relSessThreshold"));
    }

    private static Pacing pacing(RequestFields fields) {
        fields.refuseUnknown(PACING, "the request itself, beside pacing", REQUEST);
        Optional<Duration> half = fields.duration("reconnectP50", Duration.ZERO, RECONNECT_MAX);
        Optional<Duration> most = fields.duration("reconnectP95", Duration.ZERO, RECONNECT_MAX);
        if (half.isPresent() && most.isPresent() && most.get().compareTo(half.get()) < 0) {
            fields.refuse("reconnectP95", fields.shown("reconnectP95"), "no shorter than reconnectP50");
        }
        return new Pacing(
                fields.integer("maxConnectsPerSecondPerRecipient", 1, RATE_MAX),
                half,
                most,
                fields.countOrPercent("maxUnavailable"),
                fields.duration("loadBalancerLag", Duration.ZERO, LOAD_BALANCER_LAG_MAX));
    }

    private static Guardrails guardrails(RequestFields fields) {
        fields.refuseUnknown(GUARDRAILS, "the request itself, beside guardrails", REQUEST);
        Guardrails standard = Guardrails.standard();
        return new Guardrails(
                fields.percent("pauseOverduePercent").orElse(standard.pauseOverduePercent()),
                fields.percent("pauseRefusalsPercent").orElse(standard.pauseRefusalsPercent()),
                fields.percent("pauseDonorAttemptsPercent").orElse(standard.pauseDonorAttemptsPercent()),
                fields.integer("noProgressTicks", NO_PROGRESS_TICKS_MIN, NO_PROGRESS_TICKS_MAX)
                        .orElse(standard.noProgressTicks()),
                fields.duration("abortAfterPause", ABORT_AFTER_PAUSE_MIN, ABORT_AFTER_PAUSE_MAX)
                        .orElse(standard.abortAfterPause()),
                conditions(fields));
    }

    private static List<GuardCondition> conditions(RequestFields fields) {
        List<GuardCondition> conditions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RequestFields each : fields.objects(
                "conditions", CONDITIONS_MAX, CONDITION, ConditionText.FORMS, ConditionText::spelledOut)) {
            each.refuseUnknown(CONDITION, "the request itself, beside guardrails", REQUEST);
            Optional<String> name = each.text(
                    "name", NAMESPACE, "a name for notes and results: 1 to 63 lower case letters, digits or '-'");
            Optional<String> query = each.text("query", QUERY, PROMQL);
            if (!each.has("name")) {
                each.refuse("name", "nothing", "notes and results call the condition by it");
            }
            if (!each.has("query")) {
                each.refuse("query", "nothing", PROMQL);
            }
            if (name.isPresent() && !names.add(name.get())) {
                each.refuse("name", each.shown("name"), "each only once");
            }
            Optional<GuardCondition.Reaction> action = each.oneOf("action", REACTIONS)
                    .map(word -> GuardCondition.Reaction.valueOf(word.toUpperCase(Locale.ROOT)));
            conditions.add(new GuardCondition(name.orElse(""), query.orElse(""), action.orElse(null)));
        }
        return conditions;
    }

    private static Optional<ApprovalPolicy> approval(RequestFields fields) {
        if (fields.plain("approval")) {
            return fields.bool("approval").map(required -> new ApprovalPolicy(required, null));
        }
        return fields.object("approval").map(RequestReader::approvalPolicy);
    }

    private static ApprovalPolicy approvalPolicy(RequestFields fields) {
        fields.refuseUnknown(APPROVAL, "the request itself, beside approval", REQUEST);
        Optional<Boolean> required = fields.bool("required");
        if (!fields.has("required")) {
            fields.refuse("required", "nothing", "say true or false");
        }
        if (fields.has("autoApprove") && required.filter(needed -> !needed).isPresent()) {
            fields.refuse(
                    "autoApprove",
                    fields.shown("autoApprove"),
                    "with required false every plan begins by itself: say true, or leave autoApprove out");
        }
        ApprovalPolicy policy = new ApprovalPolicy(
                required.orElse(false),
                fields.duration("timeout", APPROVAL_MIN, APPROVAL_MAX).orElse(null),
                fields.object("autoApprove").map(RequestReader::autoApprove),
                fields.duration("maxAge", APPROVAL_MIN, APPROVAL_MAX).orElse(null),
                fields.percent("maxDriftPercent").orElse(ApprovalPolicy.DEFAULT_MAX_DRIFT_PERCENT));
        long plans = policy.timeout().dividedBy(policy.maxAge());
        if (plans > ApprovalPolicy.PLANS_MAX) {
            fields.refuse(
                    "maxAge",
                    fields.shown("maxAge"),
                    "a plan that is too old is made again, " + ApprovalPolicy.PLANS_MAX + " times at most: give more"
                            + " than this, or a shorter timeout than "
                            + policy.timeout().toSeconds() + " s");
        }
        return policy;
    }

    private static ApprovalPolicy.Limits autoApprove(RequestFields fields) {
        fields.refuseUnknown(AUTO_APPROVE, "approval, beside autoApprove", APPROVAL);
        if (AUTO_APPROVE.stream().noneMatch(fields::has)) {
            fields.refuse(AUTO_APPROVE.get(0), "nothing", "give at least one of " + String.join(", ", AUTO_APPROVE));
        }
        return new ApprovalPolicy.Limits(
                fields.percent("maxMovedPercent"),
                fields.percent("maxOfflinePercent"),
                fields.integer("maxDonorsOut", 1, RATE_MAX),
                fields.duration("maxTime", APPROVAL_MIN, APPROVAL_MAX));
    }
}
