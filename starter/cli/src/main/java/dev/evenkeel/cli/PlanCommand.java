package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.planning.WhatIf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A dry run. */
@Command(
        name = "plan",
        description = "Show what a rebalance would do now, or what it would do at other rates. Touches nothing.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private RequestFlags request;

    @Mixin
    private WhatIfFlags whatIf;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s", description = "wait so long (default: 60s)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        RebalanceRequest asked = request.request(shell, whatIf.problems(), whatIf.onPaper());
        if (whatIf.asked()) {
            return compare(shell, whatIf.alternatives(asked)).number();
        }
        try (EvenkeelClient client = connection.connect(shell)) {
            return show(shell, output, client.plan(asked, timeout)).number();
        }
    }

    private ExitCode compare(Shell shell, Map<String, RebalanceRequest> alternatives) {
        List<Alternative> rows = whatIf.onPaper() ? onPaper(alternatives) : live(shell, alternatives);
        output.write(shell, rows, new WhatIfView(output.columns(shell))::lines);
        return rows.stream().allMatch(row -> row.verdict() == Assessment.Verdict.REFUSED)
                ? ExitCode.REFUSED
                : ExitCode.DONE;
    }

    private List<Alternative> onPaper(Map<String, RebalanceRequest> alternatives) {
        return alternatives.entrySet().stream()
                .map(each -> Alternative.of(
                        each.getKey(),
                        WhatIf.assess(each.getValue(), whatIf.connections(), whatIf.connectsPerSecond())))
                .toList();
    }

    private List<Alternative> live(Shell shell, Map<String, RebalanceRequest> alternatives) {
        try (EvenkeelClient client = connection.connect(shell)) {
            return alternatives.entrySet().stream()
                    .map(each -> Alternative.of(each.getKey(), client.plan(each.getValue(), timeout)))
                    .toList();
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
