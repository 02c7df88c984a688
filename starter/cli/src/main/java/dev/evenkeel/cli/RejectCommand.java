package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Ends a run whose plan waits for approval. */
@Command(
        name = "reject",
        description = "End the run, where its plan waits for approval.",
        mixinStandardHelpOptions = true)
final class RejectCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--plan", paramLabel = "ID", description = "the plan that was read (default: whichever stands)")
    private String plan;

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
                    .println(client.reject(
                            which, Optional.ofNullable(plan), Optional.ofNullable(by), Optional.ofNullable(reason)));
            return ExitCode.DONE.number();
        }
    }
}
