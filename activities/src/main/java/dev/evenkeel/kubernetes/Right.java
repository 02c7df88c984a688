package dev.evenkeel.kubernetes;

import java.util.Optional;

/**
 * One verb on one resource that the worker's account uses in the namespace of a cluster.
 *
 * @param group API group; empty for the core group
 * @param resource as RBAC writes it, in the plural, with its subresource: {@code pods/status}
 * @param verb as RBAC writes it
 * @param purpose what it is for
 * @param needed whether a run needs it; without the others it is slower, or sees less
 */
public record Right(String group, String resource, String verb, String purpose, boolean needed) {
    /** {@code list statefulsets.apps}. */
    public String display() {
        return verb + " " + qualifiedResource();
    }

    /** Without a subresource, as reviews have it. */
    String plainResource() {
        return resource.split("/", 2)[0];
    }

    /** {@code status} of {@code pods/status}. */
    Optional<String> subresource() {
        String[] parts = resource.split("/", 2);
        return parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
    }

    /** {@code statefulsets.apps}, or {@code pods} of the core group. */
    public String qualifiedResource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
