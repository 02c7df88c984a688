package dev.evenkeel.worker;

import dev.evenkeel.prometheus.PrometheusClient;
import dev.evenkeel.prometheus.RetrofitPrometheusClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The Prometheus that is asked for conditions of guardrails. Its token is never a setting: it would show wherever settings
 * are listed.
 *
 * @param url what stands before {@code /api/v1}, {@code http(s)://host:port} and a path; empty: there is none
 * @param bearerTokenFile a file that holds a bearer token, read at each use
 * @param bearerTokenEnv an environment variable that does
 */
record PrometheusSettings(Optional<String> url, Optional<String> bearerTokenFile, Optional<String> bearerTokenEnv) {
    /** An instant query takes milliseconds; looks wait for it two seconds, which no connection needs. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    PrometheusSettings {
        url = url == null ? Optional.empty() : url;
        bearerTokenFile = bearerTokenFile == null ? Optional.empty() : bearerTokenFile;
        bearerTokenEnv = bearerTokenEnv == null ? Optional.empty() : bearerTokenEnv;
    }

    /** The address is not repeated in problems: one with a user part holds a password. */
    void check(Problems problems, Environs environs) {
        if (url.isPresent() && address().isEmpty()) {
            problems.add("url", "http(s)://host:port and a path, without user, query or fragment is expected");
        }
        if (bearerTokenFile.isPresent() && bearerTokenEnv.isPresent()) {
            problems.add("", "bearer-token-file or bearer-token-env is expected, not both");
            return;
        }
        if (url.isEmpty() && (bearerTokenFile.isPresent() || bearerTokenEnv.isPresent())) {
            problems.add("", "a token without a url: it would be sent nowhere");
        }
        token(environs)
                .flatMap(SecretSource::problem)
                .ifPresent(problem ->
                        problems.add(bearerTokenFile.isPresent() ? "bearer-token-file" : "bearer-token-env", problem));
    }

    private Optional<URI> address() {
        try {
            return url.isPresent()
                    ? Optional.of(new URI(url.get().strip())).filter(PrometheusSettings::usable)
                    : Optional.empty();
        } catch (URISyntaxException unusable) {
            return Optional.empty();
        }
    }

    private static boolean usable(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null;
    }

    private Optional<SecretSource> token(Environs environs) {
        return bearerTokenFile
                .map(file -> SecretSource.file("prometheus", Path.of(file)))
                .or(() -> bearerTokenEnv.map(name -> SecretSource.variable("prometheus", name, environs)));
    }

    /** Empty where there is none. */
    Optional<PrometheusClient> client(Environs environs) {
        return address()
                .map(uri ->
                        new RetrofitPrometheusClient(uri, token(environs).map(source -> source::orUnreadable), LIMIT));
    }
}
