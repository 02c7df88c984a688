package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalanceRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A dry run. */
@Command(
        name = "plan",
        description = "Show what a rebalance would do now. Touches nothing.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private RequestFlags request;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s", description = "wait so long (default: 60s)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        RebalanceRequest asked = request.request(shell);
        try (EvenkeelClient client = connection.connect(shell)) {
            return show(shell, output, client.plan(asked, timeout)).number();
        }
    }

    static ExitCode show(Shell shell, OutputFlags output, Assessment assessment) {
        output.write(shell, assessment, new PlanView(output.columns(shell), output.wide())::lines);
        return switch (assessment.verdict()) {
            case READY, NOTHING_TO_BALANCE -> ExitCode.DONE;
            case REFUSED -> ExitCode.REFUSED;
        };
    }
}
