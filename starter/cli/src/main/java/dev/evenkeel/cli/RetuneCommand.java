package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Verbs;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets a run go on at another pace. */
@Command(
        name = "retune",
        description = "Go on at another pace: EMQX is stopped and started again with what is left.",
        mixinStandardHelpOptions = true)
final class RetuneCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--conn-evict-rate", paramLabel = "N", description = "clients per donor and second, 1 or more")
    private Integer connEvictRate;

    @Option(
            names = "--max-connects-per-second-per-recipient",
            paramLabel = "N",
            description = "clients that may connect to one recipient in a second, 1 or more")
    private Integer budget;

    @Option(names = "--by", paramLabel = "WHO", description = "who asks, for the record (default: the user's name)")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            shell.out()
                    .println(client.retune(
                            which,
                            new Verbs.Retune(
                                    Optional.ofNullable(connEvictRate),
                                    Optional.ofNullable(budget),
                                    Optional.ofNullable(by))));
            return ExitCode.DONE.number();
        }
    }
}
