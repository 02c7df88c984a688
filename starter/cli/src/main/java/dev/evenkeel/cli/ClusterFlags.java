package dev.evenkeel.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RequestReader;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which cluster's run is meant. */
final class ClusterFlags {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the cluster: its StatefulSet or EMQX resource")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "its Kubernetes namespace (default: default)")
    private String namespace;

    @Option(
            names = "--connection",
            paramLabel = "PROFILE",
            description = "instead of NAME: a cluster outside Kubernetes")
    private String connection;

    /** A command for this cluster as it is typed, wherever it is typed. */
    static String typed(String command, ClusterRef cluster) {
        return "'evenkeel " + command + " "
                + (cluster.outsideKubernetes()
                        ? "--connection " + cluster.name()
                        : cluster.name() + " -n " + cluster.namespace())
                + "'";
    }

    /** @throws RequestRejection if these are no names */
    ClusterRef cluster() {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        RequestFlags.put(named, "instanceName", name);
        RequestFlags.put(named, "namespace", namespace);
        RequestFlags.put(named, "connection", connection);
        RequestReader.Reading reading = RequestReader.read(named);
        return reading.request()
                .orElseThrow(() -> new RequestRejection(reading.problems()))
                .cluster(EvenkeelClient.DEFAULT_NAMESPACE);
    }
}
