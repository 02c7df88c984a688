package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets a plan begin that waits for it. */
@Command(
        name = "approve",
        description = "Let the run's plan begin, where it waits for that.",
        mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--plan", paramLabel = "ID", description = "the plan that was read (default: whichever stands)")
    private String plan;

    @Option(names = "--by", paramLabel = "WHO", description = "who approves, for the record (default: the user's name)")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            shell.out().println(client.approve(which, Optional.ofNullable(plan), Optional.ofNullable(by)));
            return ExitCode.DONE.number();
        }
    }
}
