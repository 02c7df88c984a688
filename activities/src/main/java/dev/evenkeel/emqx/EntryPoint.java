package dev.evenkeel.emqx;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * An address at which the cluster's API answers: a node's own, not a load balancer's, since {@code
 * availability_check} is about whichever node answers.
 *
 * @param node the EMQX node behind it, where that is known beforehand
 * @param host the pod name or address by which a node name can be matched, where that is known
 * @param url {@code http(s)://host:port}, without a path
 */
public record EntryPoint(Optional<String> node, Optional<String> host, URI url) {
    public EntryPoint {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(host, "host");
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean bare = url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && (url.getRawPath() == null || url.getRawPath().isEmpty() || "/".equals(url.getRawPath()));
        if (!web || url.getHost() == null || !bare) {
            // Without the value: a URL with a user part holds a password.
            throw new IllegalArgumentException(
                    "an entry point is http(s)://host:port without user, path or query; that of "
                            + node.or(() -> host).orElse("host " + url.getHost()) + " is not");
        }
    }
}
