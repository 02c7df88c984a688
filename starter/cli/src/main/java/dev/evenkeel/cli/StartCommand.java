package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.RunHandle;
import dev.evenkeel.contract.RebalanceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Starts a run, and follows it unless told not to. */
@Command(name = "start", description = "Start a rebalance and follow it to its end.", mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    /** A dry run looks once. */
    private static final Duration DRY_RUN_LIMIT = Duration.ofSeconds(60);

    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private RequestFlags request;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--dry-run", description = "the same as 'evenkeel plan'")
    private boolean dryRun;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "follow it to its end (default), or come back at once")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "wait so long; the run goes on after that (default: 7d)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        RebalanceRequest asked = request.request(shell);
        try (EvenkeelClient client = connection.connect(shell)) {
            if (dryRun) {
                return PlanCommand.show(shell, output, client.plan(asked, DRY_RUN_LIMIT))
                        .number();
            }
            RunHandle run = client.start(asked);
            if (!wait) {
                output.write(shell, run, StartCommand::started);
                return ExitCode.DONE.number();
            }
            if (output.text()) {
                started(run).forEach(shell.out()::println);
            }
            return new RunWatch(client, shell, output)
                    .follow(run.cluster(), Optional.of(run), timeout)
                    .number();
        }
    }

    private static List<String> started(RunHandle run) {
        return List.of(
                "started workflow " + run.workflowId() + ", run " + run.runId(),
                "it goes on if you leave; " + ClusterFlags.typed("watch", run.cluster()) + " follows it,",
                ClusterFlags.typed("abort", run.cluster()) + " ends it and restores");
    }
}
