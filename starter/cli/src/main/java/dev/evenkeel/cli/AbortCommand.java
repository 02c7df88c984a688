package dev.evenkeel.cli;

import dev.evenkeel.client.AbortReport;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.RunFailedException;
import dev.evenkeel.contract.ClusterRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Ends a run and waits until everything is back. */
@Command(
        name = "abort",
        description = "End the cluster's run: EMQX is stopped, the pods come back. Works without a worker, later.",
        mixinStandardHelpOptions = true)
final class AbortCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--by", paramLabel = "WHO", description = "who asks, for the record (default: the user's name)")
    private String by = System.getProperty("user.name");

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
    private String reason;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "wait until everything is back (default), or come back at once")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2m", description = "wait so long (default: 2m)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            AbortReport report = client.abort(which, Optional.ofNullable(by), Optional.ofNullable(reason));
            if (!wait) {
                output.write(shell, report, said -> List.of(said.message()));
                return ExitCode.DONE.number();
            }
            if (output.text()) {
                shell.out().println(report.message());
            }
            return ended(new RunWatch(client, shell, output), which).number();
        }
    }

    /** Here an aborted run is what was asked for. */
    private ExitCode ended(RunWatch watch, ClusterRef which) {
        try {
            ExitCode code = watch.await(which, timeout);
            return code == ExitCode.ABORTED ? ExitCode.DONE : code;
        } catch (RunFailedException failed) {
            if (failed.ending() != RunFailedException.Ending.CANCELED) {
                throw failed;
            }
            evenkeel.shell().err().println(failed.getMessage());
            return ExitCode.DONE;
        }
    }
}
