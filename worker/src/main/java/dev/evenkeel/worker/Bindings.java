package dev.evenkeel.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** To which clusters connections are bound. Requests that name no connection must not get one by chance. */
final class Bindings {
    private Bindings() {}

    static void checkEachClusterBoundOnce(Map<String, ConnectionSettings> connections, Problems problems) {
        List<Binding> bindings = new ArrayList<>();
        connections.forEach((name, connection) ->
                connection.clusters().forEach(cluster -> bindings.add(new Binding(name, cluster))));
        for (int one = 0; one < bindings.size(); one++) {
            for (int other = one + 1; other < bindings.size(); other++) {
                checkApart(bindings.get(one), bindings.get(other), problems);
            }
        }
    }

    private static void checkApart(Binding one, Binding other, Problems problems) {
        if (!one.connection().equals(other.connection()) && one.overlaps(other)) {
            problems.add(
                    other.connection() + ".clusters",
                    other.cluster(),
                    "connection '" + one.connection() + "' is bound to " + one.cluster()
                            + " already; a cluster has one connection");
        }
    }

    private record Binding(String connection, String cluster) {
        boolean overlaps(Binding other) {
            return cluster.equals(other.cluster)
                    || (namespace().equals(other.namespace()) && (whole() || other.whole()));
        }

        private String namespace() {
            return cluster.substring(0, Math.max(0, cluster.indexOf('/')));
        }

        private boolean whole() {
            return cluster.endsWith("/*");
        }
    }
}
