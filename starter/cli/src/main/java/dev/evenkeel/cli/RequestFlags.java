package dev.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestProblem;
import dev.evenkeel.contract.RequestReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What is asked for: by flags that bear EMQX's names, by a file, or by both where they do not meet. All is text here;
 * {@link RequestReader} judges it, so that every problem is told at once.
 */
final class RequestFlags {
    private static final String STRATEGY = "rebalanceStrategy";
    private static final String PACING = "pacing";
    private static final String GUARDRAILS = "guardrails";
    private static final String APPROVAL = "approval";
    private static final String CONDITIONS = "conditions";
    private static final List<String> INNER = List.of(STRATEGY, PACING, GUARDRAILS);

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the cluster: its StatefulSet or EMQX resource")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "its Kubernetes namespace (default: default)")
    private String namespace;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "request or Rebalance manifest, YAML or JSON; - reads standard input")
    private String file;

    @Option(names = "--connection", paramLabel = "PROFILE", description = "connection profile of the worker's settings")
    private String connection;

    @Option(
            names = "--lever",
            paramLabel = "LEVER",
            description = "how donors leave the Service: auto, label, gate, observe, none")
    private String lever;

    @Option(names = "--node", paramLabel = "NODE", description = "EMQX node that takes part; repeat (default: all)")
    private List<String> nodes = List.of();

    @Option(names = "--conn-evict-rate", paramLabel = "N", description = "connections evicted per donor and second")
    private String connEvictRate;

    @Option(names = "--sess-evict-rate", paramLabel = "N", description = "sessions moved per donor and second")
    private String sessEvictRate;

    @Option(names = "--wait-health-check", paramLabel = "TIME", description = "from the start to the first eviction")
    private String waitHealthCheck;

    @Option(names = "--strict-waits", description = "refuse a --wait-health-check that is too short, do not raise it")
    private boolean strictWaits;

    @Option(
            names = "--landing-quiet",
            paramLabel = "TIME",
            description = "let eviction begin only after no client came to a donor for so long")
    private String landingQuiet;

    @Option(
            names = "--wait-takeover",
            paramLabel = "TIME",
            description = "from the last connection to the first session")
    private String waitTakeover;

    @Option(names = "--abs-conn-threshold", paramLabel = "N", description = "balanced within so many connections")
    private String absConnThreshold;

    @Option(names = "--rel-conn-threshold", paramLabel = "X", description = "balanced within this factor, as 1.1")
    private String relConnThreshold;

    @Option(names = "--abs-sess-threshold", paramLabel = "N", description = "the same for sessions of absent clients")
    private String absSessThreshold;

    @Option(names = "--rel-sess-threshold", paramLabel = "X", description = "the same for sessions of absent clients")
    private String relSessThreshold;

    @Option(
            names = "--max-connects-per-second-per-recipient",
            paramLabel = "N",
            description = "budget of each recipient; the eviction rate follows from it")
    private String maxConnectsPerSecondPerRecipient;

    @Option(names = "--reconnect-p50", paramLabel = "TIME", description = "half of the clients are back within it")
    private String reconnectP50;

    @Option(names = "--reconnect-p95", paramLabel = "TIME", description = "95 of 100 clients are back within it")
    private String reconnectP95;

    @Option(
            names = "--max-unavailable",
            paramLabel = "N",
            description = "pods that may be out at once, or percent of those that serve, as 30%% (default: all donors)")
    private String maxUnavailable;

    @Option(
            names = "--load-balancer-lag",
            paramLabel = "TIME",
            description = "load balancers let go of a pod within it (default: kube-proxy's 2s)")
    private String loadBalancerLag;

    @Option(
            names = "--pause-overdue-percent",
            paramLabel = "X",
            description = "pause when so many of all clients are overdue (default: 0.5)")
    private String pauseOverduePercent;

    @Option(
            names = "--pause-refusals-percent",
            paramLabel = "X",
            description = "pause when recipients refuse so many of those that try (default: 5)")
    private String pauseRefusalsPercent;

    @Option(
            names = "--abort-after-pause",
            paramLabel = "TIME",
            description = "abort when it is not well again so long after such a pause (default: 60s)")
    private String abortAfterPause;

    @Option(
            names = "--guard",
            paramLabel = "NAME[:ACTION]=QUERY",
            description = "slow, pause (default) or abort while the worker's Prometheus answers with a sample; repeat")
    private List<String> guards = List.of();

    @Option(names = "--max-restarts", paramLabel = "N", description = "plan again when EMQX lost it, 0 to 20")
    private String maxRestarts;

    @Option(names = "--approval-required", description = "wait for 'evenkeel approve' before anything is touched")
    private boolean approvalRequired;

    @Option(names = "--approval-timeout", paramLabel = "TIME", description = "how long to wait for it (default: 1h)")
    private String approvalTimeout;

    @Option(
            names = "--approval-max-age",
            paramLabel = "TIME",
            description = "make a plan again that has waited so long (default: 15m)")
    private String approvalMaxAge;

    @Option(
            names = "--approval-max-drift-percent",
            paramLabel = "X",
            description = "ask again when counts have changed by so many of all connections (default: 5)")
    private String approvalMaxDriftPercent;

    @Option(
            names = "--auto-approve-max-moved-percent",
            paramLabel = "X",
            description = "approval is required only above it: connections to move, of all")
    private String autoApproveMaxMovedPercent;

    @Option(
            names = "--auto-approve-max-offline-percent",
            paramLabel = "X",
            description = "likewise: clients offline at once, of all")
    private String autoApproveMaxOfflinePercent;

    @Option(
            names = "--auto-approve-max-donors-out",
            paramLabel = "N",
            description = "likewise: donors out of the Service at once")
    private String autoApproveMaxDonorsOut;

    @Option(names = "--auto-approve-max-time", paramLabel = "TIME", description = "likewise: the whole run's time")
    private String autoApproveMaxTime;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
    private String reason;

    /** @throws RequestRejection naming everything that is wrong */
    RebalanceRequest request(Shell shell) {
        return request(shell, List.of(), false);
    }

    /**
     * @param beside what is wrong with other flags of the command
     * @param onPaper whether no cluster needs to be named
     * @throws RequestRejection naming everything that is wrong
     */
    RebalanceRequest request(Shell shell, List<RequestProblem> beside, boolean onPaper) {
        ObjectNode flags = tree();
        if (onPaper && name == null && connection == null && file == null) {
            flags.put("instanceName", "on-paper");
        }
        JsonNode whole = file == null ? flags : merged(RequestFile.read(file, shell.in()), flags);
        RequestReader.Reading reading = RequestReader.read(whole);
        return reading.request()
                .filter(read -> beside.isEmpty())
                .orElseThrow(() -> new RequestRejection(Stream.concat(
                                reading.problems().stream().map(problem -> underItsFlag(problem, flags)),
                                beside.stream())
                        .toList()));
    }

    private ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        put(tree, "instanceName", name);
        put(tree, "namespace", namespace);
        put(tree, "connection", connection);
        put(tree, "lever", lever);
        put(tree, "strictWaits", strictWaits ? "true" : null);
        put(tree, "landingQuiet", landingQuiet);
        put(tree, "maxRestarts", maxRestarts);
        put(tree, "reason", reason);
        if (!nodes.isEmpty()) {
            nodes.forEach(tree.putArray("nodes")::add);
        }
        putInner(tree, APPROVAL, approvalFlags());
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        put(limits, "maxMovedPercent", autoApproveMaxMovedPercent);
        put(limits, "maxOfflinePercent", autoApproveMaxOfflinePercent);
        put(limits, "maxDonorsOut", autoApproveMaxDonorsOut);
        put(limits, "maxTime", autoApproveMaxTime);
        if (!limits.isEmpty()) {
            tree.withObjectProperty(APPROVAL).set("autoApprove", limits);
        }
        putInner(tree, STRATEGY, strategyFlags());
        putInner(tree, PACING, pacingFlags());
        putInner(tree, GUARDRAILS, guardrailFlags());
        if (!guards.isEmpty()) {
            guards.forEach(tree.withObjectProperty(GUARDRAILS).putArray(CONDITIONS)::add);
        }
        return tree;
    }

    private static void putInner(ObjectNode tree, String name, Map<String, String> flags) {
        ObjectNode inner = JsonNodeFactory.instance.objectNode();
        flags.forEach((field, value) -> put(inner, field, value));
        if (!inner.isEmpty()) {
            tree.set(name, inner);
        }
    }

    private Map<String, String> approvalFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("required", approvalRequired ? "true" : null);
        flags.put("timeout", approvalTimeout);
        flags.put("maxAge", approvalMaxAge);
        flags.put("maxDriftPercent", approvalMaxDriftPercent);
        return flags;
    }

    private Map<String, String> pacingFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("maxConnectsPerSecondPerRecipient", maxConnectsPerSecondPerRecipient);
        flags.put("reconnectP50", reconnectP50);
        flags.put("reconnectP95", reconnectP95);
        flags.put("maxUnavailable", maxUnavailable);
        flags.put("loadBalancerLag", loadBalancerLag);
        return flags;
    }

    private Map<String, String> guardrailFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("pauseOverduePercent", pauseOverduePercent);
        flags.put("pauseRefusalsPercent", pauseRefusalsPercent);
        flags.put("abortAfterPause", abortAfterPause);
        return flags;
    }

    private Map<String, String> strategyFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("connEvictRate", connEvictRate);
        flags.put("sessEvictRate", sessEvictRate);
        flags.put("waitHealthCheck", waitHealthCheck);
        flags.put("waitTakeover", waitTakeover);
        flags.put("absConnThreshold", absConnThreshold);
        flags.put("relConnThreshold", relConnThreshold);
        flags.put("absSessThreshold", absSessThreshold);
        flags.put("relSessThreshold", relSessThreshold);
        return flags;
    }

    static void put(ObjectNode tree, String field, String value) {
        if (value != null) {
            tree.put(field, value);
        }
    }

    /** The file with the flags laid beside it; what both give is a problem, not a choice. */
    private static JsonNode merged(JsonNode file, ObjectNode flags) {
        boolean manifest = file.path("spec").isObject();
        JsonNode asked = manifest ? file.get("spec") : file;
        if (flags.isEmpty() || !(asked instanceof ObjectNode request)) {
            return file;
        }
        List<RequestProblem> twice = new ArrayList<>();
        if (flags.has("namespace") && file.path("metadata").hasNonNull("namespace")) {
            twice.add(twice("namespace", "metadata.namespace"));
        }
        flags.properties().forEach(flag -> {
            boolean both =
                    INNER.contains(flag.getKey()) && request.path(flag.getKey()).isObject();
            if (both) {
                lay(flag.getValue(), (ObjectNode) request.get(flag.getKey()), flag.getKey() + ".", twice);
            } else if (request.hasNonNull(flag.getKey())) {
                twice.add(twice(flag.getKey(), flag.getKey()));
            } else {
                request.set(flag.getKey(), flag.getValue());
            }
        });
        if (!twice.isEmpty()) {
            throw new RequestRejection(twice);
        }
        return file;
    }

    private static void lay(JsonNode flags, ObjectNode over, String path, List<RequestProblem> twice) {
        flags.properties().forEach(flag -> {
            if (over.hasNonNull(flag.getKey())) {
                twice.add(twice(flag.getKey(), path + flag.getKey()));
            } else {
                over.set(flag.getKey(), flag.getValue());
            }
        });
    }

    private static RequestProblem twice(String field, String inFile) {
        return new RequestProblem(flag(field), "a flag, and " + inFile + " in the file", "give it once");
    }

    /** Names the flag where the value came from one. */
    private static RequestProblem underItsFlag(RequestProblem problem, ObjectNode flags) {
        String path = problem.path().replaceFirst("^spec\\.", "");
        String field =
                path.replaceFirst("^(" + String.join("|", INNER) + ")\\.", "").replaceFirst("\\[\\d+].*$", "");
        boolean fromFlag = flags.has(field)
                || INNER.stream().anyMatch(inner -> flags.path(inner).has(field))
                || field.startsWith("approval.") && flags.has("approval");
        return Optional.of(problem)
                .filter(any -> fromFlag)
                .map(given -> new RequestProblem(flag(field), given.value(), given.expected()))
                .orElse(problem);
    }

    private static String flag(String field) {
        return switch (field) {
            case "instanceName" -> "NAME";
            case "nodes" -> "--node";
            case CONDITIONS -> "--guard";
            case "approval" -> "--approval-required";
            default ->
                "--"
                        + field.replaceFirst("^approval\\.auto", "auto")
                                .replace('.', '-')
                                .replaceAll("([A-Z])", "-$1")
                                .toLowerCase(Locale.ROOT);
        };
    }
}
