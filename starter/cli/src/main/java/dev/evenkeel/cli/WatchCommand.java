package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Follows a run that somebody else started. */
@Command(name = "watch", description = "Follow the cluster's run to its end.", mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "7d", description = "watch so long (default: 7d)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            return new RunWatch(client, shell, output)
                    .follow(which, Optional.empty(), timeout)
                    .number();
        }
    }
}
