package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets a paused run go on. */
@Command(
        name = "resume",
        description = "Let a paused run go on: it counts and plans again.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--by", paramLabel = "WHO", description = "who asks, for the record (default: the user's name)")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            shell.out().println(client.resume(which, Optional.ofNullable(by)));
            return ExitCode.DONE.number();
        }
    }
}
