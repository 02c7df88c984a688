package dev.evenkeel.command;

import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.KubernetesException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Cleans up after runs that are gone, over whole namespaces, as a CronJob does. Goes round until nothing is left to do:
 * a run that lives is left alone, one that seems dead is watched until that is certain.
 */
@Command(
        name = "janitor",
        description = {
            "Stop EMQX's rebalance and put pods back after runs that are gone. Runs that live are left alone.",
            "A Lease that seems to have run out is watched for half its time before that is believed."
        },
        mixinStandardHelpOptions = true)
final class JanitorCommand implements Callable<Integer> {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    @ParentCommand
    private ClusterCommand evenkeel;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            arity = "1..*",
            split = ",",
            description = "look after these (default: the settings' evenkeel.janitor.namespaces, or the pod's own)")
    private List<String> namespaces = List.of();

    @Option(names = "--within", paramLabel = "TIME", defaultValue = "2m", description = "at most so long (default: 2m)")
    private Duration within;

    @Override
    public Integer call() {
        Shell shell = evenkeel.shell();
        Instant end = shell.clock().instant().plus(within);
        Told told = new Told(shell.out());
        try (Clusters clusters = evenkeel.open()) {
            Set<String> left = new LinkedHashSet<>(namespaces.isEmpty() ? clusters.janitorNamespaces() : namespaces);
            Map<String, KubernetesException> away = new HashMap<>();
            List<Finding> open = new ArrayList<>();
            while (true) {
                open.clear();
                for (String namespace : List.copyOf(left)) {
                    List<Finding> unsettled = look(clusters, namespace, told, away);
                    open.addAll(unsettled);
                    if (unsettled.isEmpty() && !mayAnswer(away, namespace)) {
                        left.remove(namespace);
                    }
                }
                if (left.isEmpty() || shell.past(end)) {
                    return verdict(shell, open, away).number();
                }
                shell.pause().accept(BETWEEN);
            }
        }
    }

    /** What is not settled yet in a namespace. */
    private static List<Finding> look(
            Clusters clusters, String namespace, Told told, Map<String, KubernetesException> away) {
        try {
            List<Finding> findings = clusters.sweep(namespace);
            away.remove(namespace);
            findings.forEach(told::tell);
            return findings.stream()
                    .filter(finding -> finding.state() == State.CLEANING || finding.state() == State.WATCHED)
                    .toList();
        } catch (KubernetesException refused) {
            away.put(namespace, refused);
            return List.of();
        }
    }

    private static boolean mayAnswer(Map<String, KubernetesException> away, String namespace) {
        return Optional.ofNullable(away.get(namespace))
                .filter(refused -> refused.kind() == FailureKind.KUBERNETES_UNAVAILABLE)
                .isPresent();
    }

    private static ExitCode verdict(Shell shell, List<Finding> open, Map<String, KubernetesException> away) {
        away.forEach((namespace, refused) -> shell.err()
                .println("evenkeel: namespace " + namespace + " cannot be looked after: " + refused.getMessage()));
        open.forEach(finding -> shell.err()
                .println("evenkeel: not done in time: " + finding.cluster().display() + ": " + finding.words()));
        if (!open.isEmpty()) {
            return ExitCode.NOT_RESTORED;
        }
        return away.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
