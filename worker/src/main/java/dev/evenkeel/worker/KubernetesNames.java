package dev.evenkeel.worker;

import java.util.regex.Pattern;

/** Names as Kubernetes allows them. */
final class KubernetesNames {
    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern CLUSTER = Pattern.compile(LABEL + "/(?:\\*|[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)");

    private KubernetesNames() {}

    /** Whether a namespace can be called so (RFC 1123 label). */
    static boolean label(String name) {
        return NAMESPACE.matcher(name).matches();
    }

    /** Whether it is {@code namespace/name} or {@code namespace/*}. */
    static boolean cluster(String binding) {
        return CLUSTER.matcher(binding).matches();
    }
}
