package dev.evenkeel.planning;

import dev.evenkeel.planning.Facts.Emqx;
import dev.evenkeel.planning.Facts.Node;
import dev.evenkeel.planning.Facts.Trouble;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether EMQX answers, takes the key, is one that can be rebalanced, and is left alone by others. */
final class EmqxCheck {
    private EmqxCheck() {}

    static void judge(Facts facts, Findings findings) {
        facts.unbound().ifPresent(why -> findings.found(Symptom.CREDENTIALS_UNBOUND, why));
        facts.emqx().ifPresent(emqx -> {
            findings.subject(
                    "emqx", "EMQX answers at all " + emqx.doors().size() + " addresses", () -> doors(emqx, findings));
            boolean answers =
                    emqx.doors().stream().anyMatch(door -> door.silence().isEmpty());
            if (answers) {
                findings.subject(
                        "key",
                        "EMQX takes the API key, which may read, start and stop",
                        () -> emqx.trouble().ifPresent(trouble -> findings.found(symptom(trouble), trouble.message())));
            }
            emqx.nodes()
                    .ifPresent(nodes -> findings.subject("nodes", summary(nodes), () -> {
                        members(facts, emqx, nodes, findings);
                        versions(nodes, findings);
                    }));
            emqx.activity()
                    .ifPresent(activity -> findings.subject(
                            "activity",
                            "EMQX runs no rebalance, evacuation or purge of somebody else",
                            () -> activity(facts, activity, findings)));
        });
    }

    private static void doors(Emqx emqx, Findings findings) {
        List<String> silent = emqx.doors().stream()
                .filter(door -> door.silence().isPresent())
                .map(door -> door.at() + " (" + door.silence().orElse("") + ")")
                .toList();
        boolean all = silent.size() == emqx.doors().size();
        if (all && silent.isEmpty()) {
            findings.found(Symptom.EMQX_UNREACHABLE, "no pod has an address");
        } else {
            findings.foundIfAny(
                    all ? Symptom.EMQX_UNREACHABLE : Symptom.EMQX_NODE_UNREACHABLE,
                    silent,
                    (all ? "EMQX answers at none of its addresses: " : "EMQX does not answer at "),
                    "");
        }
    }

    private static Symptom symptom(Trouble trouble) {
        return switch (trouble.kind()) {
            case NO_CONNECTION_PROFILE -> Symptom.CREDENTIALS_UNREADABLE;
            case EMQX_UNAUTHORIZED -> Symptom.CREDENTIALS_REFUSED;
            case EMQX_FORBIDDEN -> Symptom.CREDENTIALS_ROLE;
            case EMQX_NOT_SUPPORTED -> Symptom.EMQX_WITHOUT_REBALANCE;
            default -> Symptom.EMQX_TROUBLE;
        };
    }

    private static void members(Facts facts, Emqx emqx, List<Node> nodes, Findings findings) {
        findings.foundIfAny(
                Symptom.EMQX_NODE_STOPPED,
                nodes.stream().filter(node -> !node.running()).map(Node::name).toList(),
                "EMQX lists as stopped: ",
                "");
        if (facts.kubernetes().isPresent()) {
            findings.foundIfAny(
                    Symptom.EMQX_NODE_WITHOUT_POD,
                    nodes.stream()
                            .filter(node -> node.running() && node.pod().isEmpty())
                            .map(Node::name)
                            .toList(),
                    "no pod of the cluster is the EMQX node ",
                    "");
        }
        java.util.Set<String> members = nodes.stream().map(Node::name).collect(Collectors.toSet());
        findings.foundIfAny(
                Symptom.EMQX_NODE_APART,
                emqx.doors().stream()
                        .flatMap(door -> door.node().stream())
                        .filter(node -> !members.contains(node))
                        .toList(),
                "answers, but EMQX does not list it among its nodes: ",
                "");
    }

    private static void versions(List<Node> nodes, Findings findings) {
        Map<String, List<String>> byVersion = nodes.stream()
                .filter(Node::running)
                .collect(Collectors.groupingBy(
                        Node::version, TreeMap::new, Collectors.mapping(Node::name, Collectors.toList())));
        if (byVersion.size() > 1) {
            findings.found(Symptom.EMQX_VERSIONS_MIXED, "EMQX runs in releases " + byVersion.keySet());
        }
        byVersion.forEach((version, on) -> version(version, Findings.listed(on), findings));
    }

    private static void version(String version, String nodes, Findings findings) {
        String where = "EMQX " + version + " on " + nodes;
        if (!Versions.supported(version)) {
            findings.found(Symptom.EMQX_TOO_OLD, where);
            return;
        }
        List<String> quirks = Versions.quirks(version);
        if (!quirks.isEmpty()) {
            findings.found(Symptom.EMQX_QUIRKS, where + ": " + String.join("; ", quirks));
        } else if (!Versions.held(version)) {
            findings.found(Symptom.EMQX_UNPROVEN, where);
        }
    }

    private static void activity(Facts facts, Facts.Activity activity, Findings findings) {
        if (!facts.runOpen()) {
            findings.foundIfAny(
                    Symptom.REBALANCE_BY_OTHERS,
                    activity.rebalancing(),
                    "EMQX runs a rebalance that no open run of this cluster started, coordinated by ",
                    "");
        }
        findings.foundIfAny(
                Symptom.EVACUATION_RUNNING, activity.evacuating(), "EMQX evacuates, or keeps empty, node ", "");
        findings.foundIfAny(Symptom.PURGE_RUNNING, activity.purging(), "EMQX purges the sessions of node ", "");
    }

    private static String summary(List<Node> nodes) {
        long running = nodes.stream().filter(Node::running).count();
        String versions = nodes.stream()
                .map(Node::version)
                .filter(version -> !version.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return running + " of " + nodes.size() + " EMQX nodes run, release " + versions;
    }
}
