package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.Credentials;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which credentials may be sent where. Only the worker's settings make these; a request can name one, and never a pair of
 * address and credential of its own.
 */
public final class ConnectionProfiles {
    private final List<Profile> profiles;

    public ConnectionProfiles(List<Profile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    /** The same with one more, which goes before them. */
    public ConnectionProfiles and(Profile first) {
        return new ConnectionProfiles(
                Stream.concat(Stream.of(first), profiles.stream()).toList());
    }

    /** Whether there is a profile of this name. */
    public boolean has(String name) {
        return named(name).isPresent();
    }

    /** The names of all profiles, for messages. */
    public Set<String> names() {
        return profiles.stream().map(Profile::name).collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    /** The profile that may be used for this cluster: the one it names, if that is bound to it, or the one bound to it. */
    Profile of(ClusterRef cluster) {
        Optional<Profile> found = cluster.connection().isPresent()
                ? named(cluster.connection().get()).filter(profile -> profile.covers(cluster))
                : profiles.stream().filter(profile -> profile.covers(cluster)).findFirst();
        return found.orElseThrow(() -> FailureKind.NO_CONNECTION_PROFILE.failure(
                "no connection profile of the worker's settings is bound to cluster " + cluster.display()
                        + cluster.connection()
                                .map(name -> " under the name '" + name + "'")
                                .orElse(""),
                null));
    }

    private Optional<Profile> named(String name) {
        return profiles.stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /**
     * @param name what requests call it
     * @param urls addresses of the nodes of a cluster outside Kubernetes; empty for clusters in Kubernetes
     * @param clusters clusters in Kubernetes to whose own pods the credentials may be sent: {@code namespace/name} or
     *     {@code namespace/*}
     * @param credentials the API key
     */
    public record Profile(String name, List<URI> urls, List<String> clusters, Credentials credentials) {
        public Profile {
            urls = List.copyOf(urls);
            clusters = List.copyOf(clusters);
        }

        boolean covers(ClusterRef cluster) {
            return cluster.outsideKubernetes()
                    ? name.equals(cluster.name()) && !urls.isEmpty()
                    : clusters.contains(cluster.namespace() + "/" + cluster.name())
                            || clusters.contains(cluster.namespace() + "/*");
        }
    }
}
