package dev.evenkeel.cli;

import dev.evenkeel.client.RunView;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as a picture in text: where it is, how far, how long still, and a bar for every node with its goal marked. Pure:
 * what it shows comes from the {@link RunView}, and its clock is {@link RunView#seenAt()}.
 */
public final class LiveView {
    private static final int BAR_MIN = 8;
    private static final int NOTES_SHOWN = 3;
    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final Format format;

    /** @param format how it may look */
    public LiveView(Format format) {
        this.format = format;
    }

    /**
     * How the view may look.
     *
     * @param columns width of a line
     * @param colours whether ANSI colours may be used
     * @param blocks whether bars may be drawn with block characters; else ASCII
     * @param wide node names in full and all notes
     */
    public record Format(int columns, boolean colours, boolean blocks, boolean wide) {
        /** 80 columns of ASCII. */
        public static Format plain() {
            return new Format(80, false, false, false);
        }
    }

    /** The picture, top line first; no line is longer than the format's columns, colours not counted. */
    public List<String> lines(RunView view) {
        List<String> lines = new ArrayList<>();
        lines.add(header(view));
        view.progress().ifPresent(progress -> {
            if (progress.plan().isPresent()) {
                lines.add(meter(view, progress));
            }
            lines.addAll(bars(view, progress));
        });
        view.unanswered()
                .ifPresent(why -> lines.add(painted(RED, clipped("! " + why + "; shown is what Temporal knows"))));
        view.outlook()
                .flatMap(RunView.Outlook::blocker)
                .filter(what -> view.pending().stream()
                        .noneMatch(
                                step -> step.lastFailure().filter(what::equals).isPresent()))
                .ifPresent(what -> lines.addAll(held(what)));
        view.pending().stream()
                .filter(step -> step.lastFailure().isPresent())
                .forEach(step -> lines.add(painted(
                        RED,
                        clipped("! " + step.activity() + ", attempt " + step.attempt() + ": "
                                + step.lastFailure().get()))));
        view.progress().ifPresent(progress -> notes(progress).forEach(note -> lines.add(clipped("- " + note))));
        return lines;
    }

    /** The run in one line, for places where nothing can be redrawn. */
    public String line(RunView view) {
        StringBuilder line =
                new StringBuilder(Quantities.clock(view.seenAt())).append(' ').append(state(view));
        if (!view.over()) {
            view.outlook().ifPresent(outlook -> {
                line.append(", ").append(outlook.percent()).append(" % moved, ").append(left(outlook));
                outlook.blocker().ifPresent(what -> line.append(": ").append(what));
            });
        }
        view.unanswered().ifPresent(why -> line.append(", ").append(why));
        return line.toString();
    }

    /** Of the clients that the whole run moves, 0 to 100. */
    static int percent(RunView view) {
        return view.outlook().map(RunView.Outlook::percent).orElse(0);
    }

    /** In full: who reads this wants to know why. */
    private List<String> held(String what) {
        return Page.wrapped("! " + what, format.columns()).stream()
                .map(line -> painted(RED, clipped(line)))
                .toList();
    }

    private String header(RunView view) {
        String elapsed = Quantities.time(elapsed(view)) + " elapsed";
        String left = view.cluster().display() + "  " + state(view);
        int width = format.columns() - elapsed.length() - 2;
        return painted(BOLD, Page.padded(Page.clipped(left, width), width)) + "  " + elapsed;
    }

    private static String state(RunView view) {
        if (view.over()) {
            return "over: " + view.status();
        }
        return view.progress().map(progress -> progress.phase().meaning()).orElse("running");
    }

    private static Duration elapsed(RunView view) {
        Duration elapsed = Duration.between(view.began(), view.ended().orElse(view.seenAt()));
        return elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    private String meter(RunView view, RebalanceProgress progress) {
        int percent = percent(view);
        String tail = " " + percent + " % moved"
                + (view.over()
                        ? ""
                        : view.outlook().map(outlook -> ", " + left(outlook)).orElseGet(() -> expected(progress)));
        int width = Math.max(BAR_MIN, format.columns() - tail.length() - 2);
        return clipped("[" + bar(percent, 100, width, -1) + "]" + tail);
    }

    private static String left(RunView.Outlook outlook) {
        if (outlook.latest().isZero()) {
            return "longer than foretold";
        }
        String earliest = Quantities.time(Duration.ofSeconds(outlook.earliest().toSeconds()));
        String latest = Quantities.time(roundedUp(outlook.latest()));
        String left = (earliest.equals(latest) ? latest : earliest + " to " + latest) + " left";
        return outlook.paused() ? "paused, " + left + " once it goes on" : left;
    }

    private static Duration roundedUp(Duration time) {
        return Duration.ofSeconds(time.plusNanos(999_999_999).toSeconds());
    }

    private static String expected(RebalanceProgress progress) {
        return progress.plan()
                .filter(plan -> progress.phase().compareTo(RunPhase.WAIT_HEALTH_CHECK) < 0)
                .map(plan -> ", " + Quantities.time(plan.forecast().total()) + " expected in EMQX")
                .orElse("");
    }

    private List<String> bars(RunView view, RebalanceProgress progress) {
        Optional<Census> now =
                view.look().flatMap(Look::census).or(progress::evictionBegan).or(progress::before);
        List<RebalancePlan.NodePlan> nodes =
                progress.plan().map(RebalancePlan::nodes).orElse(List.of());
        if (now.isEmpty() || nodes.isEmpty()) {
            return List.of();
        }
        Map<String, String> names = NodeNames.shortened(
                nodes.stream().map(RebalancePlan.NodePlan::node).toList(), format.wide());
        long most = Stream.concat(
                        nodes.stream().map(RebalancePlan.NodePlan::connections),
                        Stream.concat(
                                nodes.stream().map(RebalancePlan.NodePlan::expected),
                                now.get().connections().values().stream()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (RebalancePlan.NodePlan node : nodes) {
            lines.add(nodeLine(names, node, now.get().on(node.node()), most, marks(progress, node.node())));
        }
        return lines;
    }

    private String nodeLine(Map<String, String> names, RebalancePlan.NodePlan node, long now, long most, Marks marks) {
        String name = Page.padded(names.get(node.node()), longest(names.values())) + "  ";
        int digits = Quantities.count(most).length();
        String tail = "  " + rightAligned(Quantities.count(now), digits) + " -> "
                + rightAligned(Quantities.count(node.expected()), digits) + "  " + marks.text();
        // The longest mark decides, so that all bars are of one length.
        int width = format.columns() - name.length() - 2 * digits - 6 - 2 - Marks.LENGTH_MAX;
        if (width < BAR_MIN) {
            name = Page.clipped(name.strip(), Math.max(BAR_MIN, name.length() - 2 - (BAR_MIN - width))) + "  ";
            width = BAR_MIN;
        }
        String bar = bar(now, most, width, Math.min(width - 1, position(node.expected(), most, width)));
        int room = format.columns() - name.length() - bar.length();
        return name
                + painted(marks.donor() ? YELLOW : GREEN, bar)
                + Page.clipped(tail, room).stripTrailing();
    }

    private static Marks marks(RebalanceProgress progress, String node) {
        Optional<Wave> wave = progress.wave();
        boolean donor = wave.filter(w -> w.donors().contains(node)).isPresent();
        return new Marks(
                donor, wave.filter(w -> w.recipients().contains(node)).isPresent(), donor && progress.excluded());
    }

    /** A node's part, and whether its pod may be out of the Service by our hand. */
    private record Marks(boolean donor, boolean recipient, boolean out) {
        static final int LENGTH_MAX = "donor, out".length();

        String text() {
            return out ? "donor, out" : donor ? "donor" : recipient ? "recipient" : "";
        }
    }

    private String bar(long value, long most, int width, int mark) {
        int filled = position(value, most, width);
        StringBuilder bar = new StringBuilder();
        for (int column = 0; column < width; column++) {
            if (column == mark) {
                bar.append(format.blocks() ? '│' : '|');
            } else if (column < filled) {
                bar.append(format.blocks() ? '█' : '#');
            } else {
                bar.append(format.blocks() ? '░' : '.');
            }
        }
        return bar.toString();
    }

    private static int position(long value, long most, int width) {
        return most == 0 ? 0 : (int) Math.min(width, Math.round((double) value / most * width));
    }

    private List<String> notes(RebalanceProgress progress) {
        List<String> notes = new ArrayList<>(progress.notes());
        progress.runsAs().ifPresent(id -> notes.add("goes on as workflow " + id));
        if (progress.restarts() > 0) {
            notes.add("EMQX lost its rebalance " + progress.restarts() + " times; planned again");
        }
        return format.wide() ? notes : notes.subList(Math.max(0, notes.size() - NOTES_SHOWN), notes.size());
    }

    private static int longest(Collection<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String rightAligned(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private String clipped(String text) {
        return Page.clipped(text, format.columns());
    }

    private String painted(String colour, String text) {
        return format.colours() ? colour + text + PLAIN : text;
    }
}
