package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the one account that asks may do: everything at first. The API server refuses the rest with 403, and says the
 * same in access reviews, which everybody may create.
 *
 * <p>Rules are written as {@code verb resource} with the resource's group behind it where it has one: {@code list pods},
 * {@code patch pods/status}, {@code list statefulsets.apps}.
 */
public final class AccessRules {
    static final String REVIEWS = "authorization.k8s.io";

    private final Set<String> revoked = new HashSet<>();
    private Optional<Set<String>> granted = Optional.empty();

    AccessRules() {}

    /** These and nothing else. */
    public synchronized void grantOnly(Collection<String> rules) {
        granted = Optional.of(Set.copyOf(rules));
    }

    /** All that was granted but this. */
    public synchronized void revoke(String rule) {
        revoked.add(rule);
    }

    /** Takes a {@link #revoke} back. */
    public synchronized void restore(String rule) {
        revoked.remove(rule);
    }

    synchronized boolean allow(String rule) {
        return !revoked.contains(rule)
                && granted.map(rules -> rules.contains(rule)).orElse(true);
    }

    /** Whether the request is allowed. */
    boolean allow(ApiRequest request) {
        String group = request.resource().group();
        String resource =
                request.resource().plural() + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
        return group.equals(REVIEWS) || allow(rule(request.verb(), resource, group));
    }

    /** Whether what a review's {@code resourceAttributes} name is allowed. */
    boolean allowReviewed(JsonNode attributes) {
        String subresource = attributes.path("subresource").asText();
        return allow(rule(
                attributes.path("verb").asText(),
                attributes.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                attributes.path("group").asText()));
    }

    private static String rule(String verb, String resource, String group) {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
}
