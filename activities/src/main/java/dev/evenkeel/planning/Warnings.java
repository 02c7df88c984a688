package dev.evenkeel.planning;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalancePlan.Forecast;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.planning.EngineModel.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        participants.stream()
                .filter(node -> !Versions.held(node.version()))
                .map(node -> "EMQX " + node.version() + " on " + node.name() + ": this release was proven on 5.10")
                .forEach(warnings::add);
        participants.stream()
                .filter(node -> node.pod().map(pod -> !pod.servesByItself()).orElse(false))
                .forEach(node -> warnings.add("node " + node.name() + " is served by no Service now"));
        return List.copyOf(warnings);
    }
}
