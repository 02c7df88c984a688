package dev.evenkeel.demo;

import dev.evenkeel.demo.Console.Ink;
import dev.evenkeel.demo.Moment.NodeNow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link Moment} as a picture of some lines, and as one line for places where nothing can be redrawn. */
final class MomentView {
    private static final int BAR = 38;

    private final Console console;
    private final long most;

    /** @param most what a full bar stands for */
    MomentView(Console console, long most) {
        this.console = console;
        this.most = most;
    }

    List<String> picture(Moment moment) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        moment.nodes().forEach(node -> lines.add(bar(node)));
        lines.add("");
        lines.add("  " + Figures.left(phase(moment), 56) + progress(moment));
        lines.add(console.painted(Ink.QUIET, "  " + Figures.left(clients(moment), 56) + clock(moment)));
        lines.add(worker(moment));
        return lines;
    }

    /** Heads of the columns of {@link #line}. */
    List<String> heads(Moment moment) {
        return List.of(
                "  EMQX  " + Figures.left("", PhaseWords.LENGTH_MAX) + "  connections of emqx-ee-    in",
                "  time  " + Figures.left("what happens", PhaseWords.LENGTH_MAX)
                        + moment.nodes().stream()
                                .map(node -> Figures.right(ordinal(node.pod()), 5))
                                .collect(Collectors.joining())
                        + "   Service");
    }

    String line(Moment moment, String what) {
        return Figures.right(Figures.clock(moment.sinceStart()), 6) + "  "
                + Figures.left(what, PhaseWords.LENGTH_MAX)
                + moment.nodes().stream()
                        .map(node -> Figures.right(Figures.count(node.connections()), 5))
                        .collect(Collectors.joining())
                + "   " + serving(moment);
    }

    private static String serving(Moment moment) {
        return moment.nodes().stream()
                .map(node -> node.serving() ? ordinal(node.pod()) : "-")
                .collect(Collectors.joining(" "));
    }

    private static String ordinal(String pod) {
        return pod.substring(pod.lastIndexOf('-') + 1);
    }

    private String bar(NodeNow node) {
        int filled = position(node.connections());
        int goal = Math.min(BAR - 1, position(node.goal()));
        StringBuilder bar = new StringBuilder();
        for (int column = 0; column < BAR; column++) {
            bar.append(column == goal ? mark() : column < filled ? full() : empty());
        }
        return "  " + node.pod() + "  " + console.painted(node.donor() ? Ink.DONOR : Ink.RECIPIENT, bar.toString())
                + Figures.right(Figures.count(node.connections()), 6) + "  "
                + Figures.left(node.donor() ? "donor" : "recipient", 11)
                + (node.serving() ? "in Service" : console.painted(Ink.BAD, "OUT"));
    }

    private int position(long connections) {
        return (int) Math.min(BAR, Math.round((double) connections / most * BAR));
    }

    private char full() {
        return console.blocks() ? '█' : '#';
    }

    private char empty() {
        return console.blocks() ? '░' : '.';
    }

    private char mark() {
        return console.blocks() ? '│' : '|';
    }

    private static String phase(Moment moment) {
        return moment.phase().map(PhaseWords::of).orElse("nothing is touched yet");
    }

    private static String progress(Moment moment) {
        return moment.phase().isEmpty() || moment.percent() == 0
                ? ""
                : moment.percent() + " %"
                        + moment.remaining()
                                .filter(left -> left.toSeconds() > 0)
                                .map(left -> ", " + left.toSeconds() + " s left")
                                .orElse("");
    }

    private static String clients(Moment moment) {
        long here = moment.nodes().stream().mapToLong(NodeNow::connections).sum();
        return Figures.count(here) + " clients connected, " + Figures.count(moment.away()) + " on their way back";
    }

    private static String clock(Moment moment) {
        return moment.sinceStart().isNegative()
                ? "starts in " + Figures.clock(moment.sinceStart().negated())
                : "EMQX time " + Figures.clock(moment.sinceStart());
    }

    private String worker(Moment moment) {
        return moment.worker()
                .map(matter -> console.painted(Ink.BAD, "  " + matter))
                .orElse("");
    }
}
