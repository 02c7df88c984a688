package dev.evenkeel.command;

import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Does by hand and for one cluster what the janitor does. */
@Command(
        name = "restore",
        description = {
            "Stop EMQX's rebalance and put a cluster's pods back, after a run that is gone. A run that lives is left"
                    + " alone: abort that.",
            "Where the run was heard of lately this waits until its Lease runs out or is renewed."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    @ParentCommand
    private ClusterCommand evenkeel;

    @Mixin
    private ClusterName cluster;

    @Option(
            names = "--without-emqx",
            description = "put pods back even if EMQX cannot be stopped: it may send the clients they get away again")
    private boolean withoutEmqx;

    @Option(names = "--within", paramLabel = "TIME", defaultValue = "3m", description = "at most so long (default: 3m)")
    private Duration within;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        Instant end = shell.clock().instant().plus(within);
        Told told = new Told(shell.out());
        try (Clusters clusters = evenkeel.open()) {
            ClusterRef which = cluster.in(clusters);
            boolean found = false;
            while (true) {
                Optional<List<Finding>> findings = look(clusters, which, shell.past(end));
                findings.ifPresent(all -> all.forEach(told::tell));
                found |= findings.filter(all -> !all.isEmpty()).isPresent();
                Optional<ExitCode> verdict = findings.flatMap(all -> verdict(shell, which, all));
                if (verdict.isPresent()) {
                    if (!found) {
                        shell.out().println(which.display() + ": nothing of any run is left: no Lease, no marked pod");
                    }
                    return verdict.get().number();
                }
                if (shell.past(end)) {
                    shell.err().println("evenkeel: not done in time; run this again, or leave it to the janitor");
                    return ExitCode.NOT_RESTORED.number();
                }
                shell.pause().accept(BETWEEN);
            }
        }
    }

    /** Empty where Kubernetes does not answer and there is time to ask again. */
    private Optional<List<Finding>> look(Clusters clusters, ClusterRef which, boolean last) {
        try {
            return Optional.of(clusters.cleanUp(which, withoutEmqx));
        } catch (KubernetesException away) {
            if (last || away.kind() != FailureKind.KUBERNETES_UNAVAILABLE) {
                throw away;
            }
            return Optional.empty();
        }
    }

    private Optional<ExitCode> verdict(Shell shell, ClusterRef which, List<Finding> findings) {
        Optional<Finding> alive = findings.stream().filter(Finding::alive).findFirst();
        if (alive.isPresent()) {
            shell.err()
                    .println("evenkeel: run " + alive.get().run() + " lives. 'evenkeel abort " + which.name() + " -n "
                            + which.namespace() + "' ends it and puts its pods back.");
            return Optional.of(ExitCode.REFUSED);
        }
        boolean clean = findings.stream().allMatch(finding -> finding.state() == State.CLEAN);
        return clean ? Optional.of(ExitCode.DONE) : Optional.empty();
    }
}
