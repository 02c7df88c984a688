package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Verbs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Holds a run. */
@Command(
        name = "pause",
        description = "Stop EMQX and hold the run. Donors that left the Service by our hand stay out.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--for", paramLabel = "TIME", description = "hold it so long at most, up to 24h (default: 30m)")
    private Duration atMost;

    @Option(names = "--then", paramLabel = "WHAT", description = "then: ${COMPLETION-CANDIDATES} (default: RESUME)")
    private Verbs.AfterPause then;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
    private String reason;

    @Option(names = "--by", paramLabel = "WHO", description = "who asks, for the record (default: the user's name)")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            shell.out()
                    .println(client.pause(
                            which,
                            new Verbs.Pause(
                                    Optional.ofNullable(atMost).map(Duration::toString),
                                    Optional.ofNullable(then),
                                    Optional.ofNullable(by),
                                    Optional.ofNullable(reason))));
            return ExitCode.DONE.number();
        }
    }
}
