package dev.evenkeel.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.contract.RequestProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The fields of a request as flags, under the same names as {@code evenkeel start} has them. All is text here: the
 * contract's reader judges it.
 */
enum RequestFlag {
    CONNECTION("connection", "PROFILE", "connection profile of the settings"),
    LEVER("lever", "LEVER", "how donors leave the Service: auto, label, gate, observe, none"),
    NODE("nodes", "NODE", "EMQX node that takes part; repeat (default: all)"),
    CONN_EVICT_RATE("rebalanceStrategy.connEvictRate", "N", "connections evicted per donor and second"),
    SESS_EVICT_RATE("rebalanceStrategy.sessEvictRate", "N", "sessions moved per donor and second"),
    WAIT_HEALTH_CHECK("rebalanceStrategy.waitHealthCheck", "TIME", "from the start to the first eviction"),
    WAIT_TAKEOVER("rebalanceStrategy.waitTakeover", "TIME", "from the last connection to the first session"),
    ABS_CONN_THRESHOLD("rebalanceStrategy.absConnThreshold", "N", "balanced within so many connections"),
    REL_CONN_THRESHOLD("rebalanceStrategy.relConnThreshold", "X", "balanced within this factor, as 1.1"),
    ABS_SESS_THRESHOLD("rebalanceStrategy.absSessThreshold", "N", "the same for sessions of absent clients"),
    REL_SESS_THRESHOLD("rebalanceStrategy.relSessThreshold", "X", "the same for sessions of absent clients"),
    STRICT_WAITS("strictWaits", "", "refuse a --wait-health-check that is too short, do not raise it"),
    LANDING_QUIET("landingQuiet", "TIME", "let eviction begin only after no client came to a donor for so long"),
    MAX_CONNECTS_PER_SECOND_PER_RECIPIENT(
            "pacing.maxConnectsPerSecondPerRecipient",
            "N",
            "budget of each recipient; the eviction rate follows from it"),
    RECONNECT_P50("pacing.reconnectP50", "TIME", "half of the clients are back within it"),
    RECONNECT_P95("pacing.reconnectP95", "TIME", "95 of 100 clients are back within it"),
    PAUSE_OVERDUE_PERCENT(
            "guardrails.pauseOverduePercent", "X", "pause when so many of all clients are overdue (default: 0.5)"),
    PAUSE_REFUSALS_PERCENT(
            "guardrails.pauseRefusalsPercent",
            "X",
            "pause when recipients refuse so many of those that try (default: 5)"),
    ABORT_AFTER_PAUSE(
            "guardrails.abortAfterPause",
            "TIME",
            "abort when it is not well again so long after such a pause (default: 60s)"),
    GUARD(
            "guardrails.conditions",
            "NAME[:ACTION]=QUERY",
            "slow, pause (default) or abort while the worker's Prometheus answers with a sample; repeat"),
    MAX_UNAVAILABLE(
            "pacing.maxUnavailable",
            "N",
            "pods that may be out at once, or percent of those that serve, as 30% (default: all donors)"),
    LOAD_BALANCER_LAG(
            "pacing.loadBalancerLag", "TIME", "load balancers let go of a pod within it (default: kube-proxy's 2s)"),
    MAX_RESTARTS("maxRestarts", "N", "plan again when EMQX lost it, 0 to 20"),
    APPROVAL_REQUIRED("approval.required", "", "wait for 'evenkeel approve' before anything is touched"),
    APPROVAL_TIMEOUT("approval.timeout", "TIME", "how long to wait for it (default: 1h)"),
    APPROVAL_MAX_AGE("approval.maxAge", "TIME", "make a plan again that has waited so long (default: 15m)"),
    APPROVAL_MAX_DRIFT_PERCENT(
            "approval.maxDriftPercent",
            "X",
            "ask again when counts have changed by so many of all connections (default: 5)"),
    AUTO_APPROVE_MAX_MOVED_PERCENT(
            "approval.autoApprove.maxMovedPercent",
            "X",
            "approval is required only above it: connections to move, of all"),
    AUTO_APPROVE_MAX_OFFLINE_PERCENT(
            "approval.autoApprove.maxOfflinePercent", "X", "likewise: clients offline at once, of all"),
    AUTO_APPROVE_MAX_DONORS_OUT(
            "approval.autoApprove.maxDonorsOut", "N", "likewise: donors out of the Service at once"),
    AUTO_APPROVE_MAX_TIME("approval.autoApprove.maxTime", "TIME", "likewise: the whole run's time"),
    REASON("reason", "TEXT", "why, for the record");

    private final String path;
    private final String label;
    private final String description;

    RequestFlag(String path, String label, String description) {
        this.path = path;
        this.label = label;
        this.description = description;
    }

    /** As it is typed. */
    String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Adds them all to a command. */
    static final class Adder implements CommandLine.IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            for (RequestFlag flag : values()) {
                OptionSpec.Builder option = OptionSpec.builder(flag.flag()).description(flag.description);
                if (flag == APPROVAL_REQUIRED || flag == STRICT_WAITS) {
                    option.type(boolean.class).arity("0");
                } else if (flag == NODE || flag == GUARD) {
                    option.type(List.class).auxiliaryTypes(String.class).paramLabel(flag.label);
                } else {
                    option.type(String.class).paramLabel(flag.label);
                }
                command.addOption(option.build());
            }
            return command;
        }
    }

    /**
     * Lays what was typed into a request.
     *
     * @param file what a file asks for, or an empty object
     * @return what is given twice: by a flag and by the file
     */
    static List<RequestProblem> layInto(ObjectNode file, CommandSpec typed) {
        List<RequestProblem> twice = new ArrayList<>();
        for (RequestFlag flag : values()) {
            flag.typed(typed).ifPresent(value -> {
                if (!flag.put(file, value)) {
                    twice.add(new RequestProblem(
                            flag.flag(), "a flag, and " + flag.path + " in the file", "give it once"));
                }
            });
        }
        return twice;
    }

    private Optional<JsonNode> typed(CommandSpec command) {
        Object value = command.findOption(flag()).getValue();
        if (value instanceof List<?> texts) {
            var list = JsonNodeFactory.instance.arrayNode();
            texts.forEach(text -> list.add(String.valueOf(text)));
            return Optional.of(list);
        }
        return value == null || Boolean.FALSE.equals(value)
                ? Optional.empty()
                : Optional.of(JsonNodeFactory.instance.textNode(String.valueOf(value)));
    }

    private boolean put(ObjectNode request, JsonNode value) {
        return put(request, path, value);
    }

    private static boolean put(ObjectNode object, String field, JsonNode value) {
        int dot = field.indexOf('.');
        if (dot >= 0) {
            String outer = field.substring(0, dot);
            ObjectNode inner = object.get(outer) instanceof ObjectNode there ? there : object.putObject(outer);
            return put(inner, field.substring(dot + 1), value);
        }
        if (object.hasNonNull(field)) {
            return false;
        }
        object.set(field, value);
        return true;
    }

    /** The problem under the flag that it comes from, where it comes from one. */
    static RequestProblem underItsFlag(RequestProblem problem, CommandSpec typed) {
        String field = problem.path().replaceFirst("^spec\\.", "").replaceFirst("\\[\\d+].*$", "");
        for (RequestFlag flag : values()) {
            if (field.equals(flag.path) && flag.typed(typed).isPresent()) {
                return new RequestProblem(flag.flag(), problem.value(), problem.expected());
            }
        }
        return problem;
    }
}
