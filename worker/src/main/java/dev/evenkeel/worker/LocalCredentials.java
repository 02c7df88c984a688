package dev.evenkeel.worker;

import dev.evenkeel.activity.ConnectionProfiles.Profile;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.kubernetes.SecretEntries;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An API key of EMQX for one cluster, given beside the worker's settings: its secret lies in a file, in a variable, or in
 * a Secret of the cluster's own namespace. It is bound to that cluster alone.
 *
 * @param apiKey the key's name; may be left out with a Secret that EMQX Operator made
 * @param secretFile a file that holds its secret, read at each use
 * @param secretEnv a variable that does
 * @param secretName a Secret that does, read once
 * @param secretEntry the entry of that Secret
 */
public record LocalCredentials(
        Optional<String> apiKey,
        Optional<String> secretFile,
        Optional<String> secretEnv,
        Optional<String> secretName,
        Optional<String> secretEntry) {
    /** As the chart's values have it. */
    private static final String ENTRY = "secret";

    /** EMQX Operator's Secret {@code NAME-bootstrap-api-key}: lines {@code key:secret}. */
    private static final String BOOTSTRAP = "bootstrap_api_key";

    /** Whether any was given. */
    public boolean given() {
        return apiKey.or(() -> secretFile)
                .or(() -> secretEnv)
                .or(() -> secretName)
                .or(() -> secretEntry)
                .isPresent();
    }

    /** @throws SettingsException with what is wrong */
    Profile profile(ClusterRef cluster, KubernetesClient kubernetes, Environs environs) {
        Key key = key(cluster, kubernetes, environs);
        return new Profile("local", List.of(), List.of(cluster.display()), new Credentials(key.name(), key.secret()));
    }

    /** An API key, and where its secret is had from. */
    record Key(String name, Supplier<String> secret) {
        @Override
        public String toString() {
            return "Key[***]";
        }
    }

    Key key(ClusterRef cluster, KubernetesClient kubernetes, Environs environs) {
        List<String> problems = new ArrayList<>();
        if (List.of(secretFile, secretEnv, secretName).stream()
                        .filter(Optional::isPresent)
                        .count()
                != 1) {
            problems.add("exactly one of --secret-file, --secret-env and --secret-name is expected beside --api-key");
        } else if (apiKey.isEmpty() && secretName.isEmpty()) {
            problems.add("--api-key is missing: the name of an API key of EMQX");
        } else if (secretEntry.isPresent() && secretName.isEmpty()) {
            problems.add("--secret-key is an entry of a Secret: --secret-name is missing");
        }
        refuse(problems);
        return secretName
                .map(name -> ofSecret(cluster, name, kubernetes))
                .orElseGet(() -> new Key(apiKey.orElseThrow(), elsewhere(environs)));
    }

    private Supplier<String> elsewhere(Environs environs) {
        SecretSource source = secretFile
                .map(file -> SecretSource.file("local", Path.of(file)))
                .orElseGet(() -> SecretSource.variable("local", secretEnv.orElseThrow(), environs));
        refuse(source.problem().stream().toList());
        return source;
    }

    private Key ofSecret(ClusterRef cluster, String name, KubernetesClient kubernetes) {
        String where = "Secret " + cluster.namespace() + "/" + name;
        Map<String, String> entries = SecretEntries.read(kubernetes, cluster.namespace(), name)
                .orElseThrow(() -> new SettingsException(List.of("there is no " + where)));
        boolean bootstrap = apiKey.isEmpty() && secretEntry.isEmpty();
        String entry = bootstrap ? BOOTSTRAP : secretEntry.orElse(ENTRY);
        String value = Optional.ofNullable(entries.get(entry))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new SettingsException(List.of(where + " has no entry '" + entry + "', it has "
                        + entries.keySet()
                        + (bootstrap ? "; give --api-key and --secret-key, or EMQX Operator's Secret" : ""))));
        return bootstrap ? ofLine(value, where) : new Key(named(where), () -> value);
    }

    private String named(String where) {
        return apiKey.orElseThrow(() -> new SettingsException(
                List.of("--api-key is missing: the name of the API key whose secret " + where + " holds")));
    }

    private static Key ofLine(String lines, String where) {
        String[] parts = lines.lines().findFirst().orElse("").strip().split(":");
        if (parts.length < 2) {
            throw new SettingsException(List.of(where + ", entry '" + BOOTSTRAP + "': key:secret is expected"));
        }
        return new Key(parts[0], () -> parts[1]);
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
