package dev.evenkeel.simulator;

import java.util.List;
import java.util.Optional;

/**
 * An API key as EMQX's bootstrap file holds it; a viewer may read, not write. In 4.4 it is an application's id and secret.
 *
 * @param scopes what it is limited to, in releases that know scopes; empty: nothing
 */
public record ApiKey(String key, String secret, Permission permission, Optional<List<String>> scopes) {
    public ApiKey(String key, String secret, Permission permission) {
        this(key, secret, permission, Optional.empty());
    }

    /** What a key may do. */
    public enum Permission {
        ADMINISTRATOR,
        VIEWER
    }

    boolean mayOperateCluster() {
        return scopes.map(list -> list.contains("cluster_operations")).orElse(true);
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
        return "ApiKey[" + key + ", " + permission + "]";
    }
}
