package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestProblem;
import dev.evenkeel.planning.WhatIf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    private DrawnOutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s", description = "wait so long (default: 60s)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        List<RequestProblem> problems = Stream.concat(
                        whatIf.problems().stream(), output.problems(shell, whatIf.count()).stream())
                .toList();
        RebalanceRequest asked = request.request(shell, problems, whatIf.onPaper());
        if (whatIf.asked()) {
            return compare(shell, whatIf.alternatives(asked)).number();
        }
        try (EvenkeelClient client = connection.connect(shell)) {
            Assessment plan = client.plan(asked, timeout);
            output.written(shell, to -> show(to, output.text(), plan));
            return worth(plan).number();
        }
    }

    private ExitCode compare(Shell shell, Map<String, RebalanceRequest> alternatives) {
        List<Alternative> rows = whatIf.onPaper() ? onPaper(alternatives) : live(shell, alternatives);
        output.written(shell, to -> {
            boolean drawn = output.drawn()
                    && rows.stream().anyMatch(row -> row.timeline().isPresent());
            if (drawn) {
                output.draw(to, rows);
            } else {
                // Where every alternative is refused there is nothing to draw, and the reasons are no picture.
                Shell told = output.drawn() ? to.writingTo(to.err()) : to;
                output.text().write(told, rows, new WhatIfView(output.text().columns(told))::lines);
            }
        });
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
        return worth(assessment);
    }

    private static ExitCode worth(Assessment assessment) {
        return switch (assessment.verdict()) {
            case READY, NOTHING_TO_BALANCE -> ExitCode.DONE;
            case REFUSED -> ExitCode.REFUSED;
        };
    }
}
