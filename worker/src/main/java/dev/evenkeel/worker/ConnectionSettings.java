package dev.evenkeel.worker;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EntryPoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key of EMQX, and where it may be sent. The secret itself is never a setting: it would show wherever settings are
 * listed.
 *
 * @param urls addresses of a cluster outside Kubernetes, {@code http(s)://host:port}; none: clusters in Kubernetes only
 * @param clusters clusters in Kubernetes, {@code namespace/name} or {@code namespace/*}
 * @param apiKey the key's name
 * @param secretFile a file that holds its secret, read at each use
 * @param secretEnv an environment variable that does
 */
record ConnectionSettings(
        List<String> urls,
        List<String> clusters,
        String apiKey,
        Optional<String> secretFile,
        Optional<String> secretEnv) {
    /** As requests may name it, and as it may stand in a workflow id. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    ConnectionSettings {
        urls = urls == null ? List.of() : List.copyOf(urls);
        clusters = clusters == null ? List.of() : List.copyOf(clusters);
        apiKey = apiKey == null ? "" : apiKey;
        secretFile = secretFile == null ? Optional.empty() : secretFile;
        secretEnv = secretEnv == null ? Optional.empty() : secretEnv;
    }

    void check(String name, Problems problems, Environs environs) {
        if (!NAME.matcher(name).matches()) {
            problems.add("", "a connection's name is of letters, digits, '.', '_' and '-', 63 at most");
        }
        if (urls.isEmpty() && clusters.isEmpty()) {
            problems.add("", "neither urls nor clusters: it would be of no use to anybody");
        }
        checkUrls(problems);
        clusters.stream()
                .filter(cluster -> !KubernetesNames.cluster(cluster))
                .forEach(cluster -> problems.add("clusters", cluster, "namespace/name or namespace/* is expected"));
        if (apiKey.isBlank()) {
            problems.add("api-key", "the name of an API key of EMQX is missing");
        }
        checkSecret(name, problems, environs);
    }

    /** Addresses are not repeated in problems: one with a user part holds a password. */
    private void checkUrls(Problems problems) {
        for (int index = 0; index < urls.size(); index++) {
            try {
                new EntryPoint(Optional.empty(), Optional.empty(), URI.create(urls.get(index)));
            } catch (IllegalArgumentException unusable) {
                problems.add("urls[" + index + "]", "http(s)://host:port without user, path or query is expected");
            }
        }
    }

    private void checkSecret(String name, Problems problems, Environs environs) {
        if (secretFile.isPresent() == secretEnv.isPresent()) {
            problems.add("", "exactly one of secret-file and secret-env is expected");
            return;
        }
        secret(name, environs)
                .problem()
                .ifPresent(problem -> problems.add(secretFile.isPresent() ? "secret-file" : "secret-env", problem));
    }

    ConnectionProfiles.Profile profile(String name, Environs environs) {
        return new ConnectionProfiles.Profile(
                name,
                urls.stream().map(URI::create).toList(),
                clusters,
                new Credentials(apiKey, secret(name, environs)));
    }

    private SecretSource secret(String name, Environs environs) {
        return secretFile
                .map(file -> SecretSource.file(name, Path.of(file)))
                .orElseGet(() -> SecretSource.variable(name, secretEnv.orElse(""), environs));
    }

    @Override
    public String toString() {
        return "ConnectionSettings[urls=" + urls + ", clusters=" + clusters + ", apiKey=***, secretFile=" + secretFile
                + ", secretEnv=" + secretEnv + "]";
    }
}
