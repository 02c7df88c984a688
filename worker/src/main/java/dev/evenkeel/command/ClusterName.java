package dev.evenkeel.command;

import dev.evenkeel.contract.ClusterRef;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which cluster is meant. */
final class ClusterName {
    @Parameters(paramLabel = "NAME", description = "the cluster: its StatefulSet or EMQX resource")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "its Kubernetes namespace (default: the settings', which is 'default')")
    private String namespace;

    ClusterRef in(Clusters clusters) {
        return ClusterRef.inKubernetes(Optional.ofNullable(namespace).orElseGet(clusters::namespace), name);
    }
}
