package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.GuardrailsChange;
import dev.evenkeel.contract.Verbs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets a run go on at another pace, or within other limits. */
@Command(
        name = "retune",
        description = {
            "Go on at another pace: EMQX is stopped and started again with what is left.",
            "Where only guardrails are given EMQX goes on, and the next look judges by them."
        },
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

    @Option(
            names = "--pause-overdue-percent",
            paramLabel = "X",
            description = "pause when so many of all clients are overdue, above 0 and up to 100")
    private Double pauseOverduePercent;

    @Option(
            names = "--pause-refusals-percent",
            paramLabel = "X",
            description = "pause when recipients refuse so many of those that try, above 0 and up to 100")
    private Double pauseRefusalsPercent;

    @Option(
            names = "--abort-after-pause",
            paramLabel = "TIME",
            description = "abort when it is not well again so long after such a pause, 1s to 1h")
    private Duration abortAfterPause;

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
                                    Optional.of(new GuardrailsChange(
                                            Optional.ofNullable(pauseOverduePercent),
                                            Optional.ofNullable(pauseRefusalsPercent),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.ofNullable(abortAfterPause).map(Duration::toString))),
                                    Optional.ofNullable(by))));
            return ExitCode.DONE.number();
        }
    }
}
