package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Diagnosis;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Finds what would keep a rebalance from working, from where the worker stands. */
@Command(
        name = "doctor",
        description = {
            "Look for whatever would keep a rebalance of the cluster from working: rights, credentials, EMQX,"
                    + " Services, pods, clocks. The worker looks, with its own rights and network. Touches nothing.",
            "Exit code 0: nothing, notes or warnings. 3: an error, a run would be refused or could not do what it"
                    + " promises. 1: the worker could not look."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private OutputFlags output;

    @Mixin
    private ConnectionFlags connection;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2m", description = "wait so long (default: 2m)")
    private Duration timeout;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        ClusterRef which = cluster.cluster();
        try (EvenkeelClient client = connection.connect(shell)) {
            Diagnosis diagnosis = client.examine(which, timeout);
            output.write(shell, diagnosis, new DiagnosisView(output.columns(shell))::lines);
            return exitCode(diagnosis).number();
        }
    }

    private static ExitCode exitCode(Diagnosis diagnosis) {
        return switch (diagnosis.worst()) {
            case OK, NOTE, WARNING -> ExitCode.DONE;
            case ERROR -> ExitCode.REFUSED;
        };
    }
}
