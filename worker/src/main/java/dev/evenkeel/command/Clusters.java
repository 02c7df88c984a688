package dev.evenkeel.command;

import dev.evenkeel.activity.Janitor;
import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.kubernetes.ClusterAdoption;
import dev.evenkeel.worker.ClusterAccess;
import java.util.List;

/** What commands have of the clusters. */
interface Clusters extends AutoCloseable {
    /** Where a name without a namespace is looked for. */
    String namespace();

    /** Where the janitor goes round if nobody says. */
    List<String> janitorNamespaces();

    /** One round of the janitor over a namespace. */
    List<Finding> sweep(String namespace);

    /** One round of the janitor over a cluster, as a person wants it. */
    List<Finding> cleanUp(ClusterRef cluster, boolean withoutEmqx);

    ClusterAdoption adoption();

    @Override
    void close();

    /** By the worker's own settings, and these. */
    static Clusters ofProcess(List<String> settings) {
        ClusterAccess access = ClusterAccess.ofProcess(settings);
        Janitor janitor = access.janitor();
        return new Clusters() {
            @Override
            public String namespace() {
                return access.namespace();
            }

            @Override
            public List<String> janitorNamespaces() {
                return access.janitorNamespaces();
            }

            @Override
            public List<Finding> sweep(String namespace) {
                return janitor.sweep(namespace);
            }

            @Override
            public List<Finding> cleanUp(ClusterRef cluster, boolean withoutEmqx) {
                return janitor.cleanUp(cluster, withoutEmqx);
            }

            @Override
            public ClusterAdoption adoption() {
                return access.adoption();
            }

            @Override
            public void close() {
                access.close();
            }
        };
    }
}
