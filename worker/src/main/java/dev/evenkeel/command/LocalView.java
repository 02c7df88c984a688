package dev.evenkeel.command;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.worker.LocalRun.Seen;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run in lines: one for each change of phase, every ten percent of the eviction, each note and each new trouble. */
final class LocalView {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final int PERCENT_STEP = 10;

    private final PrintStream out;
    private final InstantSource clock;
    private String step = "";
    private String trouble = "";
    private int notes;

    LocalView(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    void show(Seen seen) {
        seen.progress().ifPresent(progress -> {
            progress.notes().stream().skip(notes).forEach(note -> line("note: " + note));
            notes = Math.max(notes, progress.notes().size());
            phase(seen, progress);
        });
        // Once for each step: its words may differ at every attempt, as EMQX's nodes are asked in another order.
        seen.trouble().filter(found -> !found.step().equals(trouble)).ifPresent(found -> {
            trouble = found.step();
            line("trouble, tried again: " + found.step() + ": " + found.why());
        });
    }

    private void phase(Seen seen, RebalanceProgress progress) {
        boolean evicting =
                progress.phase() == RunPhase.EVICTING_CONNS || progress.phase() == RunPhase.EVICTING_SESSIONS;
        String numbers = seen.look()
                .filter(look -> evicting)
                .map(look -> ", " + percent(look) / PERCENT_STEP * PERCENT_STEP + " % moved")
                .orElse("");
        String now = progress.phase() + numbers;
        if (!now.equals(step) && progress.phase() != RunPhase.DONE) {
            step = now;
            line(progress.phase().meaning()
                    + numbers
                    + seen.look()
                            .filter(look -> evicting)
                            .map(look -> ", " + left(look))
                            .orElse(""));
        }
    }

    private static int percent(Look look) {
        return look.outlook().map(Outlook::percent).orElse(look.percent());
    }

    private static String left(Look look) {
        return look.outlook()
                .map(outlook -> outlook.earliest().toSeconds() + " to " + seconds(outlook.latest()) + " left"
                        + outlook.blocker().map(what -> ": " + what).orElse(""))
                .orElseGet(() -> seconds(look.remaining()) + " left in EMQX");
    }

    private void line(String text) {
        out.println(CLOCK.format(clock.instant()) + " " + text);
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** What is out now, in words; empty where nothing is. */
    static Optional<String> out(Optional<RebalanceProgress> progress) {
        return progress.filter(RebalanceProgress::excluded)
                .map(now -> "the pods of "
                        + String.join(", ", now.wave().map(Wave::donors).orElse(List.of()))
                        + " are out of the Service");
    }

    /** What the run came to, and the proof. */
    static List<String> lines(RebalanceResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.outcome().display() + ": " + result.summary());
        result.before().ifPresent(before -> {
            Census after = result.after().orElse(before);
            before.nodes()
                    .forEach(node ->
                            lines.add("  " + node + ": " + before.on(node) + " -> " + after.on(node) + " connections"));
        });
        result.findings()
                .forEach(finding -> lines.add((finding.holds() ? "  holds: " : "  DOES NOT hold: ")
                        + finding.clause().claim() + " (" + finding.evidence() + ")"));
        result.restoration().ifPresent(pods -> {
            lines.add("  put back: " + String.join(", ", pods.restored()));
            if (!pods.notServing().isEmpty()) {
                lines.add("  NOT BACK: " + String.join(", ", pods.notServing()));
            }
        });
        result.notes().forEach(note -> lines.add("  note: " + note));
        lines.add("  " + result.startsSent() + " start(s) sent, in "
                + seconds(Duration.between(
                        result.timing().began(), result.timing().ended())) + ", of which EMQX took "
                + seconds(result.timing().engine()));
        return lines;
    }
}
