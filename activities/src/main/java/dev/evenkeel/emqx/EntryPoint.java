package dev.evenkeel.emqx;

import java.net.URI;
import java.util.Optional;

/**
 * An address at which the cluster's API answers.
 *
 * @param node the EMQX node behind it, where that is known beforehand
 * @param host the pod name or address by which a node name can be matched, where that is known
 * @param url {@code http(s)://host:port}, without a path
 */
public record EntryPoint(Optional<String> node, Optional<String> host, URI url) {}
