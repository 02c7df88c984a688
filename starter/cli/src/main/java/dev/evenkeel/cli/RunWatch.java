package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.NoAnswerException;
import dev.evenkeel.client.RunFailedException;
import dev.evenkeel.client.RunHandle;
import dev.evenkeel.client.RunView;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Follows a run to its end: redraws the live view about twice a second where a person watches, writes a line on changes
 * of phase and every ten percent where nobody does, and answers with the result.
 */
final class RunWatch {
    private static final Duration REDRAW = Duration.ofMillis(500);

    /** A run that is over answers at once; this is for Temporal's sake. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(10);

    private static final int PERCENT_STEP = 10;

    private final EvenkeelClient client;
    private final Shell shell;
    private final OutputFlags output;
    private final LiveView view;
    private int drawn;
    private String told = "";

    RunWatch(EvenkeelClient client, Shell shell, OutputFlags output) {
        this.client = client;
        this.shell = shell;
        this.output = output;
        this.view = new LiveView(shell.liveFormat(output.columns(shell), output.wide()));
    }

    /** Follows it, writes its result, and says what that is worth. */
    ExitCode follow(ClusterRef cluster, Optional<RunHandle> run, Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        RunView seen = client.view(cluster);
        show(seen);
        while (!seen.over() && Instant.now().isBefore(deadline)) {
            pause(REDRAW);
            seen = client.view(cluster);
            show(seen);
        }
        if (!seen.over()) {
            return waitIsOver(seen, limit);
        }
        return ended(seen, run);
    }

    /** Waits without showing anything but the result. */
    ExitCode await(ClusterRef cluster, Duration limit) {
        try {
            return written(client.result(cluster, limit));
        } catch (NoAnswerException notYet) {
            return waitIsOver(client.view(cluster), limit);
        }
    }

    private ExitCode ended(RunView seen, Optional<RunHandle> run) {
        try {
            return written(run.map(handle -> client.result(handle, LAST_ANSWER))
                    .orElseGet(() -> client.result(seen.cluster(), LAST_ANSWER)));
        } catch (RunFailedException failed) {
            failed.result().ifPresent(this::written);
            throw failed;
        }
    }

    private ExitCode written(RebalanceResult result) {
        output.write(shell, result, new ResultView(output.columns(shell), output.wide())::lines);
        return ExitCode.of(result.outcome());
    }

    private ExitCode waitIsOver(RunView seen, Duration limit) {
        boolean mayBeOut = seen.progress().map(RebalanceProgress::excluded).orElse(true);
        shell.err()
                .println("evenkeel: after " + Quantities.time(limit) + " the run of "
                        + seen.cluster().display()
                        + " still goes on" + (mayBeOut ? ", and pods may be out of the Service" : "")
                        + seen.unanswered().map(why -> "; " + why).orElse("") + ". "
                        + ClusterFlags.typed("watch", seen.cluster()) + " follows it, "
                        + ClusterFlags.typed("abort", seen.cluster()) + " ends it and restores");
        return mayBeOut ? ExitCode.NOT_RESTORED : ExitCode.FAILED;
    }

    private void show(RunView seen) {
        if (!output.text()) {
            return;
        }
        if (shell.terminal()) {
            redraw(view.lines(seen));
            return;
        }
        String moved = seen.over()
                ? "over"
                : seen.status() + " " + seen.progress().map(RebalanceProgress::phase) + " "
                        + LiveView.percent(seen) / PERCENT_STEP + " "
                        + seen.outlook().flatMap(RunView.Outlook::blocker).isPresent() + " "
                        + seen.unanswered().isPresent();
        if (!moved.equals(told)) {
            told = moved;
            shell.out().println(view.line(seen));
        }
    }

    private void redraw(List<String> lines) {
        StringBuilder screen = new StringBuilder(drawn == 0 ? "" : "\u001b[" + drawn + "A");
        // Without wrapping, so that a line too long for this window does not shift what is above it.
        screen.append("\u001b[?7l");
        lines.forEach(line -> screen.append('\r').append(line).append("\u001b[K\n"));
        shell.out().print(screen.append("\u001b[J\u001b[?7h"));
        shell.out().flush();
        drawn = lines.size();
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watching; the run goes on", interrupted);
        }
    }
}
