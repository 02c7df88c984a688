package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a Secret holds, by entry, as text. Read with {@code get} alone: nothing lists Secrets. */
public final class SecretEntries {
    private SecretEntries() {}

    /**
     * Reads a Secret.
     *
     * @return empty where there is none
     * @throws KubernetesException where it may not be read, or the API does not answer
     */
    public static Optional<Map<String, String>> read(KubernetesClient client, String namespace, String name) {
        Secret secret = new ApiCall("get", "secrets", namespace)
                .make(() ->
                        client.secrets().inNamespace(namespace).withName(name).get());
        return Optional.ofNullable(secret).map(SecretEntries::texts);
    }

    private static Map<String, String> texts(Secret secret) {
        Map<String, String> texts = new TreeMap<>();
        Optional.ofNullable(secret.getData())
                .orElse(Map.of())
                .forEach((entry, value) ->
                        texts.put(entry, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return texts;
    }
}
