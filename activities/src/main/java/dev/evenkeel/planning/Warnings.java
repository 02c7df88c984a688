package dev.evenkeel.planning;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan.Forecast;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.planning.EngineModel.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a reader should know before letting a plan begin. */
final class Warnings {
    /** Above this share of the mean the fullest node is worth a word even where the thresholds allow it. */
    private static final double UNEVEN = 1.05;

    private Warnings() {}

    static List<String> of(
            Snapshot snapshot,
            List<Snapshot.Node> participants,
            Lever lever,
            StartParameters parameters,
            Forecast forecast,
            Partition partition) {
        List<String> warnings = new ArrayList<>();
        List<String> others = snapshot.nodes().stream()
                .filter(node -> node.running() && !participants.contains(node))
                .filter(node -> !snapshot.besideReplicants(node) || takesClients(node))
                .map(Snapshot.Node::name)
                .toList();
        if (lever.verified()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "while it runs, new clients go to %d of %d nodes",
                    partition.recipients().size() + others.size(),
                    participants.size() + others.size()));
        }
        if (lever.verified() && !lever.beforeStart()) {
            warnings.add("while it runs donors' pods are not Ready: budgets, rollouts and alerts see it, and an EMQX"
                    + " resource of EMQX Operator loses Ready");
        }
        if (!others.isEmpty()) {
            warnings.add("clients may come back to " + String.join(", ", others)
                    + " too, which take no part: the forecast leaves that out");
        }
        if (forecast.skewAfter() > UNEVEN) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the fullest node is foretold to end at %.2f times the mean: thresholds this wide end early",
                    forecast.skewAfter()));
        }
        if (forecast.ticks() >= EngineModel.TICKS_MAX) {
            warnings.add("at this rate it would take more than a week");
        }
        if (parameters.waitTakeover().isZero()) {
            warnings.add("waitTakeover 0: sessions of clients in back-off are moved before their clients are back");
        }
        snapshot.nodes().stream()
                .filter(node -> !node.running())
                .forEach(node -> warnings.add("node " + node.name() + " is stopped and takes no part"));
        warnings.addAll(ofReleases(participants, lever));
        participants.stream()
                .filter(node -> node.pod().map(pod -> !pod.servesByItself()).orElse(false))
                .forEach(node -> warnings.add("node " + node.name() + " is served by no Service now"));
        return List.copyOf(warnings);
    }

    /** What is known of the releases that take part, each once; with the nodes that run it where there are several. */
    private static List<String> ofReleases(List<Snapshot.Node> participants, Lever lever) {
        Map<String, List<String>> nodes = participants.stream()
                .collect(Collectors.groupingBy(
                        Snapshot.Node::version,
                        TreeMap::new,
                        Collectors.mapping(Snapshot.Node::name, Collectors.toList())));
        List<String> warnings = new ArrayList<>();
        if (nodes.size() > 1) {
            warnings.add("nodes of different releases take part: " + String.join(", ", nodes.keySet()));
        }
        nodes.forEach((version, on) -> {
            String where = nodes.size() == 1 ? "" : " on " + String.join(", ", on);
            List<String> known = ofRelease(version, lever);
            if (!known.isEmpty()) {
                warnings.add("EMQX " + version + where + ": " + String.join("; ", known));
            }
        });
        return warnings;
    }

    private static List<String> ofRelease(String version, Lever lever) {
        List<String> what = new ArrayList<>();
        if (!Versions.held(version)) {
            what.add("this release was proven on 5.10");
        }
        if (Versions.countedByStatistics(version)) {
            what.add(
                    "nodes do not list their live connections, EMQX's statistics stand in, which are up to a second old"
                            + " (while clients move, counts are off by what moves in a second)");
        }
        if (Versions.donorsRefuseAtOnce(version) && !lever.beforeStart()) {
            what.add("donors refuse clients from the start on, while clients are still sent there");
        }
        what.addAll(Versions.quirks(version));
        return what;
    }

    /** Cores beside replicants need not be reached by clients at all. */
    private static boolean takesClients(Snapshot.Node core) {
        return core.connections() > 0 || core.pod().map(Snapshot.Pod::served).orElse(false);
    }
}
