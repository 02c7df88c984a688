package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.RunView;
import dev.evenkeel.contract.ClusterRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** One look at a run. */
@Command(name = "status", description = "Show the cluster's newest run as it is now.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            output.write(shell, client.view(which), view -> lines(shell, view));
            return ExitCode.DONE.number();
        }
    }

    private List<String> lines(Shell shell, RunView view) {
        List<String> lines =
                new ArrayList<>(new LiveView(shell.liveFormat(output.columns(shell), output.wide())).lines(view));
        lines.add("run " + view.runId() + " of workflow " + view.workflowId());
        if (view.over()) {
            lines.add(ClusterFlags.typed("result", view.cluster()) + " shows what it came to");
        }
        return lines;
    }
}
